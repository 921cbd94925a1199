import { Fault } from '../../contract/faults.ts'

/**
 * Runs `work` under the run's signal and, where there is one, the budget's time. Whatever an abort made of the work, the outcome is
 * one of two faults: CANCELLED (or the fault the run was aborted with), or BUDGET_EXCEEDED when time ran out.
 */
export async function withDeadline<T>(
  name: string,
  timeMs: number | null,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController()
  const timer = timeMs === null ? null : setTimeout(() => deadline.abort(), timeMs)
  try {
    return await work(AbortSignal.any([signal, deadline.signal]))
  } catch (error) {
    if (signal.aborted) throw signal.reason instanceof Fault ? signal.reason : new Fault('CANCELLED', { name }, { cause: error })
    if (deadline.signal.aborted) throw new Fault('BUDGET_EXCEEDED', { name, limit: inWords(timeMs ?? 0) }, { cause: error })
    throw error
  } finally {
    if (timer) clearTimeout(timer)
  }
}

function inWords(timeMs: number): string {
  return timeMs < 60_000 ? `${timeMs / 1000} s` : `${Math.round(timeMs / 6000) / 10} min`
}
