import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { beingWritten, type MessageRow } from '../engines/storage/port.ts'
import { aMessage, aSession } from '../engines/storage/storage.fixtures.ts'
import { type MessageId, newId } from '../kernel/ids.ts'
import { type Chats, hanging, startChats } from './testing/chats.ts'

let chats: Chats
beforeEach(async () => {
  chats = await startChats()
})
afterEach(() => chats.close())

test('a fork holds the branch up to its message, with ids of its own, and says where it came from', async () => {
  const { id } = await chats.chat('Birds')
  const first = await chats.say(id, 'about kingfishers')
  await chats.say(id, 'a later one')
  await chats.turns.retry({ id, messageId: first.assistantMessageId, model: 'ollama/q' }).then(({ runId }) => chats.finish(runId))
  const original = await chats.branch(id)
  const last = original.at(-1)
  const fork = await chats.sessions.fork({ id, messageId: last?.id as never })
  expect(fork).toMatchObject({
    ...{ title: 'Birds (fork)', agent: 'assistant', messageCount: 2, status: 'idle', activeRunId: null },
    forkedFrom: { sessionId: id, messageId: last?.id, title: 'Birds' },
  })
  const copied = await chats.branch(fork.id)
  const strip = ({ id: _, sessionId: __, parentId: ___, siblings: ____, runId: _____, ...rest }: (typeof copied)[number]) => rest
  expect(copied.map(strip)).toEqual(original.map(strip))
  expect(copied.every((message) => message.runId === null && message.siblings.length === 1)).toBe(true)
  expect(copied[1]?.parentId).toBe(copied[0]?.id)
  expect(copied.some((message) => original.some((other) => other.id === message.id))).toBe(false)
  expect(await chats.storage.runs.list({ sessionId: fork.id, limit: 5 })).toEqual([])
  const hits = (await chats.sessions.search({ query: 'kingfishers', limit: 5 })).hits
  expect(new Set(hits.map((hit) => hit.sessionId))).toEqual(new Set([id, fork.id]))
})

test('state and files are copies: neither chat sees what the other does to them', async () => {
  const { id } = await chats.chat()
  const file = await chats.attach(id, 'notes.txt', 'original')
  const { assistantMessageId: messageId } = await chats.say(id, 'read it', { attachments: [file.artifactId] })
  await chats.storage.state.write(id, { count: 1 })
  const fork = await chats.sessions.fork({ id, messageId })
  await chats.storage.state.write(id, { count: 2 })
  writeFileSync(join(chats.workspaceOf(id), 'notes.txt'), 'changed')
  expect(await chats.sessions.state(fork.id)).toEqual({ count: 1 })
  expect(readFileSync(join(chats.workspaceOf(fork.id), 'notes.txt'), 'utf8')).toBe('original')

  const [part] = (await chats.branch(fork.id))[0]?.parts.filter((one) => one.type === 'attachment') ?? []
  expect(part?.artifactId).not.toBe(file.artifactId)
  for (let times = 0; times < 2; times++) await chats.sessions.remove(id)
  const kept = await chats.sessions.attachment({ id: fork.id, artifactId: part?.artifactId as never })
  expect(Buffer.from(kept.contentBase64, 'base64').toString()).toBe('original')
  expect((await chats.sessions.get(fork.id)).forkedFrom?.sessionId).toBe(id)
})

test('the fork goes on by itself, with what was said before', async () => {
  const { id } = await chats.chat()
  const { assistantMessageId: messageId } = await chats.say(id, 'first')
  const fork = await chats.sessions.fork({ id, messageId })
  const { runId } = await chats.say(fork.id, 'second')
  expect((await chats.turns.historyFor(fork.id, runId)).map(({ content }) => content)).toEqual(['first', 'An answer of llama/spark.', 'second'])
  expect(await chats.branch(id)).toHaveLength(2)
})

test('links that lead out of the workspace, and special files, are not copied', async () => {
  const { id } = await chats.chat()
  const { assistantMessageId: messageId } = await chats.say(id, 'x')
  const folder = chats.workspaceOf(id)
  mkdirSync(join(folder, 'sub'), { recursive: true })
  writeFileSync(join(folder, 'sub', 'a.txt'), 'a')
  symlinkSync('sub/a.txt', join(folder, 'inside'))
  symlinkSync('../../elsewhere', join(folder, 'outside'))
  symlinkSync(join(folder, 'sub', 'a.txt'), join(folder, 'absolute'))
  const fork = await chats.sessions.fork({ id, messageId })
  expect(readdirSync(chats.workspaceOf(fork.id)).toSorted()).toEqual(['inside', 'sub'])
  expect(readFileSync(join(chats.workspaceOf(fork.id), 'inside'), 'utf8')).toBe('a')
})

