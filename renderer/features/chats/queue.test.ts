import { expect, test } from 'vitest'
import { moved, type QueuedMessage } from './queue.ts'

const message = (id: string) => ({ id, text: id, attachments: [] }) as unknown as QueuedMessage
const queue = ['a', 'b', 'c'].map(message)
const after = (id: string, to: number) => moved(queue, id as QueuedMessage['id'], to).map((each) => each.id)

test('a message goes to its new place and the others close up', () => {
  expect(after('a', 1)).toEqual(['b', 'a', 'c'])
  expect(after('a', 2)).toEqual(['b', 'c', 'a'])
  expect(after('c', 0)).toEqual(['c', 'a', 'b'])
})

test('beyond the ends is at the ends, and what another window sent meanwhile changes nothing', () => {
  expect(after('a', -1)).toEqual(['a', 'b', 'c'])
  expect(after('b', 9)).toEqual(['a', 'c', 'b'])
  expect(after('gone', 0)).toEqual(['a', 'b', 'c'])
})
