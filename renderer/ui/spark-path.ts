/** The line of a small graph in a box of `width` by `height`, from `floor` (at the bottom) up to the greatest value or `least`, whichever is more. */
export function sparkPath(
  values: readonly number[],
  { width, height, least = 0, pad = 1 }: { width: number; height: number; least?: number; pad?: number },
): string {
  if (values.length === 0) return ''
  const top = Math.max(least, ...values)
  const span = height - 2 * pad
  const yOf = (value: number) => round(height - pad - (top <= 0 ? 0 : (Math.max(0, value) / top) * span))
  if (values.length === 1) return `M0 ${yOf(values[0] ?? 0)}H${width}`
  const step = width / (values.length - 1)
  return values.map((value, index) => `${index === 0 ? 'M' : 'L'}${round(index * step)} ${yOf(value)}`).join('')
}

const round = (value: number) => Math.round(value * 10) / 10

/** At most `count` values, each the greatest of its share, so that a short peak is not lost. */
export function thin(values: readonly number[], count: number): number[] {
  if (values.length <= count) return [...values]
  return Array.from({ length: count }, (_, index) =>
    Math.max(...values.slice(Math.floor((index * values.length) / count), Math.floor(((index + 1) * values.length) / count))),
  )
}
