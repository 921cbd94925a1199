/**
 * One piece of work that several callers wait for. A caller whose signal aborts is let go; the work is stopped when no caller is left,
 * which is told, or by
 * `stop`.
 */
export function createSharedStart<How>(begin: (signal: AbortSignal, how: How) => Promise<void>, onAbandoned: () => void) {
  let current: { promise: Promise<void>; abort: AbortController; waiting: number } | null = null

  return {
    /** Joins the work under way, or begins it with `how`. */
    async join(signal: AbortSignal, how: How): Promise<void> {
      if (!current) {
        const abort = new AbortController()
        const promise = begin(abort.signal, how).finally(() => {
          if (current?.abort === abort) current = null
        })
        promise.catch(() => {})
        current = { promise, abort, waiting: 0 }
      }
      const mine = current
      mine.waiting += 1
      const gone = Promise.withResolvers<never>()
      gone.promise.catch(() => {})
      const stopped = () => gone.reject(signal.reason)
      if (signal.aborted) stopped()
      else signal.addEventListener('abort', stopped, { once: true })
      try {
        await Promise.race([mine.promise, gone.promise])
      } finally {
        signal.removeEventListener('abort', stopped)
        mine.waiting -= 1
        if (mine.waiting === 0 && current === mine && signal.aborted) {
          mine.abort.abort(signal.reason)
          onAbandoned()
        }
      }
    },
    get isUnderWay() {
      return current !== null
    },
    stop(reason: unknown) {
      current?.abort.abort(reason)
    },
  }
}
