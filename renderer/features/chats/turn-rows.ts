import { t } from '../../app/messages.ts'
import type { TreeRow } from '../../ui/run-tree.tsx'
import { runLabel } from '../activity/run-label.ts'
import type { TurnRun } from './turn.ts'

const stepNames: Record<string, string> = { read: t.runTree.reads, think: t.inspector.thinks, answer: t.inspector.answers }

/** The runs of a turn as lines, children below their parent in the order they began. Open ones last until `nowMs`. */
export function turnRows(runs: readonly TurnRun[], nowMs: number): TreeRow[] {
  const root = runs.find((run) => run.kind !== 'step' && !runs.some((other) => other.kind !== 'step' && other.id === run.parentId))
  if (!root) return []
  const rows: TreeRow[] = []
  const add = (run: TurnRun, depth: number) => {
    const isStep = run.kind === 'step'
    rows.push({
      id: isStep ? `${run.id}-${run.startedAtMs}-${run.name}` : run.id,
      name: isStep ? (stepNames[run.name] ?? run.name) : runLabel(run.kind, run.name),
      depth,
      state: run.state,
      startMs: Math.max(0, run.startedAtMs - root.startedAtMs),
      durationMs: Math.max(0, (run.endedAtMs ?? nowMs) - run.startedAtMs),
      waits: run.waits.map(({ fromMs, toMs }) => ({ startMs: fromMs - root.startedAtMs, durationMs: Math.max(0, (toMs ?? nowMs) - fromMs) })),
      isRun: !isStep,
    })
    if (isStep) return
    for (const child of runs) if (child.parentId === run.id && child !== run) add(child, depth + 1)
  }
  add(root, 0)
  return rows
}
