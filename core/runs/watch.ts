import type { Run, RunEvent } from '../contract/runs.ts'
import type { Storage } from '../engines/storage/port.ts'
import type { RunId } from '../kernel/ids.ts'
import type { JournalWriter } from './journal.ts'

const pageSize = 200

/**
 * Reads the journal of `run`'s tree after `after`, then goes on live until the run is over. It is a cursor over what is on disk:
 * a slow reader holds one page, never a queue. Ends quietly when the signal aborts.
 */
export async function* watchJournal(options: {
  storage: Storage
  run: Run
  after: number
  writerOf: (rootId: RunId) => JournalWriter | undefined
  signal?: AbortSignal | undefined
}): AsyncGenerator<RunEvent> {
  const { storage, run, writerOf, signal } = options
  const tree = new Set<RunId>([run.id])
  if (run.id !== run.rootId && options.after > 0)
    for (const known of await storage.runs.tree(run.rootId)) if (known.parentId && tree.has(known.parentId)) tree.add(known.id)
  let after = options.after
  while (!signal?.aborted) {
    // Asked for before reading, so that a commit between the two is not slept through.
    const writer = writerOf(run.rootId)
    const changed = writer?.changed()
    const events = await storage.journal.read(run.rootId, after, pageSize)
    for (const event of events) {
      if (signal?.aborted) return
      after = event.seq
      if (event.type === 'run.started' && event.parentId && tree.has(event.parentId)) tree.add(event.runId)
      if (run.id !== run.rootId && !tree.has(event.runId)) continue
      yield event
      if (event.runId === run.id && isEnd(event)) return
    }
    if (events.length === pageSize) continue
    if (!changed) return
    await raceAbort(changed, signal)
  }
}

export const isEnd = (event: RunEvent): boolean =>
  event.type === 'run.finished' || event.type === 'run.failed' || event.type === 'run.cancelled' || event.type === 'run.interrupted'

function raceAbort(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return promise
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done, { once: true })
    void promise.then(done)
  })
}
