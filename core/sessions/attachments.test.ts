import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../kernel/ids.ts'
import { mediaTypeOf, textIn } from './media-types.ts'
import { type Chats, startChats } from './testing/chats.ts'
import { safeFileName } from './workspace-folders.ts'

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

let chats: Chats
beforeEach(async () => {
  chats = await startChats()
})
afterEach(() => chats.close())

test('a file goes with its message: shown as a part, read by the model, there for tools, and downloaded again', async () => {
  const { id } = await chats.chat()
  const file = await chats.attach(id, 'figures.csv', 'a,b\n1,2\n')
  expect(file).toMatchObject({ name: 'figures.csv', mediaType: 'text/csv', sizeBytes: 8 })
  const { runId } = await chats.say(id, 'add them up', { attachments: [file.artifactId] })
  const [question] = await chats.branch(id)
  expect(question?.parts).toEqual([
    { type: 'text', text: 'add them up' },
    { type: 'attachment', ...file, path: 'figures.csv' },
  ])
  expect(await chats.turns.historyFor(id, runId)).toEqual([
    { role: 'user', content: 'add them up\n\nAttached file: figures.csv. It lies in the workspace as figures.csv.\n```csv\na,b\n1,2\n\n```' },
  ])
  expect(readFileSync(join(chats.workspaceOf(id), 'figures.csv'), 'utf8')).toBe('a,b\n1,2\n')
  const { contentBase64, ...rest } = await chats.sessions.attachment({ id, artifactId: file.artifactId })
  expect(rest).toEqual(file)
  expect(Buffer.from(contentBase64, 'base64').toString()).toBe('a,b\n1,2\n')
})

