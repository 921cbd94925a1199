import { Fault } from '../../../contract/faults.ts'
import type { ModelEvent } from '../port.ts'
import { type Failed, failedWith, noUsage, toFault } from '../run-error.ts'

export type StreamDeadlines = {
  /** A model may have to be loaded from disk first. */
  firstTokenTimeoutMs: number
  /** Silence between two events of a stream that has begun. */
  stallTimeoutMs: number
}

/**
 * A provider's stream that keeps its promises: it ends in `finished` or `failed` whatever the provider does, and it ends when nothing
 * came for too long or `signal` aborts, even if the provider ignores both.
 */
export async function* withDeadlines(
  model: string,
  start: (signal: AbortSignal) => AsyncIterable<ModelEvent>,
  { firstTokenTimeoutMs, stallTimeoutMs }: StreamDeadlines,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  let hasSpoken = false
  let iterator: AsyncIterator<ModelEvent> | null = null
  try {
    iterator = start(both)[Symbol.asyncIterator]()
    for (;;) {
      const limitMs = hasSpoken ? stallTimeoutMs : firstTokenTimeoutMs
      const next = await nextWithin(iterator, limitMs, signal)
      if (next === 'late' || next === 'aborted') {
        stop.abort()
        // The provider's own last words carry its usage; it gets a moment for them.
        const last = await lastWords(iterator)
        const usage = last?.usage ?? noUsage
        const fault =
          next === 'late' ? new Fault('DEADLINE_EXCEEDED', { name: model, limit: `${limitMs / 1000} s` }) : new Fault('CANCELLED', { name: model })
        yield failedWith(fault, next === 'late' && !hasSpoken, usage)
        return
      }
      if (next.done) {
        yield failedWith(new Fault('MODEL_FAILED', { model, detail: 'The answer broke off.' }), !hasSpoken)
        return
      }
      hasSpoken = true
      yield next.value
      if (next.value.type === 'finished' || next.value.type === 'failed') return
    }
  } catch (error) {
    yield failedWith(toFault(error, model, signal), !hasSpoken && !signal.aborted)
  } finally {
    stop.abort()
    void iterator?.return?.()?.catch(() => {})
  }
}

const lastWordsMs = 250

type Late = 'late' | 'aborted'

/** The next event, or why there is none. No timer is made for events that are there already. */
function nextWithin(iterator: AsyncIterator<ModelEvent>, limitMs: number, signal: AbortSignal): Promise<IteratorResult<ModelEvent> | Late> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
    // Provider streams end themselves when aborted; this is for those that do not.
    const onAbort = () => {
      clearTimeout(timer)
      timer = setTimeout(() => resolve('aborted'), lastWordsMs)
    }
    let timer = setTimeout(() => {
      settle()
      resolve('late')
    }, limitMs)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    iterator.next().then(
      (result) => {
        settle()
        resolve(result)
      },
      (error) => {
        settle()
        reject(error)
      },
    )
  })
}

async function lastWords(iterator: AsyncIterator<ModelEvent>): Promise<Failed | null> {
  const deadline = new Promise<null>((resolve) => setTimeout(resolve, lastWordsMs, null).unref())
  const words = (async () => {
    for (;;) {
      const next = await iterator.next()
      if (next.done) return null
      if (next.value.type === 'failed') return next.value
    }
  })().catch(() => null)
  return Promise.race([words, deadline])
}
