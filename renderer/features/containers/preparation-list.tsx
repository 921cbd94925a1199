import { t } from '../../app/messages.ts'
import { formatDuration } from '../../ui/format.ts'
import { LogView } from '../../ui/log-view.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { useNow } from '../../ui/use-now.ts'
import type { Preparation } from './preparations.ts'

function preparationText({ kind, name, state }: Preparation): string {
  const words =
    kind === 'build'
      ? { running: t.tool.building, done: t.tool.built, failed: t.tool.buildFailed, other: t.tool.buildStopped }
      : { running: t.tool.starting, done: t.tool.started, failed: t.tool.startFailed, other: t.tool.startStopped }
  return (state === 'running' || state === 'done' || state === 'failed' ? words[state] : words.other)(name)
}

/** What is done before a call can run, each with how long it took, and its log while it is under way or where it failed. */
export function PreparationList({ steps }: { steps: readonly Preparation[] }) {
  if (steps.length === 0) return null
  return (
    <ul aria-label={t.tool.preparing}>
      {steps.map((step) => (
        <li key={step.runId} className="call-part">
          <div className="row small min-h-[28px] gap-2 pr-3 pl-2.5">
            <StateGlyph state={step.state} isDecoration />
            <span className="cut text-text-2">{preparationText(step)}</span>
            <Took step={step} />
          </div>
          {step.logs.length > 0 && (step.state === 'running' || step.state === 'failed') && (
            <LogView lines={step.logs} isLive={step.state === 'running'} label={preparationText(step)} />
          )}
        </li>
      ))}
    </ul>
  )
}

function Took({ step }: { step: Preparation }) {
  const now = useNow(500, step.endedAtMs === null)
  return <span className="num end flex-none text-text-3">{formatDuration(Math.max(0, (step.endedAtMs ?? now) - step.startedAtMs))}</span>
}
