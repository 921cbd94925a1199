import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll, isBrokenCircuitError } from 'cockatiel'
import type { Clock } from '../../../kernel/clock.ts'

export type Circuit = {
  /** When a provider that failed repeatedly is tried again, in milliseconds since the epoch; null while it may be used. */
  readonly retryAtMs: number | null
  /** Runs `attempt` and counts its outcome; a rejection is a failure. Does not run it while the circuit is open: `open` then. */
  run<Result>(attempt: () => Promise<Result>): Promise<Result | 'open'>
  /** Counts a failure seen outside of `run`, such as a stream that broke midway. */
  recordFailure(): Promise<void>
}

/** Opens after `failures` in a row; after `halfOpenAfterMs` one call is let through, which closes it or opens it again. */
export function createCircuit({
  clock,
  failures = 3,
  halfOpenAfterMs = 30_000,
}: {
  clock: Clock
  failures?: number
  halfOpenAfterMs?: number
}): Circuit {
  const policy = circuitBreaker(handleAll, { breaker: new ConsecutiveBreaker(failures), halfOpenAfter: halfOpenAfterMs })
  let openedAtMs = 0
  policy.onBreak(() => {
    openedAtMs = clock.now()
  })
  return {
    get retryAtMs() {
      const isWaiting = policy.state === CircuitState.Open && openedAtMs + halfOpenAfterMs > clock.now()
      return isWaiting ? openedAtMs + halfOpenAfterMs : null
    },
    async run(attempt) {
      try {
        return await policy.execute(attempt)
      } catch (error) {
        if (isBrokenCircuitError(error)) return 'open'
        throw error
      }
    },
    async recordFailure() {
      await policy.execute(() => Promise.reject(new Error('broke midway'))).catch(() => {})
    },
  }
}
