import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newId, type SessionId } from '../kernel/ids.ts'
import { type Chats, hanging, startChats } from './testing/chats.ts'

let chats: Chats
beforeEach(async () => {
  chats = await startChats()
})
afterEach(() => chats.close())

type List = Omit<Parameters<Chats['sessions']['list']>[0], 'limit'>
const titles = async (filter: List = {}) => (await chats.sessions.list({ limit: 50, ...filter })).sessions.map(({ title }) => title).toSorted()
const bulk = (action: Parameters<Chats['sessions']['bulk']>[0]['action'], ...ids: SessionId[]) => chats.sessions.bulk({ ids, action })
const dayMs = 86_400_000

describe('folders', () => {
  test('are made, filled, renamed, listed by name and deleted, and their chats stay', async () => {
    const { sessions } = chats
    const [work, home] = [await sessions.createFolder({ name: 'work 10' }), await sessions.createFolder({ name: 'Work 9' })]
    const [one, two] = [await chats.chat('one'), await chats.chat('two')]
    expect(await sessions.bulk({ ids: [one.id, two.id], action: 'move', folderId: work.id })).toEqual({ done: [one.id, two.id], failed: [] })
    expect((await sessions.folders()).folders.map(({ name, chats }) => [name, chats])).toEqual([
      ['Work 9', 0],
      ['work 10', 2],
    ])
    expect(await titles({ folderId: work.id })).toEqual(['one', 'two'])
    expect(await titles({ folderId: 'none' })).toEqual([])
    await sessions.bulk({ ids: [two.id], action: 'move', folderId: null })
    expect(await titles({ folderId: 'none' })).toEqual(['two'])
    expect(await sessions.renameFolder({ id: home.id, name: 'Home' })).toMatchObject({ name: 'Home', chats: 0 })
    expect(await sessions.removeFolder({ id: work.id })).toEqual({ removed: true })
    expect(await titles({ folderId: 'none' })).toEqual(['one', 'two'])
    expect(chats.published.filter(({ type }) => type === 'folders.changed')).toHaveLength(4)
  })

  test('of one name, whatever its letters are, are refused; renaming to the same name is not', async () => {
    const { sessions } = chats
    const work = await sessions.createFolder({ name: 'Work' })
    await expect(sessions.createFolder({ name: 'WORK' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    expect(await sessions.renameFolder({ id: work.id, name: 'work' })).toMatchObject({ name: 'work' })
    await expect(sessions.renameFolder({ id: newId('fol'), name: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const { id } = await chats.chat()
    await expect(sessions.bulk({ ids: [id], action: 'move', folderId: newId('fol') })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(sessions.bulk({ ids: [id], action: 'move' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })
})

describe('pins and the archive', () => {
  test('a pinned chat is found by its pin, an archived one only when asked for and by search', async () => {
    const [one, two] = [await chats.chat('one'), await chats.chat('two')]
    await chats.say(one.id, 'about kingfishers')
    await bulk('pin', one.id)
    expect(await titles({ pinned: true })).toEqual(['one'])
    expect(await titles({ pinned: false })).toEqual(['two'])
    await bulk('archive', one.id, two.id)
    expect(await titles()).toEqual([])
    expect(await titles({ show: 'archived' })).toEqual(['one', 'two'])
    expect((await chats.sessions.search({ query: 'kingfishers', limit: 5 })).hits).toHaveLength(1)
    await bulk('unarchive', two.id)
    expect(await titles({ show: 'all' })).toEqual(['one', 'two'])
    expect(await titles()).toEqual(['two'])
  })

  test('a new message takes a chat out of the archive', async () => {
    const { id } = await chats.chat('one')
    await bulk('archive', id)
    await chats.say(id, 'hello')
    expect(await titles()).toEqual(['one'])
  })

  test('doing it twice changes nothing, the time it was done least of all', async () => {
    const { id } = await chats.chat('one')
    await bulk('pin', id)
    const { pinnedAt, updatedAt } = await chats.sessions.get(id)
    expect(await bulk('pin', id, id)).toEqual({ done: [id], failed: [] })
    expect(await chats.sessions.get(id)).toMatchObject({ pinnedAt, updatedAt })
  })
})

describe('the trash', () => {
  test('takes what is deleted out of lists and search, and gives it back as it was', async () => {
    const { id } = await chats.chat('birds')
    await chats.say(id, 'about kingfishers')
    await bulk('pin', id)
    const before = await chats.sessions.get(id)
    const history = await chats.branch(id)
    expect(await chats.sessions.remove(id)).toBe(true)
    expect(chats.published.at(-1)).toEqual({ type: 'session.removed', sessionId: id })
    for (const show of ['open', 'all', 'archived'] as const) expect(await titles({ show })).toEqual([])
    expect(await titles({ show: 'trash' })).toEqual(['birds'])
    expect((await chats.sessions.search({ query: 'kingfishers', limit: 5 })).hits).toEqual([])
    expect(chats.trashed).toEqual([id])
    expect(chats.removed).toEqual([])
    expect(await bulk('restore', id)).toEqual({ done: [id], failed: [] })
    expect(await chats.sessions.get(id)).toEqual(before)
    expect(await chats.branch(id)).toEqual(history)
    expect((await chats.sessions.search({ query: 'kingfishers', limit: 5 })).hits).toHaveLength(1)
  })

  test('stops an answer under way first and keeps what there is of it', async () => {
    chats.scripted.agent = async (context) => {
      context.emit({ type: 'text.delta', text: 'Half' })
      await hanging(context)
    }
    const { id } = await chats.chat()
    const { runId } = await chats.turns.submit({ id, text: 'hello' })
    for await (const event of chats.turns.follow(runId, 0)) if (event.type === 'text.delta') break
    await bulk('delete', id)
    expect((await chats.branch(id)).at(-1)).toMatchObject({ status: 'cancelled', parts: [{ text: 'Half' }] })
    expect(await chats.sessions.get(id)).toMatchObject({ activeRunId: null, trashedAt: expect.any(String) })
  })

  test('lets a chat be read, and nothing else be done with it', async () => {
    const { id } = await chats.chat()
    const { assistantMessageId: messageId } = await chats.say(id, 'hello')
    await chats.sessions.remove(id)
    const refused = { code: 'BAD_INPUT', message: expect.stringContaining('Restore it first') }
    await expect(chats.turns.submit({ id, text: 'hi' })).rejects.toMatchObject(refused)
    await expect(chats.turns.retry({ id, messageId })).rejects.toMatchObject(refused)
    await expect(chats.turns.compare({ id, messageId, models: ['a/b', 'c/d'] })).rejects.toMatchObject(refused)
    await expect(chats.sessions.fork({ id, messageId })).rejects.toMatchObject(refused)
    await expect(chats.attach(id, 'a.txt', 'a')).rejects.toMatchObject(refused)
    for (const action of ['pin', 'archive', 'unpin', 'unarchive'] as const) expect((await bulk(action, id)).failed).toMatchObject([{ id }])
    expect(await chats.branch(id)).toHaveLength(2)
  })

  test('bulk deletion of what is there already is no deletion for good; deleting it alone is', async () => {
    const { id } = await chats.chat()
    await chats.sessions.remove(id)
    const { trashedAt } = await chats.sessions.get(id)
    await bulk('delete', id)
    expect(await chats.sessions.get(id)).toMatchObject({ trashedAt })
    expect(await chats.sessions.remove(id)).toBe(true)
    await expect(chats.sessions.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(chats.removed).toEqual([id])
  })

  test('is swept of what is older than 30 days, the last minute counted', async () => {
    const [old, young] = [await chats.chat('old'), await chats.chat('young')]
    await chats.workspaces.place(old.id, 'a.txt', new Uint8Array([1]))
    await bulk('delete', old.id)
    chats.time.nowMs += dayMs
    await bulk('delete', young.id)
    chats.time.nowMs += 29 * dayMs - 60_000
    await chats.sessions.sweep()
    expect(await titles({ show: 'trash' })).toEqual(['old', 'young'])
    chats.time.nowMs += 120_000
    await chats.sessions.sweep()
    expect(await titles({ show: 'trash' })).toEqual(['young'])
    expect(chats.removed).toEqual([old.id])
    expect(await chats.sessions.emptyTrash()).toEqual({ removed: 1 })
    expect(await titles({ show: 'trash' })).toEqual([])
  })

  test('is listed page by page, last deleted first', async () => {
    const all = []
    for (let index = 0; index < 5; index++) all.push((await chats.chat(`${index}`)).id)
    for (const index of [3, 0, 4, 1, 2]) await bulk('delete', all[index] as SessionId)
    const seen: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await chats.sessions.list({ show: 'trash', limit: 2, cursor })
      seen.push(...page.sessions.map(({ title }) => title))
      expect(page.total).toBe(5)
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(seen).toEqual(['2', '1', '4', '0', '3'])
  })
})

test('of a message and a deletion that come at once, no answer is left running in the trash', async () => {
  chats.scripted.agent = hanging
  for (let round = 0; round < 5; round++) {
    const { id } = await chats.chat()
    const sent = chats.turns.submit({ id, text: 'hello' })
    for (let turn = 0; turn < round; turn++) await Promise.resolve()
    await Promise.allSettled([sent, round % 2 ? chats.sessions.remove(id) : bulk('delete', id)])
    expect(await chats.sessions.get(id)).toMatchObject({ activeRunId: null, trashedAt: expect.any(String) })
  }
  expect(chats.runs.activeCount).toBe(0)
})

test('a bulk action does what it can and says what it could not', async () => {
  const [one, two, gone] = [await chats.chat('one'), await chats.chat('two'), newId('ses')]
  await bulk('delete', two.id)
  const { done, failed } = await bulk('archive', one.id, gone, two.id)
  expect(done).toEqual([one.id])
  expect(failed).toEqual([
    { id: gone, message: expect.stringContaining('no chat') },
    { id: two.id, message: expect.stringContaining('trash') },
  ])
  expect(await bulk('purge', one.id, gone)).toMatchObject({ done: [one.id], failed: [{ id: gone }] })
  await expect(chats.sessions.get(one.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('totals add up what a chat spent, by model and by day, and a fork starts at nothing', async () => {
  const { id } = await chats.chat()
  const { assistantMessageId } = await chats.say(id, 'one')
  chats.time.nowMs += dayMs
  await chats.finish((await chats.turns.retry({ id, messageId: assistantMessageId, model: 'ollama/q' })).runId)
  const row = { inputTokens: 10, outputTokens: 2, costUsd: 0.25, answers: 1 }
  const totals = await chats.sessions.totals({ id })
  expect(totals).toMatchObject({ inputTokens: 20, outputTokens: 4, costUsd: 0.5, answers: 2 })
  expect(totals.models.toSorted((a, b) => `${a.model}`.localeCompare(`${b.model}`))).toEqual([
    { model: 'llama/spark', ...row },
    { model: 'ollama/q', ...row },
  ])
  expect((await chats.sessions.totalsByDay({ days: 30 })).days).toEqual([
    { day: '2026-05-02', ...row },
    { day: '2026-05-01', ...row },
  ])
  expect((await chats.sessions.totalsByDay({ days: 1 })).days.map(({ day }) => day)).toEqual(['2026-05-02'])
  const fork = await chats.sessions.fork({ id, messageId: assistantMessageId })
  expect(await chats.sessions.totals({ id: fork.id })).toMatchObject({ answers: 0, models: [] })
})