test('a message may be files alone; their names give the title', async () => {
  const { id } = await chats.chat()
  const [one, two] = [await chats.attach(id, 'a.txt', 'a'), await chats.attach(id, 'b.txt', 'b')]
  await chats.say(id, '  ', { attachments: [one.artifactId, two.artifactId] })
  expect((await chats.branch(id))[0]?.parts.map((part) => part.type)).toEqual(['attachment', 'attachment'])
  expect((await chats.sessions.get(id)).title).toBe('a.txt, b.txt')
  await expect(chats.turns.submit({ id, text: ' ' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
})

test('a picture goes to the model as one, told by its bytes and not by its name', async () => {
  const { id } = await chats.chat()
  const file = await chats.attach(id, 'photo.txt', png)
  expect(file.mediaType).toBe('image/png')
  const { runId } = await chats.say(id, 'what is it?', { attachments: [file.artifactId] })
  const [said] = await chats.turns.historyFor(id, runId)
  expect(said).toMatchObject({ content: expect.stringContaining('photo.txt'), images: [{ name: 'photo.txt', mediaType: 'image/png' }] })
})

test('a long text is cut with a note, a binary file is named, and neither breaks out of its block', async () => {
  const { id } = await chats.chat()
  const long = await chats.attach(id, 'long.md', '```js\nx\n```\n'.repeat(10_000))
  const binary = await chats.attach(id, 'data.bin', new Uint8Array([0, 1, 2, 255]))
  const { runId } = await chats.say(id, 'look', { attachments: [long.artifactId, binary.artifactId] })
  const [said] = await chats.turns.historyFor(id, runId)
  expect(said?.content.length).toBeLessThan(62_000)
  expect(said?.content).toContain('````md\n```js')
  expect(said?.content).toContain('Only its beginning is shown, 60000 characters. It lies in the workspace as long.md.')
  expect(said?.content).toContain('data.bin (application/octet-stream, 4 bytes). It is no text.')
})

test('files of a whole conversation together stay bounded; the newest are served first', async () => {
  const { id } = await chats.chat()
  const sent = []
  for (let index = 0; index < 6; index++) {
    const file = await chats.attach(id, `${index}.txt`, `${index}`.repeat(59_000))
    sent.push(await chats.say(id, 'look', { attachments: [file.artifactId] }))
  }
  const history = await chats.turns.historyFor(id, sent.at(-1)?.runId as never)
  expect(JSON.stringify(history).length).toBeLessThan(250_000)
  expect(history.at(-1)?.content).toContain('5'.repeat(59_000))
  expect(history[0]?.content).toContain('0.txt')
})

test('an upload that no message takes is gone a day later; one that was taken stays until its chat goes', async () => {
  const { id } = await chats.chat()
  const [left, taken] = [await chats.attach(id, 'left.txt', 'left'), await chats.attach(id, 'taken.txt', 'taken')]
  await chats.say(id, 'look', { attachments: [taken.artifactId] })
  chats.time.nowMs += 86_400_000 + 60_000
  await chats.sessions.sweep()
  await expect(chats.sessions.attachment({ id, artifactId: left.artifactId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await chats.sessions.attachment({ id, artifactId: taken.artifactId })).toMatchObject({ name: 'taken.txt' })
  for (let times = 0; times < 2; times++) await chats.sessions.remove(id)
  expect(await chats.storage.artifacts.get(taken.artifactId)).toBeNull()
  expect(await chats.storage.artifacts.sweep()).toBe(0)
})

test('a file of another chat is not found, whoever asks', async () => {
  const [one, other] = [await chats.chat(), await chats.chat()]
  const { artifactId } = await chats.attach(one.id, 'a.txt', 'a')
  await expect(chats.sessions.attachment({ id: other.id, artifactId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(chats.turns.submit({ id: other.id, text: 'x', attachments: [artifactId] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(chats.turns.submit({ id: one.id, text: 'x', attachments: [newId('art')] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await chats.branch(other.id)).toEqual([])
})

test('more than 25 MB are refused', async () => {
  const { id } = await chats.chat()
  await expect(chats.attach(id, 'big', Buffer.alloc(25 * 2 ** 20 + 1))).rejects.toMatchObject({ code: 'TOO_LARGE' })
})

test('a file is never written over another, nor through a link that a tool left', async () => {
  const { id } = await chats.chat()
  const place = (text: string) => chats.workspaces.place(id, '../a.txt', new TextEncoder().encode(text))
  expect(await place('one')).toBe('a.txt')
  expect(await place('one')).toBe('a.txt')
  expect(await place('two')).toBe('a (2).txt')
  const outside = join(chats.workspaceOf(id), '..', 'outside.txt')
  writeFileSync(outside, 'safe')
  symlinkSync(outside, join(chats.workspaceOf(id), 'a (3).txt'))
  expect(await place('three')).toBe('a (4).txt')
  expect(readFileSync(outside, 'utf8')).toBe('safe')
  expect(readdirSync(chats.workspaceOf(id)).toSorted()).toEqual(['a (2).txt', 'a (3).txt', 'a (4).txt', 'a.txt'])
})

test('any name becomes one that every file system takes, and a plain one stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (name) => {
      const safe = safeFileName(name)
      expect(safe).toMatch(/^[^<>:"/\\|?*\p{C}]+$/u)
      expect(safe).toBe(safe.trim())
      expect(safe).not.toMatch(/^\.|\.$/)
      expect(safe.length).toBeGreaterThan(0)
      expect(Array.from(safe).length).toBeLessThanOrEqual(121)
      expect(safeFileName(safe)).toBe(safe)
    }),
  )
  expect(safeFileName('Übersicht 2026 (final).pdf')).toBe('Übersicht 2026 (final).pdf')
  expect(safeFileName('C:\\temp\\con.txt')).toBe('_con.txt')
  expect(safeFileName('../../..')).toBe('file')
})

test('text is told from bytes, wherever the cut falls', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(70), (text, limit) => {
      fc.pre(!text.includes('\0') && !text.startsWith('\ufeff'))
      const read = textIn(new TextEncoder().encode(text), limit)
      expect(read).toEqual({ text: text.slice(0, limit), isCut: text.length > limit })
    }),
  )
  expect(textIn(Buffer.from('\ufeffwide', 'utf16le'), 10)).toEqual({ text: 'wide', isCut: false })
  expect(textIn(new Uint8Array([0xc3, 0x28]), 10)).toBeNull()
  expect(mediaTypeOf('x.pdf', Buffer.from('%PDF'), 'image/png')).toBe('application/pdf')
  expect(mediaTypeOf('Makefile', Buffer.from('all:'))).toBe('text/plain')
})
