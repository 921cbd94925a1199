import { daysAgo, formatMonth } from '../../ui/format.ts'

export interface DayGroup<T> {
  /** `today`, `yesterday`, `week`, `month`, or the month itself such as `October 2026`. */
  key: string
  items: T[]
}

/** Puts chats, last used first, under the day or stretch they were last used in. The order is kept. */
export function groupByDay<T extends { updatedAt: string }>(items: readonly T[], now: Date): DayGroup<T>[] {
  const groups: DayGroup<T>[] = []
  for (const item of items) {
    const key = dayKey(new Date(item.updatedAt), now)
    const group = groups.find((each) => each.key === key)
    if (group) group.items.push(item)
    else groups.push({ key, items: [item] })
  }
  return groups
}

function dayKey(at: Date, now: Date): string {
  const days = daysAgo(at, now)
  if (days <= 0) return 'today'
  if (days === 1) return 'yesterday'
  if (days <= 7) return 'week'
  if (days <= 30) return 'month'
  return formatMonth(at)
}
