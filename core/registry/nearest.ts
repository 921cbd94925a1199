import { distance } from 'fastest-levenshtein'

/** The candidate that is most likely meant by `text`: at most a third of its letters (and at least two) differ. Null when nothing is near. */
export function nearestOf(text: string, candidates: Iterable<string>): string | null {
  const wanted = text.toLowerCase()
  let best: string | null = null
  let bestDistance = Math.max(2, Math.floor(text.length / 3)) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue
    const apart = distance(wanted, candidate.toLowerCase())
    // A word of which hardly a letter is left is no near miss.
    if (apart < bestDistance && apart < Math.max(candidate.length, 2) - 1) {
      best = candidate
      bestDistance = apart
    }
  }
  return best
}
