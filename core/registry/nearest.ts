import { distance } from 'fastest-levenshtein'

/**
 * The candidate that is most likely meant by `text`: at most a third of its letters (and at least two) differ, or it has the same letters in another
 * order, or the same beginning. Null when nothing is near.
 */
export function nearestOf(text: string, candidates: Iterable<string>): string | null {
  const wanted = text.toLowerCase()
  let best: string | null = null
  let bestDistance = Math.max(2, Math.floor(text.length / 3)) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= Math.max(bestDistance, 4)) continue
    const apart = apartness(wanted, candidate.toLowerCase())
    if (apart >= bestDistance) continue
    best = candidate
    bestDistance = apart
  }
  return best
}

function apartness(a: string, b: string): number {
  const letters = distance(a, b)
  if (letters <= 1) return a.length > 1 || b.length > 1 ? letters : Number.POSITIVE_INFINITY
  if (a.length === b.length && [...a].sort().join('') === [...b].sort().join('')) return 1
  if (letters <= 3 && a.slice(0, 4) === b.slice(0, 4) && a.length >= 4) return 2
  // A word of which hardly a letter is left is no near miss.
  return letters < Math.max(b.length, 2) - 1 ? letters : Number.POSITIVE_INFINITY
}
