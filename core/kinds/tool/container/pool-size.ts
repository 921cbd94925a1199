/** How one kind of container (an image with the same rights) was used lately. */
export type Use = {
  signature: string
  /** The most that one of them may take. */
  memoryBytes: number
  lastUsedMs: number
  /** The most that ran at the same time lately. */
  peak: number
}

/**
 * How many started containers should wait, for each kind: as many as were used at once, those used last first, within a number and an
 * amount of memory over all. What was not used for `idleMs` gets none. Pure.
 */
export function wantedSizes(
  uses: readonly Use[],
  limits: { count: number; memoryBytes: number; idleMs: number; nowMs: number },
): Map<string, number> {
  const candidates = uses.filter((use) => limits.nowMs - use.lastUsedMs < limits.idleMs).sort((a, b) => b.lastUsedMs - a.lastUsedMs)
  const wanted = new Map<string, number>()
  let [count, memoryBytes] = [0, 0]
  const mostAtOnce = Math.max(0, ...candidates.map((use) => use.peak))
  for (let round = 1; round <= Math.max(1, mostAtOnce); round += 1) {
    for (const use of candidates) {
      if (round > Math.max(1, use.peak)) continue
      if (count + 1 > limits.count || memoryBytes + use.memoryBytes > limits.memoryBytes) continue
      count += 1
      memoryBytes += use.memoryBytes
      wanted.set(use.signature, round)
    }
  }
  return wanted
}
