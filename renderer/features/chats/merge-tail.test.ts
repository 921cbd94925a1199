import { expect, test } from 'vitest'
import type { Message } from '../../../core/contract/sessions.ts'
import type { History } from './history.ts'
import { mergeTail } from './merge-tail.ts'

const messages = (...ids: number[]) => ids.map((id) => ({ id: `m${id}` }) as unknown as Message)
const history = (...pages: number[][]): History => ({
  pages: pages.map((ids, index) => ({ messages: messages(...ids), hasMore: index === pages.length - 1 })),
  pageParams: pages.map((_, index) => (index === 0 ? null : (`m${pages[index - 1]?.[0]}` as Message['id']))),
})
const idsOf = (merged: History) => merged.pages.toReversed().flatMap((page) => page.messages.map((message) => message.id))

test('new messages are joined to what is there, without a gap and without doubles', () => {
  const merged = mergeTail(history([4, 5, 6], [1, 2, 3]), { messages: messages(5, 6, 7, 8), hasMore: true })
  expect(idsOf(merged)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8'])
  expect(merged.pageParams).toHaveLength(merged.pages.length)
  expect(merged.pages.at(-1)?.hasMore).toBe(true)
})

test('messages of another branch take the place of those after the fork', () => {
  const merged = mergeTail(history([4, 5, 6], [1, 2, 3]), { messages: messages(2, 3, 9), hasMore: true })
  expect(idsOf(merged)).toEqual(['m1', 'm2', 'm3', 'm9'])
})

test('a tail that touches nothing known is all that is left, and older pages are read again', () => {
  const merged = mergeTail(history([4, 5, 6], [1, 2, 3]), { messages: messages(20, 21), hasMore: true })
  expect(idsOf(merged)).toEqual(['m20', 'm21'])
  expect(merged.pages[0]?.hasMore).toBe(true)
})

test('a tail that starts where everything starts says whether there is more', () => {
  expect(mergeTail(history([4, 5]), { messages: messages(4, 5, 6), hasMore: false }).pages[0]?.hasMore).toBe(false)
})
