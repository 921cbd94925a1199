import { Fault } from '../../contract/faults.ts'
import type { RelicState } from '../../contract/relics.ts'

/** States in which nothing goes on by itself that one could wait for. */
const settled: readonly RelicState[] = ['healthy', 'failed', 'stopped', 'unknown']

/** How a relic stands: its state, why, and who waits for it to change. */
export function createStanding(name: string, changed: () => void) {
  const watchers = new Set<() => void>()
  const logListeners = new Set<(line: string) => void>()
  let state: RelicState = 'stopped'
  let detail = ''
  let fault: Fault | null = null

  const log = (line: string): void => {
    for (const listener of logListeners) listener(line)
  }

  return {
    get state() {
      return state
    },
    get detail() {
      return detail
    },
    log,
    set(next: RelicState, why: string, cause?: unknown): void {
      const isNews = next !== state || why !== detail
      state = next
      detail = why
      fault = cause instanceof Fault ? cause : null
      if (!isNews) return
      if (why) log(why)
      for (const watcher of [...watchers]) watcher()
      changed()
    },
    /** Why it cannot be used; `why` the engine is not there, when it is not. */
    fault(why: string | undefined): Fault {
      if (fault) return fault
      if (state === 'unknown') return new Fault('ENGINE_UNAVAILABLE', { why: why ?? 'it was away a moment ago.' })
      return new Fault('RELIC_FAILED', { name, detail: detail || 'it was stopped.' })
    },
    /** Resolves in a state that stays by itself; rejects with the reason of the signal. */
    untilSettled(signal: AbortSignal): Promise<void> {
      return new Promise((resolve, reject) => {
        const end = () => {
          watchers.delete(look)
          signal.removeEventListener('abort', stopped)
        }
        const look = () => {
          if (!settled.includes(state)) return
          end()
          resolve()
        }
        const stopped = () => {
          end()
          reject(signal.reason)
        }
        if (signal.aborted) return stopped()
        watchers.add(look)
        signal.addEventListener('abort', stopped, { once: true })
        look()
      })
    },
    async listening<T>(listener: ((line: string) => void) | undefined, work: () => Promise<T>): Promise<T> {
      if (listener) logListeners.add(listener)
      try {
        return await work()
      } finally {
        if (listener) logListeners.delete(listener)
      }
    },
  }
}
