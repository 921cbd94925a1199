import { foldEvent } from '../../../core/contract/message-parts.ts'
import type { RunEvent, RunKind, Usage } from '../../../core/contract/runs.ts'
import type { MessagePart } from '../../../core/contract/sessions.ts'
import type { GlyphState } from '../../ui/state-glyph.tsx'
import { foldPreparation, type Preparation } from '../containers/preparations.ts'

type RunId = RunEvent['runId']

/** One run of a turn's tree, as its journal tells. */
export interface TurnRun {
  id: RunId
  parentId: RunId | null
  kind: RunKind | 'step'
  name: string
  state: GlyphState
  startedAtMs: number
  endedAtMs: number | null
  /** How long it may take; null is no limit. */
  deadlineMs: number | null
  /** When it waited for a yes; `toMs` null: it still does. */
  waits: readonly { fromMs: number; toMs: number | null }[]
}

/** What the journal of one turn has told so far. */
export interface Turn {
  parts: MessagePart[]
  /** Position in the journal; where a stream goes on after a gap. */
  lastSeq: number
  hasEnded: boolean
  /** More has come than has been told, so what is stored may be ahead of this. */
  isBehind: boolean
  runs: TurnRun[]
  /** What calls had to wait for: images that were built, relics that were started. */
  preparations: readonly Preparation[]
  context: { usedTokens: number; limitTokens: number; droppedResults: number } | null
  model: { model: string; why: string } | null
  steps: number
  usage: Usage
}

export const emptyTurn: Turn = {
  parts: [],
  lastSeq: 0,
  hasEnded: false,
  isBehind: false,
  runs: [],
  preparations: [],
  context: null,
  model: null,
  steps: 0,
  usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
}

const endings: Partial<Record<RunEvent['type'], GlyphState>> = {
  'run.finished': 'done',
  'run.failed': 'failed',
  'run.cancelled': 'cancelled',
  'run.interrupted': 'interrupted',
}

/** One event further. Events already told are passed over, so a stream may start again earlier than needed. */
export function foldTurn(turn: Turn, event: RunEvent, turnRunId: RunId): Turn {
  if (event.seq <= turn.lastSeq) return turn
  const next: Turn = {
    ...turn,
    lastSeq: event.seq,
    parts: foldEvent(turn.parts, event, turnRunId),
    runs: foldRuns(turn.runs, event, turnRunId),
    preparations: foldPreparation(turn.preparations, event),
  }
  if (event.runId !== turnRunId) return next
  if (event.type === 'context.measured') next.context = event
  if (event.type === 'model.selected') next.model = event
  if (event.type === 'step.finished') {
    next.steps++
    next.usage = {
      inputTokens: turn.usage.inputTokens + event.usage.inputTokens,
      outputTokens: turn.usage.outputTokens + event.usage.outputTokens,
      costUsd: turn.usage.costUsd + event.usage.costUsd,
    }
  }
  if (endings[event.type]) next.hasEnded = true
  return next
}

function foldRuns(runs: TurnRun[], event: RunEvent, turnRunId: RunId): TurnRun[] {
  const atMs = Date.parse(event.at)
  const change = (make: (run: TurnRun) => TurnRun) => runs.map((run) => (run.id === event.runId && run.kind !== 'step' ? make(run) : run))
  if (event.type === 'run.started') {
    const { kind, name, parentId, deadlineMs } = event
    const run: TurnRun = { id: event.runId, parentId, kind, name, state: 'running', startedAtMs: atMs, endedAtMs: null, deadlineMs, waits: [] }
    // A call is known before it starts: it may have waited for a yes.
    return runs.some((other) => other.id === run.id)
      ? change(({ waits, startedAtMs }) => ({ ...run, waits, startedAtMs: waits.length > 0 ? startedAtMs : atMs }))
      : [...endStep(runs, atMs), run]
  }
  if (event.type === 'tool.called' && event.toolRunId !== null) {
    const { toolRunId, name } = event
    const call: TurnRun = {
      ...{ id: toolRunId, parentId: event.runId, kind: 'tool', name },
      ...{ state: 'queued', startedAtMs: atMs, endedAtMs: null, deadlineMs: null, waits: [] },
    }
    return runs.some((other) => other.id === toolRunId) ? runs : [...endStep(runs, atMs), call]
  }
  if (event.type === 'run.waiting') return change((run) => ({ ...run, state: 'waiting', waits: [...run.waits, { fromMs: atMs, toMs: null }] }))
  if (event.type === 'run.resumed') return change((run) => ({ ...run, state: 'queued', waits: endWaits(run, atMs) }))
  const ending = endings[event.type]
  if (ending) {
    const ended = change((run) => ({ ...run, state: ending, endedAtMs: atMs, waits: endWaits(run, atMs) }))
    return event.runId === turnRunId ? endStep(ended, atMs) : ended
  }
  if (event.runId !== turnRunId) return runs
  // What is asked of the model is ready: from here on it reads, until its first word.
  if (event.type === 'context.measured') return inStep(runs, event, 'read', atMs)
  if (event.type === 'step.finished') return endStep(runs, atMs)
  if (event.type === 'thinking.delta') return inStep(runs, event, 'think', atMs)
  if (event.type === 'text.delta') return inStep(runs, event, 'answer', atMs)
  return runs
}

const endWaits = ({ waits }: TurnRun, atMs: number) => waits.map((wait) => (wait.toMs === null ? { ...wait, toMs: atMs } : wait))

const isOpenStep = (run: TurnRun) => run.kind === 'step' && run.endedAtMs === null

/** Reading, thinking and writing are drawn like runs, so that the time of a turn adds up. */
function inStep(runs: TurnRun[], event: RunEvent, name: 'read' | 'think' | 'answer', atMs: number): TurnRun[] {
  const last = runs.findLast(isOpenStep)
  if (last?.name === name) return runs
  const step: TurnRun = {
    id: event.runId,
    parentId: event.runId,
    kind: 'step',
    name,
    state: 'running',
    startedAtMs: atMs,
    endedAtMs: null,
    deadlineMs: null,
    waits: [],
  }
  return [...endStep(runs, atMs), step]
}

const endStep = (runs: TurnRun[], atMs: number): TurnRun[] =>
  runs.some(isOpenStep) ? runs.map((run) => (isOpenStep(run) ? { ...run, state: 'done', endedAtMs: atMs } : run)) : runs

/** Neighbouring pieces of text as one event, so that folding a burst costs one string, not thousands. */
export function joinDeltas(events: readonly RunEvent[]): RunEvent[] {
  const joined: RunEvent[] = []
  for (const event of events) {
    const last = joined.at(-1)
    if ((event.type === 'text.delta' || event.type === 'thinking.delta') && last?.type === event.type && last.runId === event.runId) {
      joined[joined.length - 1] = { ...event, at: last.at, text: last.text + event.text }
    } else joined.push(event)
  }
  return joined
}
