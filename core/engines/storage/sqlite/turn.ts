/** One at a time, first come first served. `tryTake` succeeds only when nobody holds it and nobody waits. */
export type Turn = { tryTake(): boolean; take(): Promise<void>; release(): void }

/** The single connection's lock: a query waits here while somebody else's transaction is open. */
export function createTurn(): Turn {
  let isTaken = false
  const waiting: (() => void)[] = []
  return {
    tryTake() {
      if (isTaken) return false
      isTaken = true
      return true
    },
    take() {
      if (!isTaken) {
        isTaken = true
        return Promise.resolve()
      }
      return new Promise((resolve) => waiting.push(resolve))
    },
    release() {
      // Handed straight to the next in line, so that nobody slips in between.
      const next = waiting.shift()
      if (next) next()
      else isTaken = false
    },
  }
}
