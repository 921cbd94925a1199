import type { RunError, RunEvent } from '../../../core/contract/runs.ts'
import type { GlyphState } from '../../ui/state-glyph.tsx'

type RunId = RunEvent['runId']

/** Older lines than these are left to the journal. */
const keptLines = 200

/** What has to be there before a call can run: an image that is built, a relic that is started. */
export interface Preparation {
  runId: RunId
  /** The call that waits for it. */
  forRunId: RunId
  kind: 'build' | 'relic'
  /** Of what is built or started: `slugify`, `kv_store`. */
  name: string
  state: GlyphState
  logs: readonly string[]
  error: RunError | null
  startedAtMs: number
  endedAtMs: number | null
}

const endings: Partial<Record<RunEvent['type'], GlyphState>> = {
  'run.finished': 'done',
  'run.failed': 'failed',
  'run.cancelled': 'cancelled',
  'run.interrupted': 'interrupted',
}

/** The name of what a build is of: `tool/slugify` is slugify. */
export const builtName = (name: string): string => name.slice(name.indexOf('/') + 1)

/** One event further. A build or the start of a relic below a call prepares that call, however deep; what did not change keeps its identity. */
export function foldPreparation(known: readonly Preparation[], event: RunEvent): readonly Preparation[] {
  if (event.type === 'run.started') {
    const { kind, name, parentId } = event
    if (parentId === null || (kind !== 'build' && kind !== 'relic') || (kind === 'relic' && name.includes('.'))) return known
    if (known.some((one) => one.runId === event.runId)) return known
    const startedAtMs = Date.parse(event.at)
    const forRunId = known.find((one) => one.runId === parentId)?.forRunId ?? parentId
    return [
      ...known,
      { runId: event.runId, forRunId, kind, name: builtName(name), state: 'running', logs: [], error: null, startedAtMs, endedAtMs: null },
    ]
  }
  const index = known.findIndex((one) => one.runId === event.runId)
  const found = known[index]
  if (!found) return known
  if (event.type === 'run.log') return known.with(index, { ...found, logs: [...found.logs.slice(1 - keptLines), event.line] })
  const state = endings[event.type]
  if (!state) return known
  return known.with(index, { ...found, state, error: event.type === 'run.failed' ? event.error : null, endedAtMs: Date.parse(event.at) })
}

/** All of a journal. */
export const preparationsOf = (events: readonly RunEvent[]): readonly Preparation[] => events.reduce<readonly Preparation[]>(foldPreparation, [])
