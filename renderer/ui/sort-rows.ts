import { locale } from './locale.ts'

export interface Order {
  column: string
  isDown: boolean
}

/** Numbers by size, words as a person sorts them, what is missing last either way. Equal rows stay in the order they came. */
export function sortRows<Row extends Record<string, unknown>>(rows: readonly Row[], order: Order | null): readonly Row[] {
  if (!order) return rows
  const { column, isDown } = order
  const words = new Intl.Collator(locale(), { numeric: true })
  const isMissing = (value: unknown) => value === null || value === undefined || value === ''
  return rows.toSorted((a, b) => {
    const [one, other] = [a[column], b[column]]
    if (isMissing(one) || isMissing(other)) return Number(isMissing(one)) - Number(isMissing(other))
    const difference = typeof one === 'number' && typeof other === 'number' ? one - other : words.compare(String(one), String(other))
    return isDown ? -difference : difference
  })
}
