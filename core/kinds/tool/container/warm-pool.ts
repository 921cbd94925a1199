import type { Clock } from '../../../kernel/clock.ts'
import type { Logger } from '../../../kernel/logger.ts'
import { type Use, wantedSizes } from './pool-size.ts'

/** A started container that waits for its one run. */
export type Waiting = {
  /** False as soon as it, or the engine, ended. */
  isAlive(): boolean
  /** Removes it and what belongs to it. Never rejects. */
  discard(): Promise<void>
}

/** What makes two containers interchangeable. `tool` and `image` are in it, beside all rights and limits. */
export type Kind<T extends Waiting> = {
  signature: string
  tool: string
  image: string
  memoryBytes: number
  /** After how many calls one is kept waiting: 1, or 2 for what may well be asked for only once. */
  keptAfterCalls: number
  /** One for any run. */
  start(): Promise<T>
  /** One for the run that asks, as none waits. */
  startNow(): Promise<T>
}

export type WarmPool<T extends Waiting> = {
  /** A container for one run: one that waits, else one that is being started. Rejects as `start` does. */
  take(kind: Kind<T>): Promise<T>
  /** Says that a run is over: the place is filled again then, so that starting the next one does not slow this one down. */
  finished(kind: Kind<T>): void
  /** Fills and empties as the use of late asks for. Called by a timer; resolves when all that was begun is done. */
  settle(): Promise<void>
  /** Throws away what waits: the engine is another, or was gone. */
  clear(): void
  close(): Promise<void>
}

type Shelf<T extends Waiting> = { kind: Kind<T>; waiting: Promise<T>[]; ready: T[]; running: number; calls: number; use: Use; peakSinceMs: number }

/** A replacement is started at the run's end, or when it takes longer than this. */
const refillAfterMs = 1_000
const sweepEveryMs = 15_000

/**
 * Containers that are started before they are asked for, each used once. Kept only for what was used lately: `limits` are asked each
 * time, `idleMs` is how long an unused kind keeps its place.
 */
export function createWarmPool<T extends Waiting>(options: {
  clock: Clock
  logger: Logger
  limits: () => { count: number; memoryBytes: number }
  idleMs: number
}): WarmPool<T> {
  const { clock, logger, idleMs } = options
  const shelves = new Map<string, Shelf<T>>()
  const going = new Set<Promise<unknown>>()
  let isClosed = false

  const track = (work: Promise<unknown>) => {
    const tracked = work.catch(() => {}).finally(() => going.delete(tracked))
    going.add(tracked)
  }
  const discard = (one: T) => track(one.discard())

  const shelfOf = (kind: Kind<T>): Shelf<T> => {
    let shelf = shelves.get(kind.signature)
    if (!shelf) {
      const use: Use = { signature: kind.signature, memoryBytes: kind.memoryBytes, lastUsedMs: clock.now(), peak: 0 }
      shelf = { kind, waiting: [], ready: [], running: 0, calls: 0, use, peakSinceMs: clock.now() }
      shelves.set(kind.signature, shelf)
    }
    return shelf
  }

  /** A tool that changed has another image: what waits for the old one is never asked for again. */
  const dropOlder = (kind: Kind<T>) => {
    for (const shelf of shelves.values()) {
      if (shelf.kind.tool === kind.tool && shelf.kind.image !== kind.image) empty(shelf)
    }
  }
  const empty = (shelf: Shelf<T>) => {
    for (const one of shelf.ready.splice(0)) discard(one)
    for (const one of shelf.waiting.splice(0)) void one.then(discard, () => {})
    if (shelf.running === 0) shelves.delete(shelf.kind.signature)
    else shelf.use.lastUsedMs = Number.NEGATIVE_INFINITY
  }

  const startOne = (shelf: Shelf<T>) => {
    const starting = shelf.kind.start()
    shelf.waiting.push(starting)
    const isOurs = () => {
      const at = shelf.waiting.indexOf(starting)
      if (at >= 0) shelf.waiting.splice(at, 1)
      return at >= 0
    }
    track(
      starting.then(
        (one) => {
          if (!isOurs()) return
          if (isClosed || shelves.get(shelf.kind.signature) !== shelf) discard(one)
          else shelf.ready.push(one)
        },
        (error: unknown) => {
          if (isOurs()) logger.debug('a container could not be started ahead', { tool: shelf.kind.tool, error })
        },
      ),
    )
  }

  const balance = () => {
    if (isClosed) return
    const wanted = wantedSizes(
      [...shelves.values()].filter((shelf) => shelf.calls >= shelf.kind.keptAfterCalls).map((shelf) => shelf.use),
      { ...options.limits(), idleMs, nowMs: clock.now() },
    )
    for (const shelf of shelves.values()) {
      const size = wanted.get(shelf.kind.signature) ?? 0
      for (const one of shelf.ready.filter((each) => !each.isAlive())) {
        shelf.ready.splice(shelf.ready.indexOf(one), 1)
        discard(one)
      }
      while (shelf.ready.length > 0 && shelf.ready.length + shelf.waiting.length > size) discard(shelf.ready.shift() as T)
      while (shelf.ready.length + shelf.waiting.length < size) startOne(shelf)
      const isForgotten = clock.now() - shelf.use.lastUsedMs >= idleMs
      if (size === 0 && shelf.running === 0 && shelf.waiting.length === 0 && isForgotten) shelves.delete(shelf.kind.signature)
    }
  }
  const timer = setInterval(balance, sweepEveryMs)
  timer.unref()

  return {
    async take(kind) {
      dropOlder(kind)
      const shelf = shelfOf(kind)
      const nowMs = clock.now()
      shelf.running += 1
      shelf.calls += 1
      shelf.use.lastUsedMs = nowMs
      if (nowMs - shelf.peakSinceMs > idleMs) Object.assign(shelf, { peakSinceMs: nowMs, use: Object.assign(shelf.use, { peak: 0 }) })
      shelf.use.peak = Math.max(shelf.use.peak, shelf.running)
      setTimeout(() => {
        if (shelf.running > 0) balance()
      }, refillAfterMs).unref()
      for (let one = shelf.ready.shift(); one; one = shelf.ready.shift()) {
        if (one.isAlive()) return one
        discard(one)
      }
      const starting = shelf.waiting.shift()
      if (starting) {
        const one = await starting.catch(() => null)
        if (one?.isAlive()) return one
        if (one) discard(one)
      }
      return kind.startNow()
    },
    finished(kind) {
      const shelf = shelves.get(kind.signature)
      if (!shelf) return
      shelf.running = Math.max(0, shelf.running - 1)
      balance()
    },
    async settle() {
      balance()
      while (going.size > 0) await Promise.all(going)
    },
    clear() {
      for (const shelf of shelves.values()) {
        for (const one of shelf.ready.splice(0)) discard(one)
        for (const one of shelf.waiting.splice(0)) void one.then(discard, () => {})
      }
    },
    async close() {
      isClosed = true
      clearInterval(timer)
      this.clear()
      while (going.size > 0) await Promise.all(going)
    },
  }
}
