import { expect, test } from 'vitest'
import type { Message } from '../../../core/contract/sessions.ts'
import type { History } from './history-page.ts'
import { mergeTail } from './merge-tail.ts'

type MessageId = Message['id']
const messages = (...ids: number[]) => ids.map((id) => ({ id: `m${id}` }) as unknown as Message)
/** Pages newest first; those that are away are empty. */
const history = (next: string | null, ...pages: number[][]): History => ({
  pages: pages.map((ids, index) => ({
    before: index === 0 ? null : (`before page ${index}` as MessageId),
    count: ids.length,
    messages: ids.length > 0 ? messages(...ids) : null,
  })),
  next: next as MessageId | null,
})
const idsOf = (merged: History) => merged.pages.toReversed().flatMap((page) => page.messages?.map((message) => message.id) ?? ['away'])

test('new messages are joined to what is there, without a gap and without doubles', () => {
  const merged = mergeTail(history('m1', [4, 5, 6], [1, 2, 3]), { messages: messages(5, 6, 7, 8), hasMore: true })
  expect(idsOf(merged)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8'])
  expect(merged.pages.map(({ before, count }) => [before, count])).toEqual([
    [null, 5],
    ['before page 1', 3],
  ])
  expect(merged.next).toBe('m1')
})

test('pages that are away keep their places', () => {
  const merged = mergeTail(history('m1', [4, 5, 6], [], [1]), { messages: messages(6, 7), hasMore: true })
  expect(idsOf(merged)).toEqual(['m1', 'away', 'm4', 'm5', 'm6', 'm7'])
})

test('messages of another branch take the place of those after the fork', () => {
  const merged = mergeTail(history('m1', [4, 5, 6], [1, 2, 3]), { messages: messages(2, 3, 9), hasMore: true })
  expect(idsOf(merged)).toEqual(['m1', 'm2', 'm3', 'm9'])
})

test('a tail that touches nothing known is all that is left, and what is above is found again', () => {
  const merged = mergeTail(history('m1', [4, 5, 6], [1, 2, 3]), { messages: messages(20, 21), hasMore: true })
  expect(idsOf(merged)).toEqual(['m20', 'm21'])
  expect(merged.next).toBe('m20')
})

test('a tail that starts where everything starts says whether there is more', () => {
  expect(mergeTail(history('m4', [4, 5]), { messages: messages(4, 5, 6), hasMore: false }).next).toBeNull()
})
