import type { NewRunEvent, RunEvent } from '../contract/runs.ts'
import type { Storage, Stores } from '../engines/storage/port.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import type { RunId } from '../kernel/ids.ts'

/** Text from a model waits at most this long, so that a fast model costs a few rows a second, not thousands. */
const gatherMs = 25

/** The journal of one tree of runs while it is written: one owner, events in order, readers told after each commit. */
export type JournalWriter = {
  /** Takes the event at once and writes it soon; text deltas of the same run that follow each other become one. */
  append(runId: RunId, event: NewRunEvent): void
  /** Resolves when everything appended so far is on disk. Rejects when it could not be written. */
  flush(): Promise<void>
  /** Writes what is pending, then `event`, in one transaction with `work`. */
  commit(runId: RunId, event: NewRunEvent, work: (tx: Stores) => Promise<unknown>): Promise<void>
  /** Resolves at the next commit after this call. */
  changed(): Promise<void>
  close(): void
}

type Pending = { runId: RunId; at: string; event: NewRunEvent }

export function createJournalWriter(options: { storage: Storage; rootId: RunId; lastSeq: number; clock: Clock }): JournalWriter {
  const { storage, rootId, clock } = options
  let seq = options.lastSeq
  let pending: Pending[] = []
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()
  let failure: unknown = null
  let waiters: (() => void)[] = []

  const place = (item: Pending): RunEvent => ({ ...item.event, seq: ++seq, rootId, runId: item.runId, at: item.at }) as RunEvent
  const announce = () => {
    const woken = waiters
    waiters = []
    for (const wake of woken) wake()
  }

  function write(work?: (tx: Stores) => Promise<unknown>): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    writing = writing.then(async () => {
      if (failure !== null) return
      const events = pending.map(place)
      pending = []
      try {
        if (work) {
          await storage.transaction(async (tx) => {
            if (events.length > 0) await tx.journal.append(events)
            await work(tx)
          })
        } else if (events.length > 0) {
          await storage.journal.append(events)
        }
      } catch (error) {
        failure = error
      }
      announce()
    })
    return writing.then(() => {
      if (failure !== null) throw failure
    })
  }

  return {
    append(runId, event) {
      const last = pending.at(-1)
      if (isDelta(event) && last?.runId === runId && last.event.type === event.type) {
        // A new object: what was handed out is never changed under a reader.
        last.event = { ...last.event, text: (last.event as { text: string }).text + event.text } as NewRunEvent
      } else {
        pending.push({ runId, at: isoNow(clock), event })
      }
      if (!isDelta(event)) write().catch(() => {})
      else timer ??= setTimeout(() => write().catch(() => {}), gatherMs)
    },
    flush: () => write(),
    commit(runId, event, work) {
      pending.push({ runId, at: isoNow(clock), event })
      return write(work)
    },
    changed: () => new Promise((resolve) => waiters.push(resolve)),
    close() {
      if (timer) clearTimeout(timer)
      announce()
    },
  }
}

function isDelta(event: NewRunEvent): event is Extract<NewRunEvent, { type: 'text.delta' | 'thinking.delta' }> {
  return event.type === 'text.delta' || event.type === 'thinking.delta'
}
