import type { AppEvent } from '../contract/system.ts'

/** More than this many different events waiting for one reader are given up for a single `resync`. */
const waitingLimit = 256

/**
 * The broadcasts, from now on, as a cursor for one reader. Equal events that wait are told once, and a reader that falls too far
 * behind is told to look at everything again, so what is kept for it is bounded. `isResumed` says that it may have missed some already.
 */
export function readAppEvents(
  subscribe: (listener: (event: AppEvent) => void) => () => void,
  isResumed: boolean,
  signal: AbortSignal,
): AsyncIterable<AppEvent> {
  const waiting = new Map<string, AppEvent>()
  let wake = () => {}
  const add = (event: AppEvent) => {
    if (waiting.has('resync')) return
    const key = keyOf(event)
    waiting.delete(key)
    if (waiting.size >= waitingLimit) {
      waiting.clear()
      waiting.set('resync', { type: 'resync' })
    } else waiting.set(key, event)
    wake()
  }
  if (isResumed) add({ type: 'resync' })
  const unsubscribe = subscribe(add)
  const stop = () => {
    unsubscribe()
    wake()
  }
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })

  return (async function* () {
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
  })()
}

/** Events with the same key say the same thing; of those that wait, the newest is told. */
const keyOf = (event: AppEvent): string =>
  'runId' in event ? `${event.type} ${event.runId}` : 'sessionId' in event ? `${event.type} ${event.sessionId}` : event.type
