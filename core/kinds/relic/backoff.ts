/** How a relic that ends by itself is started again. All times in ms. */
export type RestartRules = {
  firstMs: number
  longestMs: number
  /** Up for this long, what happened before is forgotten. */
  forgetAfterMs: number
  /** So many ends in a row are the last. */
  giveUpAfter: number
  /** The same while it never was up since it was asked for: somebody waits for the reason. */
  giveUpAfterUnborn: number
}

export const usualRestarts: RestartRules = { firstMs: 1_000, longestMs: 60_000, forgetAfterMs: 5 * 60_000, giveUpAfter: 10, giveUpAfterUnborn: 4 }

/** Counts the ends of one life. Pure but for its count. */
export function createRestarts(rules: RestartRules) {
  let inRow = 0
  let wasUp = false
  return {
    /** It is healthy. */
    up() {
      wasUp = true
    },
    /** It ended after `upMs`. The wait before the next start in ms; null is no further start. */
    ended(upMs: number): number | null {
      inRow = upMs >= rules.forgetAfterMs ? 1 : inRow + 1
      if (inRow >= (wasUp ? rules.giveUpAfter : rules.giveUpAfterUnborn)) return null
      return Math.min(rules.longestMs, rules.firstMs * 2 ** (inRow - 1))
    },
    get inRow() {
      return inRow
    },
  }
}
