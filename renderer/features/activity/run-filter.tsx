import type { Run } from '../../../core/contract/runs.ts'
import { t } from '../../app/messages.ts'

export interface RunFilterValue {
  kind: Run['kind'] | ''
  status: Run['status'] | ''
}

const kinds: Run['kind'][] = ['agent', 'tool', 'relic', 'build']
const statuses: Run['status'][] = ['running', 'waiting', 'done', 'failed', 'cancelled', 'interrupted']

export function RunFilter({ value, onChange }: { value: RunFilterValue; onChange: (value: RunFilterValue) => void }) {
  return (
    <span className="row gap-1.5">
      <select
        className="field is-small is-quiet w-auto!"
        aria-label={t.activity.kind}
        value={value.kind}
        onChange={(event) => onChange({ ...value, kind: event.target.value as RunFilterValue['kind'] })}
      >
        <option value="">{t.activity.anyKind}</option>
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t.activity.kinds[kind]}
          </option>
        ))}
      </select>
      <select
        className="field is-small is-quiet w-auto!"
        aria-label={t.activity.status}
        value={value.status}
        onChange={(event) => onChange({ ...value, status: event.target.value as RunFilterValue['status'] })}
      >
        <option value="">{t.activity.anyStatus}</option>
        {statuses.map((status) => (
          <option key={status} value={status}>
            {t.state[status]}
          </option>
        ))}
      </select>
    </span>
  )
}
