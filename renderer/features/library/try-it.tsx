import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import type { ManifestSummary } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { RunForm } from './run-form.tsx'
import { useTry } from './use-try.ts'

const agentSchema = { type: 'object', required: ['text'], properties: { text: { type: 'string', description: t.library.askAbout } } }

/** A form made from the tool's own schema; running it is a run like any other. */
export function TryIt({ summary, schema }: { summary: ManifestSummary; schema: unknown }) {
  const isAgent = summary.kind === 'Agent'
  const hasRights = summary.kind === 'Tool' && summary.rights.length > 0
  // Only for what is listed in sight: what an agent's tools ask for still waits in the inbox.
  const attempt = useTry({ kind: summary.kind.toLowerCase() as Lowercase<ManifestKind>, name: summary.name, isYes: hasRights })
  return (
    <section className="min-w-0">
      <RunForm
        title={t.library.tryIt}
        schema={isAgent ? agentSchema : schema}
        attempt={attempt}
        action={t.action.run}
        blocked={summary.kind === 'Tool' && summary.tier?.tier === null ? t.tier.noneWhy : null}
        note={hasRights ? t.library.allowOnce : null}
        hasJson={!isAgent}
        onRun={(input) => attempt.run(isAgent ? (input as { text?: unknown })?.text : input)}
      />
    </section>
  )
}
