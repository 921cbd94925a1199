/** One measured figure. A limit is a promise of the project; figures are printed either way, and a broken limit fails the command. */
export type Figure = {
  name: string
  value: number
  unit: string
  limit?: { is: 'at most' | 'at least'; value: number }
  /** How it was got: the two sides of a ratio, how many rounds. */
  how: string
}

export type Bench = { name: string; measure(): Promise<Figure[]> }

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export function quantile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * at
  const [low, high] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN]
  return low + (high - low) * (place - Math.floor(place))
}

export const isKept = ({ value, limit }: Figure): boolean =>
  limit === undefined || (limit.is === 'at most' ? value <= limit.value : value >= limit.value)

/** Milliseconds that `work` takes. */
export async function timeMs(work: () => unknown): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/**
 * The median of the ratios `ours / bare` over rounds that take turns, so that whatever else the machine does hits both alike.
 * The first round warms up and does not count.
 */
export async function pairedRatio(
  rounds: number,
  ours: () => Promise<number>,
  bare: () => Promise<number>,
): Promise<{ ratio: number; ours: number; bare: number }> {
  const both: [number, number][] = []
  for (let round = 0; round <= rounds; round++) {
    const pair: [number, number] =
      round % 2 === 0 ? [await ours(), await bare()] : ((await bare().then(async (b) => [await ours(), b])) as [number, number])
    if (round > 0) both.push(pair)
  }
  return { ratio: median(both.map(([a, b]) => a / b)), ours: median(both.map(([a]) => a)), bare: median(both.map(([, b]) => b)) }
}
