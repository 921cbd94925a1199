/** How long to wait before attempt `n` (from 0): 200 ms doubling to 5 s, with up to a fifth taken off so that many windows do not knock at once. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(5_000, 200 * 2 ** attempt)
  return Math.round(whole * (1 - 0.2 * random()))
}