test('an answer that is being written cannot be forked, what stands before it can', async () => {
  const { id } = await chats.chat()
  chats.scripted.agent = hanging
  const { userMessageId, assistantMessageId } = await chats.turns.submit({ id, text: 'hello' })
  await expect(chats.sessions.fork({ id, messageId: assistantMessageId })).rejects.toMatchObject({ code: 'SESSION_BUSY' })
  expect(await chats.sessions.fork({ id, messageId: userMessageId })).toMatchObject({ messageCount: 1 })
  await expect(chats.sessions.fork({ id, messageId: newId('msg') })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a fork that fails leaves nothing behind', async () => {
  const { id } = await chats.chat()
  const { assistantMessageId: messageId } = await chats.say(id, 'x')
  await chats.workspaces.place(id, 'a.txt', new Uint8Array([1]))
  const made: string[] = []
  const { copy } = chats.workspaces
  Object.assign(chats.workspaces, {
    copy: async (from: never, to: string) => {
      made.push(to)
      await copy(from, to as never)
      throw new Error('the disk is full')
    },
  })
  await expect(chats.sessions.fork({ id, messageId })).rejects.toThrow('the disk is full')
  expect(existsSync(chats.workspaceOf(made[0] as never))).toBe(false)
  expect((await chats.sessions.list({ limit: 5 })).total).toBe(1)
})

test('a long fork that fails halfway, or whose process dies, leaves nothing to see, and soon nothing at all', async () => {
  const { id } = await chats.chat('long')
  let parentId: MessageId | null = null
  for (let index = 0; index < 600; index++) {
    const row: MessageRow = aMessage(id, 'about kingfishers', { parentId, ...(index === 500 ? { parts: [{ type: 'text', text: 'here' }] } : {}) })
    await chats.storage.messages.insert(row)
    parentId = row.id
  }
  const { transaction } = chats.storage
  let left = 2
  Object.assign(chats.storage, { transaction: (work: never) => (left-- > 0 ? transaction(work) : Promise.reject(new Error('the disk is full'))) })
  await expect(chats.sessions.fork({ id, messageId: parentId as never })).rejects.toThrow('the disk is full')
  Object.assign(chats.storage, { transaction })
  expect(await chats.storage.sessions.count({ show: 'unfinished' })).toBe(0)

  // What a process leaves that dies over it.
  const abandoned = aSession({ trashedAt: beingWritten })
  await chats.storage.sessions.insert(abandoned)
  await chats.storage.messages.insert(aMessage(abandoned.id, 'half about kingfishers'))
  expect((await chats.sessions.search({ query: 'half kingfishers', limit: 5 })).hits).toEqual([])
  expect((await chats.sessions.list({ show: 'trash', limit: 5 })).total).toBe(0)
  await chats.sessions.sweep()
  expect(await chats.storage.sessions.get(abandoned.id)).toBeNull()
  expect((await chats.sessions.list({ limit: 5 })).total).toBe(1)
})

test('a sweep leaves a chat alone that is being written right now', async () => {
  const { id } = await chats.chat('long')
  let parentId: MessageId | null = null
  for (let index = 0; index < 600; index++) {
    const row: MessageRow = aMessage(id, `${index}`, { parentId })
    await chats.storage.messages.insert(row)
    parentId = row.id
  }
  const forking = chats.sessions.fork({ id, messageId: parentId as never })
  await expect.poll(() => chats.storage.sessions.count({ show: 'unfinished' }), { interval: 1 }).toBe(1)
  await chats.sessions.sweep()
  expect(await forking).toMatchObject({ messageCount: 600, trashedAt: null })
})

test('a branch of thousands of messages is copied whole, in order', async () => {
  const { id } = await chats.chat()
  let parentId: MessageId | null = null
  await chats.storage.transaction(async (tx) => {
    for (let index = 0; index < 1_234; index++) {
      const row: MessageRow = aMessage(id, `${index}`, { parentId })
      await tx.messages.insert(row)
      parentId = row.id
    }
  })
  const fork = await chats.sessions.fork({ id, messageId: parentId as never })
  const all = await chats.storage.messages.inOrder(fork.id, { limit: 5_000 })
  expect(all.map(({ parts }) => (parts[0] as { text: string }).text)).toEqual(Array.from({ length: 1_234 }, (_, index) => `${index}`))
  expect(all.every((row, index) => row.parentId === (all[index - 1]?.id ?? null))).toBe(true)
})
