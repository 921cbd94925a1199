import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { beingWritten, type SessionFilter, type SessionRow, type Storage } from './port.ts'
import { aMessage, aRun, aSession, aTime } from './storage.fixtures.ts'

/** What every storage must do with order among chats: folders, pins, archive, trash, totals. `open` returns an empty one. */
export function filingSuite(name: string, open: () => Promise<Storage>): void {
  describe(`order among chats on ${name}`, () => {
    let storage: Storage
    beforeEach(async () => {
      storage = await open()
    })
    afterEach(() => storage.close())

    const chat = async (title: string, change: Partial<SessionRow> = {}) => {
      const row = aSession({ title, ...change })
      await storage.sessions.insert(row)
      return row
    }
    const titles = async (filter: SessionFilter) => (await storage.sessions.list({ ...filter, limit: 50 })).map((row) => row.title).toSorted()
    const folder = async (name: string) => {
      const row = { id: newId('fol'), name, createdAt: aTime }
      await storage.folders.insert(row)
      return row
    }

    it('keeps where a chat is and came from, and takes null for what is left out', async () => {
      const { id } = await folder('Work')
      const full = await chat('full', {
        ...{ folderId: id, pinnedAt: aTime, archivedAt: aTime, trashedAt: aTime, titledBy: 'person', source: 'x:1' },
        forkedFrom: { sessionId: newId('ses'), messageId: newId('msg'), title: 'Before' },
      })
      expect(await storage.sessions.get(full.id)).toEqual(full)
      const { folderId, pinnedAt, archivedAt, trashedAt, forkedFrom, titledBy, source, ...bare } = aSession()
      await storage.sessions.insert(bare)
      expect(await storage.sessions.get(bare.id)).toEqual({
        ...bare,
        ...{ folderId: null, pinnedAt: null, archivedAt: null, trashedAt: null, forkedFrom: null, titledBy: 'rule', source: null },
      })
      await storage.sessions.update(full.id, { folderId: null, trashedAt: null, titledBy: 'model' })
      expect(await storage.sessions.get(full.id)).toEqual({ ...full, folderId: null, trashedAt: null, titledBy: 'model' })
    })

    it('lists and counts by every filter and by several at once', async () => {
      const work = await folder('Work')
      await chat('open')
      await chat('pinned', { pinnedAt: aTime })
      await chat('work', { folderId: work.id })
      await chat('work, other agent', { folderId: work.id, agent: 'other' })
      await chat('archived', { archivedAt: aTime, folderId: work.id, pinnedAt: aTime })
      await chat('deleted', { trashedAt: aTime, folderId: work.id, pinnedAt: aTime })
      await chat('half written', { trashedAt: beingWritten })
      await chat('archived, deleted', { trashedAt: aTime, archivedAt: aTime })
      const cases: [SessionFilter, string[]][] = [
        [{}, ['open', 'pinned', 'work', 'work, other agent']],
        [{ show: 'all' }, ['archived', 'open', 'pinned', 'work', 'work, other agent']],
        [{ show: 'archived' }, ['archived']],
        [{ show: 'trash' }, ['archived, deleted', 'deleted']],
        [{ show: 'unfinished' }, ['half written']],
        [{ title: 'ORK agent' }, ['work, other agent']],
        [{ title: 'agent work' }, []],
        [{ title: '%' }, []],
        [{ title: 'w_rk' }, []],
        [{ show: 'all', title: 'Archived' }, ['archived']],
        [{ isPinned: true }, ['pinned']],
        [{ isPinned: false, folderId: null }, ['open']],
        [{ folderId: work.id }, ['work', 'work, other agent']],
        [{ folderId: work.id, agent: 'other' }, ['work, other agent']],
        [{ show: 'archived', folderId: work.id, isPinned: true, agent: 'assistant' }, ['archived']],
        [{ folderId: newId('fol') }, []],
      ]
      for (const [filter, expected] of cases) {
        expect(await titles(filter), JSON.stringify(filter)).toEqual(expected)
        expect(await storage.sessions.count(filter)).toBe(expected.length)
      }
      expect(await storage.folders.list()).toEqual([{ ...work, chats: 2 }])
    })

    it('shows what was deleted last first, page by page', async () => {
      const days = ['02', '03', '01'].map((day) => ({ trashedAt: `2026-06-${day}T00:00:00.000Z`, updatedAt: `2026-01-0${9 - Number(day)}` }))
      for (const day of days) await chat(day.trashedAt, day)
      const first = await storage.sessions.list({ show: 'trash', limit: 2 })
      const rest = await storage.sessions.list({ show: 'trash', before: first[1], limit: 2 })
      expect([...first, ...rest].map((row) => row.title.slice(0, 10))).toEqual(['2026-06-03', '2026-06-02', '2026-06-01'])
    })

    it('lets the chats of a folder be when it goes', async () => {
      const [work, home] = [await folder('Work'), await folder('Home')]
      const kept = await chat('kept', { folderId: work.id })
      expect(await storage.folders.rename(work.id, 'Office')).toBe(true)
      expect((await storage.folders.list()).map((row) => [row.name, row.chats])).toEqual([
        ['Office', 1],
        ['Home', 0],
      ])
      expect(await storage.folders.remove(work.id)).toBe(true)
      expect(await storage.folders.remove(work.id)).toBe(false)
      expect(await storage.folders.rename(work.id, 'x')).toBe(false)
      expect(await storage.sessions.get(kept.id)).toMatchObject({ folderId: null })
      await expect(chat('x', { folderId: work.id })).rejects.toThrow()
      expect((await storage.folders.list()).map((row) => row.id)).toEqual([home.id])
    })

    it('finds nothing of the trash, and all of the archive, also when better matches are deleted', async () => {
      const [kept, archived, deleted] = [await chat('kept'), await chat('archived', { archivedAt: aTime }), await chat('deleted')]
      const say = async (to: SessionRow, text: string) => {
        const row = aMessage(to.id, text)
        await storage.messages.insert(row)
        return row.id
      }
      const found = async (limit: number, sessionId?: SessionRow['id']) =>
        (await storage.messages.search('heron', { limit, sessionId })).map((hit) => hit.messageId).toSorted()
      const wanted = [
        await say(kept, `heron ${'and other birds '.repeat(20)}`),
        await say(archived, `heron ${'in the reeds '.repeat(20)}`),
      ].toSorted()
      const gone = [await say(deleted, 'heron heron'), await say(deleted, 'heron'), await say(deleted, 'heron heron heron')].toSorted()
      await storage.sessions.update(deleted.id, { trashedAt: aTime })
      expect(await found(2)).toEqual(wanted)
      expect(await found(5, deleted.id)).toEqual([])
      await storage.sessions.update(deleted.id, { trashedAt: null })
      expect(await found(9)).toEqual([...wanted, ...gone].toSorted())
      expect(await found(9, deleted.id)).toEqual(gone)
    })

    it('lists the runs of a deleted chat only when that chat is asked for', async () => {
      const [kept, deleted] = [await chat('kept'), await chat('deleted', { trashedAt: aTime })]
      const runs = [aRun({ sessionId: kept.id }), aRun({ sessionId: deleted.id }), aRun()]
      for (const run of runs) await storage.runs.insert(run)
      const ids = async (sessionId?: SessionRow['id']) => (await storage.runs.list({ sessionId, limit: 9 })).map((run) => run.id)
      expect(await ids()).toEqual([runs[2]?.id, runs[0]?.id])
      expect(await ids(deleted.id)).toEqual([runs[1]?.id])
    })

    it('finds a message by the name of its file', async () => {
      const { id } = await chat('files')
      const file = { artifactId: newId('art'), name: 'quarterly-figures.csv', mediaType: 'text/csv', sizeBytes: 3, path: null }
      const row = aMessage(id, 'look', {
        parts: [
          { type: 'text', text: 'look' },
          { type: 'attachment', ...file },
        ],
      })
      await storage.messages.insert(row)
      expect((await storage.messages.search('quarterly', { limit: 5 })).map((hit) => hit.messageId)).toEqual([row.id])
    })

    it('knows imported chats again until they are deleted', async () => {
      await chat('a', { source: 'x:1' })
      await chat('b', { source: 'x:2', archivedAt: aTime })
      await chat('c', { source: 'x:3', trashedAt: aTime })
      const many = Array.from({ length: 1_200 }, (_, index) => `y:${index}`)
      expect(await storage.sessions.knownSources([...many, 'x:1', 'x:2', 'x:3'])).toEqual(new Set(['x:1', 'x:2']))
      expect(await storage.sessions.knownSources([])).toEqual(new Set())
    })

    it('gives all messages of a chat in the order they were written, page by page', async () => {
      const [one, other] = [await chat('one'), await chat('other')]
      const rows = []
      for (let index = 0; index < 7; index++) {
        const row = aMessage(one.id, `${index}`, { parentId: rows[Math.floor(index / 2) - 1]?.id ?? null })
        await storage.messages.insert(row)
        await storage.messages.insert(aMessage(other.id, 'x'))
        rows.push(row)
      }
      const first = await storage.messages.inOrder(one.id, { limit: 4 })
      expect([...first, ...(await storage.messages.inOrder(one.id, { after: first[3]?.id, limit: 9 }))]).toEqual(rows)
    })

    it('takes away uploads whose time is over, and lets others be', async () => {
      const { id: sessionId } = await chat('one')
      const { id: elsewhere } = await chat('other')
      const put = async (name: string, pendingUntil: string | null) => {
        const id = newId('art')
        const bytes = new TextEncoder().encode(name)
        await storage.artifacts.put({ id, sessionId, runId: null, name, mediaType: 'text/plain', bytes, createdAt: aTime, pendingUntil })
        return id
      }
      const [old, kept, young, ofRun] = [
        await put('old', '2026-01-01'),
        await put('kept', '2026-01-01'),
        await put('young', '2026-03-01'),
        await put('run', null),
      ]
      await storage.artifacts.keep(kept)
      const copied = newId('art')
      expect(await storage.artifacts.copy(kept, { id: copied, sessionId: elsewhere, createdAt: '2026-02-02' })).toBe(true)
      expect(await storage.artifacts.copy(newId('art'), { id: newId('art'), sessionId: elsewhere, createdAt: aTime })).toBe(false)
      expect(await storage.artifacts.removePending('2026-02-01')).toBe(1)
      expect(await storage.artifacts.get(old)).toBeNull()
      expect((await storage.artifacts.list(sessionId)).map((row) => row.id).toSorted()).toEqual([kept, young, ofRun].toSorted())
      await storage.sessions.remove(sessionId)
      await storage.artifacts.sweep()
      const copy = await storage.artifacts.get(copied)
      expect(copy).toMatchObject({ sessionId: elsewhere, name: 'kept', mediaType: 'text/plain', sizeBytes: 4, createdAt: '2026-02-02' })
      expect(new TextDecoder().decode((await storage.artifacts.read(copied))?.bytes)).toBe('kept')
    })

    it('adds up what turns spent, by model and by day, without counting runs below them twice', async () => {
      const { id: sessionId } = await chat('one')
      const run = async (day: string, model: string | null, outputTokens: number, costUsd: number) => {
        const root = aRun({
          ...{ sessionId, createdAt: `2026-07-${day}T23:59:59.000Z`, durationMs: 10, status: 'done' },
          usage: { inputTokens: 100, outputTokens, costUsd },
        })
        await storage.runs.insert(root)
        await storage.runs.insert(aRun({ rootId: root.id, parentId: root.id, sessionId, createdAt: root.createdAt, usage: root.usage }))
        if (model) await storage.messages.insert(aMessage(sessionId, 'x', { role: 'assistant', runId: root.id, model }))
      }
      await run('01', 'a/b', 1, 0.25)
      await run('02', 'a/b', 2, 0.5)
      await run('02', 'c/d', 4, 0)
      await run('02', null, 0, 0)
      // What a person did with the chat's relics is no answer.
      await storage.runs.insert(aRun({ sessionId, kind: 'relic', name: 'kv_store', createdAt: '2026-07-02T00:00:00.000Z', durationMs: 500 }))
      const outside = aRun({ createdAt: '2026-07-02T00:00:00.000Z', usage: { inputTokens: 1, outputTokens: 1, costUsd: 1 } })
      await storage.runs.insert(outside)
      expect(await storage.runs.totals(sessionId)).toEqual([
        { model: 'a/b', inputTokens: 200, outputTokens: 3, costUsd: 0.75, answers: 2, durationMs: 20 },
        { model: 'c/d', inputTokens: 100, outputTokens: 4, costUsd: 0, answers: 1, durationMs: 10 },
        { model: null, inputTokens: 100, outputTokens: 0, costUsd: 0, answers: 1, durationMs: 10 },
      ])
      const second = { day: '2026-07-02', inputTokens: 301, outputTokens: 7, costUsd: 1.5, answers: 4 }
      expect(await storage.runs.totalsByDay('2026-07-02')).toEqual([second])
      expect(await storage.runs.totalsByDay('')).toEqual([
        second,
        { day: '2026-07-01', inputTokens: 100, outputTokens: 1, costUsd: 0.25, answers: 1 },
      ])
      expect(await storage.runs.totals(newId('ses'))).toEqual([])
    })
  })
}
