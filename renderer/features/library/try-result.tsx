import { t } from '../../app/messages.ts'
import { faultText } from '../../app/told.ts'
import { formatClock, formatDuration } from '../../ui/format.ts'
import { LogView } from '../../ui/log-view.tsx'
import { Notice } from '../../ui/notice.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { ValueView } from '../../ui/value-view.tsx'
import { PreparationList } from '../containers/preparation-list.tsx'
import type { Attempt } from './use-try.ts'

/** What came back, and the log. The last result stays while the next is on its way. */
export function TryResult({ attempt }: { attempt: Attempt }) {
  const { result, isRunning, logs, preparations, failure, finishedAt } = attempt
  if (failure !== null) {
    return (
      <div className="mt-3">
        <Notice tone="danger" title={failure} />
      </div>
    )
  }
  if (!result && !isRunning) return null
  return (
    <div className="mt-3" role="status">
      <h3 className="section-head text-text-1">
        {isRunning ? t.library.running : t.library.result}
        <span className="row end small gap-1.5">
          <StateGlyph state={isRunning ? 'running' : (result?.status ?? 'done')} />
          {result && !isRunning && `${formatDuration(result.durationMs)}${finishedAt ? `, ${formatClock(finishedAt)}` : ''}`}
        </span>
      </h3>
      <div className="card call">
        <PreparationList steps={preparations} />
        {logs.length > 0 && <LogView lines={logs} isLive={isRunning} />}
        {result?.error && <p className="call-part is-inset small whitespace-pre-wrap wrap-anywhere text-danger">{faultText(result.error)}</p>}
        {result && !result.error && <ValueView value={result.output} label={t.library.result} />}
        {!result && logs.length === 0 && preparations.length === 0 && <p className="call-part is-inset small text-text-3">{t.library.running}</p>}
      </div>
    </div>
  )
}
