import { afterEach, beforeEach, expect, test } from 'vitest'
import { attachmentLimitBytes, attachmentPieceBytes } from '../contract/limits.ts'
import type { SessionId } from '../kernel/ids.ts'
import { type Chats, startChats } from './testing/chats.ts'

let chats: Chats
let id: SessionId
beforeEach(async () => {
  chats = await startChats()
  id = (await chats.chat()).id
})
afterEach(() => chats.close())

const send = (text: string, offset: number, isLast: boolean, more: { uploadId?: string; id?: SessionId } = {}) =>
  chats.sessions.attachPiece({ id, uploadId: 'upload-1', name: 'long.txt', offset, isLast, contentBase64: btoa(text), ...more })

test('pieces in order make one file, and each answer says how far it is', async () => {
  expect(await send('hello ', 0, false)).toEqual({ receivedBytes: 6, attachment: null })
  const { attachment } = await send('world', 6, true)
  expect(attachment).toMatchObject({ name: 'long.txt', mediaType: 'text/plain', sizeBytes: 11 })
  const { contentBase64 } = await chats.sessions.attachment({ id, artifactId: attachment?.artifactId as never })
  expect(atob(contentBase64)).toBe('hello world')
})

test('a piece that does not follow is refused, and the file can be sent again from its beginning', async () => {
  await send('hello ', 0, false)
  await expect(send('world', 7, true)).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await expect(send('world', 6, true, { uploadId: 'upload-2' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await send('hello ', 0, false)
  expect((await send('world', 6, true)).attachment?.sizeBytes).toBe(11)
})

test('no more is taken than one file may have, and what nobody goes on with is forgotten', async () => {
  const piece = 'a'.repeat(attachmentPieceBytes)
  for (let offset = 0; offset < attachmentLimitBytes; offset += attachmentPieceBytes) await send(piece, offset, false)
  await expect(send('a', attachmentLimitBytes, true)).rejects.toMatchObject({ code: 'TOO_LARGE' })
  await send('hello ', 0, false)
  chats.time.nowMs += 3 * 60_000
  await expect(send('world', 6, true)).rejects.toMatchObject({ code: 'BAD_INPUT' })
})

test('pieces of one chat are not those of another, and a chat in the trash takes none', async () => {
  const other = await chats.chat()
  await send('hello ', 0, false)
  await expect(send('world', 6, true, { id: other.id })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await chats.sessions.remove(other.id)
  await expect(send('whole', 0, true, { id: other.id })).rejects.toMatchObject({ code: 'BAD_INPUT' })
})

test('the upkeep lets go of the pieces of uploads that were given up, and of no others', async () => {
  await send('given up', 0, false, { uploadId: 'upload-2' })
  chats.time.nowMs += 90_000
  await send('hello ', 0, false)
  expect(chats.sessions.bytesHeld()).toBe(14)
  chats.time.nowMs += 60_000
  await chats.sessions.sweep()
  expect(chats.sessions.bytesHeld()).toBe(6)
  expect((await send('world', 6, true)).attachment?.sizeBytes).toBe(11)
  expect(chats.sessions.bytesHeld()).toBe(0)
})
