import type { AppEvent } from '../contract/system.ts'

/** More than this many different events waiting for one reader are given up for a single `resync`. */
const waitingLimit = 256

/**
 * The broadcasts as a cursor for one reader. Equal events that wait are told once, and a reader that falls too far behind is told
 * to look at everything again, so what is kept for it is bounded. `isResumed` says that it may have missed some already.
 */
export async function* readAppEvents(
  subscribe: (listener: (event: AppEvent) => void) => () => void,
  isResumed: boolean,
  signal: AbortSignal,
): AsyncGenerator<AppEvent> {
  const waiting = new Map<string, AppEvent>()
  let wake = () => {}
  const add = (event: AppEvent) => {
    const key = keyOf(event)
    waiting.delete(key)
    if (waiting.has('resync')) return
    if (waiting.size >= waitingLimit) {
      waiting.clear()
      waiting.set('resync', { type: 'resync' })
    } else waiting.set(key, event)
    wake()
  }
  if (isResumed) add({ type: 'resync' })
  const unsubscribe = subscribe(add)
  const stop = () => wake()
  signal.addEventListener('abort', stop, { once: true })
  try {
    while (!signal.aborted) {
      const [next] = waiting
      if (next) {
        waiting.delete(next[0])
        yield next[1]
        continue
      }
      await new Promise<void>((resolve) => {
        wake = resolve
        if (signal.aborted || waiting.size > 0) resolve()
      })
    }
  } finally {
    unsubscribe()
    signal.removeEventListener('abort', stop)
  }
}

/** Events with the same key say the same thing; of those that wait, the newest is told. */
const keyOf = (event: AppEvent): string =>
  'runId' in event ? `${event.type} ${event.runId}` : 'sessionId' in event ? `${event.type} ${event.sessionId}` : event.type
