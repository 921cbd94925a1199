import type { Clock } from '../../kernel/clock.ts'

/** A timer takes no longer wait than this; it is set again then. */
const longestWaitMs = 2 ** 31 - 1

/** Knows when something was used last, and says when it was not for `idleMs`. */
export function createIdle(options: { clock: Clock; idleMs: () => number; onIdle: () => void }) {
  const { clock, idleMs, onIdle } = options
  let lastUsedMs: number | null = null
  let inUse = 0
  let isWatching = false
  let timer: NodeJS.Timeout | undefined

  function arm(): void {
    clearTimeout(timer)
    if (!isWatching || lastUsedMs === null) return
    timer = setTimeout(look, Math.min(Math.max(lastUsedMs + idleMs() - clock.now(), 0), longestWaitMs))
    timer.unref()
  }
  function look(): void {
    if (!isWatching || lastUsedMs === null) return
    if (inUse > 0) touch()
    else if (clock.now() - lastUsedMs < idleMs()) arm()
    else onIdle()
  }
  function touch(): void {
    lastUsedMs = clock.now()
    arm()
  }

  return {
    touch,
    /** Used from the call to its end, however long that is. */
    async during<T>(work: () => Promise<T>): Promise<T> {
      inUse += 1
      touch()
      try {
        return await work()
      } finally {
        inUse -= 1
        touch()
      }
    },
    watch() {
      isWatching = true
      if (lastUsedMs === null) touch()
      else arm()
    },
    rest() {
      isWatching = false
      clearTimeout(timer)
    },
    get lastUsedMs() {
      return lastUsedMs
    },
    /** null while it is not watched. */
    get stopsAtMs() {
      return isWatching && lastUsedMs !== null ? lastUsedMs + idleMs() : null
    },
  }
}
