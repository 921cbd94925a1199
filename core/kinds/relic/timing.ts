import { type RestartRules, usualRestarts } from './backoff.ts'

/** Every wait of this room, in ms, so that tests need none of them. */
export type RelicTiming = {
  restarts: RestartRules
  /** From the start of a container to its first passed check. */
  startWithinMs: number
  /** Between checks until the first one passes. */
  checkWhileStartingMs: number
  /** What has no check has to run for so long to count as up. */
  runningForMs: number
  sampleEveryMs: number
  /** What a service gets to end by itself. */
  stopGraceMs: number
  /** How long closing the app waits for relics to end, all together. */
  closeWithinMs: number
  callWithinMs: number
  /** Between looks whether a lost engine is back. */
  lookAgainMs: number
}

export const usualTiming: RelicTiming = {
  restarts: usualRestarts,
  startWithinMs: 60_000,
  checkWhileStartingMs: 250,
  runningForMs: 1_500,
  sampleEveryMs: 5_000,
  stopGraceMs: 5_000,
  closeWithinMs: 5_000,
  callWithinMs: 30_000,
  lookAgainMs: 500,
}

/** Resolves after `ms`, or rejects with the reason of the signal. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
