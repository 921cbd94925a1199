import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from '../../../contract/faults.ts'

const maxReplayed = 500
/** How long one who stops waits for the work to clear up behind itself. */
const clearingMs = 900

export type Waiter = { signal: AbortSignal; onLog(line: string): void }

/**
 * Lets all who want the same thing at the same time share one piece of work. It is stopped when the last of them stops waiting; who comes
 * later is told first what was logged before.
 */
export function createSharedWork<Result>() {
  type Work = { waiting: number; lines: string[]; listeners: Set<(line: string) => void>; stop: AbortController; done: Promise<Result> }
  const works = new Map<string, Work>()

  function begin(key: string, start: (waiter: Waiter) => Promise<Result>): Work {
    const stop = new AbortController()
    const listeners = new Set<(line: string) => void>()
    const lines: string[] = []
    const onLog = (line: string) => {
      lines.push(line)
      if (lines.length > maxReplayed) lines.shift()
      for (const listener of listeners) listener(line)
    }
    const work: Work = { waiting: 0, lines, listeners, stop, done: Promise.resolve().then(() => start({ signal: stop.signal, onLog })) }
    const forget = () => {
      if (works.get(key) === work) works.delete(key)
    }
    work.done.then(forget, forget)
    stop.signal.addEventListener('abort', forget)
    works.set(key, work)
    return work
  }

  return {
    isUnderWay: (key: string): boolean => works.has(key),
    isAnyUnderWay: (): boolean => works.size > 0,
    /** Rejects with CANCELLED, of `name`, when `signal` aborts; else as the work does. */
    async join(key: string, name: string, waiter: Waiter, start: (waiter: Waiter) => Promise<Result>): Promise<Result> {
      const { signal, onLog } = waiter
      if (signal.aborted) throw new Fault('CANCELLED', { name })
      const work = works.get(key) ?? begin(key, start)
      for (const line of work.lines) onLog(line)
      work.listeners.add(onLog)
      work.waiting++
      const left = Promise.withResolvers<never>()
      const leave = () => {
        work.listeners.delete(onLog)
        work.waiting--
        if (work.waiting > 0) left.reject(new Fault('CANCELLED', { name }))
        else {
          work.stop.abort()
          void Promise.race([work.done.catch(() => {}), pause(clearingMs, undefined, { ref: false })]).then(() =>
            left.reject(new Fault('CANCELLED', { name })),
          )
        }
      }
      signal.addEventListener('abort', leave, { once: true })
      try {
        return await Promise.race([work.done, left.promise])
      } catch (error) {
        throw signal.aborted ? new Fault('CANCELLED', { name }) : error
      } finally {
        signal.removeEventListener('abort', leave)
        if (work.listeners.delete(onLog)) work.waiting--
      }
    },
    /** Stops all of it; resolves when nothing is under way. */
    async close(): Promise<void> {
      const all = [...works.values()]
      for (const { stop } of all) stop.abort()
      await Promise.allSettled(all.map(({ done }) => done))
    },
  }
}
