import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groupByDay } from './day-groups.ts'

const now = new Date(2026, 10, 20, 9, 30)
const at = (year: number, month: number, day: number, hour = 12) => ({ updatedAt: new Date(year, month, day, hour).toISOString() })

test('a chat of just after midnight is of today, one of just before it of yesterday', () => {
  const groups = groupByDay([at(2026, 10, 20, 0), at(2026, 10, 19, 23)], now)
  expect(groups.map((group) => group.key)).toEqual(['today', 'yesterday'])
})

test('older chats stand under the last 7 days, the last 30 days, then their month', () => {
  const groups = groupByDay([at(2026, 10, 14), at(2026, 9, 25), at(2026, 8, 1), at(2025, 8, 1)], now)
  expect(groups.map((group) => group.key)).toEqual(['week', 'month', 'September 2026', 'September 2025'])
})

test('a clock that ran ahead does not make a chat of tomorrow', () => {
  expect(groupByDay([at(2026, 10, 21)], now)[0]?.key).toBe('today')
})

test('no chat is lost and their order is kept', () => {
  const minutes = fc.array(fc.nat(2_000_000), { maxLength: 60 })
  fc.assert(
    fc.property(minutes, (ages) => {
      const chats = ages.sort((a, b) => a - b).map((age) => ({ updatedAt: new Date(now.getTime() - age * 60_000).toISOString() }))
      expect(groupByDay(chats, now).flatMap((group) => group.items)).toEqual(chats)
    }),
  )
})
