import type { Connection } from './connection.ts'
import { faultOf, isCutOff, isRefusal, unavailable } from './faults.ts'
import type { Link } from './link.ts'

export type GuardOptions = {
  /** null: as long as it takes, until the engine goes away or `signal` aborts. */
  timeoutMs: number | null
  signal?: AbortSignal
}

/** Runs `work` on the engine so that it ends whatever happens: with its result, the engine, the deadline or the caller's signal. */
export type Guard = <T>(options: GuardOptions, work: (connection: Connection, signal: AbortSignal) => Promise<T>) => Promise<T>

export function createGuard(link: Link): Guard {
  return async (options, work) => {
    options.signal?.throwIfAborted()
    const connection = await link.current()
    const stop = new AbortController()
    const ended = Promise.withResolvers<never>()
    const end = (reason: unknown) => {
      ended.reject(reason)
      stop.abort(reason)
    }
    const onGone = () => end(connection.gone.reason)
    const onAbort = () => end(options.signal?.reason)
    connection.gone.addEventListener('abort', onGone)
    options.signal?.addEventListener('abort', onAbort)
    const timer =
      options.timeoutMs === null
        ? null
        : setTimeout(() => end(unavailable(`it did not answer within ${(options.timeoutMs as number) / 1000} s`)), options.timeoutMs)
    if (connection.gone.aborted) onGone()
    if (options.signal?.aborted) onAbort()
    try {
      return await Promise.race([work(connection, stop.signal), ended.promise])
    } catch (error) {
      if (stop.signal.aborted) throw stop.signal.reason
      if (!isRefusal(error) && isCutOff(error)) link.suspect(connection)
      throw faultOf(error)
    } finally {
      if (timer) clearTimeout(timer)
      connection.gone.removeEventListener('abort', onGone)
      options.signal?.removeEventListener('abort', onAbort)
      ended.promise.catch(() => undefined)
    }
  }
}
