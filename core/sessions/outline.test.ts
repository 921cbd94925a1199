import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../kernel/ids.ts'
import { type Chats, startChats } from './testing/chats.ts'

let chats: Chats
beforeEach(async () => {
  chats = await startChats()
})
afterEach(() => chats.close())

test('the pages of an outline, read one by one, are the whole branch', async () => {
  const { id } = await chats.chat('Birds')
  for (let said = 0; said < 5; said++) await chats.say(id, `question ${said}`)
  const whole = await chats.branch(id)
  const { pages, next } = await chats.sessions.outline({ id, size: 4, pages: 100 })
  expect(pages.map(({ count }) => count)).toEqual([4, 4, 2])
  expect(next).toBeNull()
  const read = await Promise.all(pages.map(({ before, count }) => chats.sessions.history({ id, before: before ?? undefined, limit: count })))
  expect(read.toReversed().flatMap(({ messages }) => messages.map((message) => message.id))).toEqual(whole.map((message) => message.id))
})

test('a long outline is told in parts that go on where the one before ended', async () => {
  const { id } = await chats.chat('Birds')
  for (let said = 0; said < 5; said++) await chats.say(id, `question ${said}`)
  const { pages: all } = await chats.sessions.outline({ id, size: 3, pages: 100 })
  const first = await chats.sessions.outline({ id, size: 3, pages: 2 })
  expect(first.next).toBe(all[2]?.before)
  const rest = await chats.sessions.outline({ id, size: 3, pages: 2, before: first.next ?? undefined })
  expect([...first.pages, ...rest.pages]).toEqual(all)
  expect(rest.next).toBeNull()
})

test('an empty chat has no pages, and a message of another chat is none of this one', async () => {
  const { id } = await chats.chat('Birds')
  expect(await chats.sessions.outline({ id, size: 3, pages: 2 })).toEqual({ pages: [], next: null })
  await expect(chats.sessions.outline({ id, size: 3, pages: 2, before: newId('msg') })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
