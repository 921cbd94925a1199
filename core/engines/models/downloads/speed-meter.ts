/** Bytes a second over the last `windowMs`: steady enough to read, quick enough to show that it stopped. */
export function createSpeedMeter(now: () => number, windowMs = 5_000) {
  let seen: { atMs: number; bytes: number }[] = []
  return {
    /** How many bytes there are in all now. */
    add(bytes: number) {
      const atMs = now()
      const last = seen.at(-1)
      if (last && atMs - last.atMs < 100) last.bytes = bytes
      else seen.push({ atMs, bytes })
      // One from before the window stays, to measure from.
      while (seen.length > 2 && (seen[1]?.atMs ?? atMs) < atMs - windowMs) seen.shift()
    },
    reset() {
      seen = []
    },
    bytesPerSecond(): number | null {
      const [first, last] = [seen[0], seen.at(-1)]
      if (!first || !last || first === last) return null
      const spanMs = now() - first.atMs
      return spanMs > 0 ? Math.max(0, Math.round(((last.bytes - first.bytes) / spanMs) * 1000)) : null
    },
  }
}
