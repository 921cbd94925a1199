import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message } from '../../../core/contract/sessions.ts'
import type { History } from './history-page.ts'
import { putAway, putAwayAll } from './put-away.ts'

type MessageId = Message['id']
const nameOf = (index: number) => (index === 0 ? null : (`before ${index}` as MessageId))
const history = (pages: number): History => ({
  pages: Array.from({ length: pages }, (_, index) => ({ before: nameOf(index), count: 96, messages: [] })),
  next: null,
})
const here = (after: History) => after.pages.flatMap((page, index) => (page.messages ? [index] : []))
const never = () => false

test('few pages keep their messages, and the history stays the very same', () => {
  const few = history(12)
  expect(putAway(few, nameOf(3), never)).toBe(few)
})

test('those around the one that was read stay, and the newest does', () => {
  const kept = here(putAway(history(100), nameOf(50), never))
  expect(kept).toContain(0)
  expect(kept.slice(1)).toEqual(Array.from({ length: 20 }, (_, index) => (kept[1] as number) + index))
  expect(Math.abs((kept[1] as number) + (kept.at(-1) as number) - 100)).toBeLessThanOrEqual(1)
})

test('a page with the focus in it stays wherever it is', () => {
  expect(here(putAway(history(100), nameOf(90), (before) => before === nameOf(7)))).toContain(7)
})

test('no page is lost, moved or counted anew', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), fc.nat(79), (pages, near) => {
      const before = history(pages)
      const after = putAway(before, nameOf(near % pages), never)
      expect(after.pages.map(({ before, count }) => [before, count])).toEqual(before.pages.map(({ before, count }) => [before, count]))
      expect(here(after).length).toBeLessThanOrEqual(21)
    }),
  )
})

test('of a chat that was left only the newest page stays', () => {
  const left = putAwayAll(history(5))
  expect(here(left)).toEqual([0])
  expect(putAwayAll(left)).toBe(left)
})
