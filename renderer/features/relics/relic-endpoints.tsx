import { useState } from 'react'
import type { RelicInstance, RelicSummary } from '../../../core/contract/relics.ts'
import { t } from '../../app/messages.ts'
import { Fold } from '../../ui/fold.tsx'
import { useHasEngine } from '../containers/use-tool-image.ts'
import { RunForm } from '../library/run-form.tsx'
import { useTry } from '../library/use-try.ts'

type Endpoint = RelicSummary['endpoints'][number]

/** What an agent may call, each with a form made from its schema. A call is a run like any other, from inside the relic's network. */
export function RelicEndpoints({ relic, instance }: { relic: RelicSummary; instance: RelicInstance | null }) {
  const [open, setOpen] = useState(relic.endpoints[0]?.name ?? null)
  if (relic.endpoints.length === 0) return <p className="small border-b border-line-1 px-3.5 py-3 text-text-3">{t.relics.noEndpoints}</p>
  return (
    <ul aria-label={t.relics.endpoints}>
      {relic.endpoints.map((endpoint) => (
        <li key={endpoint.name} className="endpoint">
          <Fold
            title={<span className="mono">{endpoint.name}</span>}
            note={endpoint.description ?? ''}
            isNoteInside
            aside={<span className="micro flex-none text-text-3">{hasFields(endpoint) ? endpoint.method : t.relics.noArguments}</span>}
            isOpen={endpoint.name === open}
            onToggle={(isOpen) => setOpen(isOpen ? endpoint.name : null)}
          >
            <EndpointForm relic={relic} endpoint={endpoint} instance={instance} />
          </Fold>
        </li>
      ))}
    </ul>
  )
}

const hasFields = ({ parameters }: Endpoint) => Object.keys((parameters?.properties ?? {}) as object).length > 0

function EndpointForm({ relic, endpoint, instance }: { relic: RelicSummary; endpoint: Endpoint; instance: RelicInstance | null }) {
  const attempt = useTry({ kind: 'relic', name: `${relic.name}.${endpoint.name}`, sessionId: instance?.sessionId ?? undefined, isYes: true })
  const hasEngine = useHasEngine()
  const needsChat = relic.scope === 'session' && instance === null
  return (
    <div>
      {endpoint.description && <p className="small mb-1.5 text-text-3">{endpoint.description}</p>}
      <RunForm
        schema={endpoint.parameters}
        attempt={attempt}
        action={t.action.call}
        blocked={!hasEngine ? t.image.noEngine : needsChat ? t.relics.needsChat : null}
        note={instance?.state === 'healthy' ? null : t.relics.startsFirst}
        hasJson={hasFields(endpoint)}
        onRun={attempt.run}
      />
    </div>
  )
}
