import { setImmediate } from 'node:timers/promises'
import { withEventMeta } from '@orpc/server'

/** After this many events a stream lets everything else have a turn: a source that never waits would keep all others waiting. */
const eventsPerTurn = 64

/**
 * Makes a cursor fit for a reader that may leave at any time: `next` is only asked of the source when the reader asks, and the
 * signal given to `open` aborts when the reader's does or when the reader stops early, even while the source is waiting for something.
 * `idOf` gives each event the id after which a reader can resume.
 */
export function toStream<Event extends object>(
  open: (signal: AbortSignal) => AsyncIterable<Event>,
  reader: AbortSignal | undefined,
  idOf?: (event: Event) => string,
): AsyncIteratorObject<Event, undefined, void> {
  const ended = new AbortController()
  const source = open(ended.signal)[Symbol.asyncIterator]()
  let waiting: ((result: IteratorResult<Event, undefined>) => void) | undefined
  let count = 0
  const over: IteratorReturnResult<undefined> = { done: true, value: undefined }

  const end = () => {
    if (ended.signal.aborted) return
    ended.abort(reader?.reason)
    reader?.removeEventListener('abort', end)
    waiting?.(over)
    // A generator that waits for something only sees this once its signal has ended the wait: nobody waits for that here.
    source.return?.().then(undefined, () => {})
  }
  if (reader?.aborted) end()
  else reader?.addEventListener('abort', end, { once: true })

  return {
    next() {
      if (ended.signal.aborted) return Promise.resolve(over)
      return new Promise((resolve, reject) => {
        waiting = resolve
        const turn = ++count % eventsPerTurn === 0 ? setImmediate().then(() => source.next()) : source.next()
        turn.then(
          (result) => {
            if (!result.done) return resolve(idOf ? { done: false, value: withEventMeta(result.value, { id: idOf(result.value) }) } : result)
            resolve(over)
            end()
          },
          (error) => {
            reject(error)
            end()
          },
        )
      })
    },
    async return() {
      end()
      return over
    },
    async [Symbol.asyncDispose]() {
      end()
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
