import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import type { MessageRow, SessionRow, Storage } from './port.ts'
import { aMessage, aSession, aTime, talkIn } from './storage.fixtures.ts'

/** What every storage must do with messages. `open` returns an empty one. */
export function messagesSuite(name: string, open: () => Promise<Storage>): void {
  describe(`messages on ${name}`, () => {
    let storage: Storage
    let session: SessionRow
    beforeEach(async () => {
      storage = await open()
      session = aSession()
      await storage.sessions.insert(session)
    })
    afterEach(() => storage.close())

    const { say, found } = talkIn(() => ({ storage, session }))

    describe('messages', () => {
      it('returns a message as it was written, with its versions, and counts it', async () => {
        const first = await say('one')
        const answer = await say('two', first, {
          role: 'assistant',
          parts: [
            { type: 'thinking', text: 'hm', startedAt: aTime, durationMs: 5 },
            { type: 'text', text: 'two' },
          ],
          status: 'failed',
          error: { code: 'MODEL_LOST', message: 'gone', data: { model: 'x' } },
          runId: newId('run'),
          model: 'a/b',
          usage: { inputTokens: 1, outputTokens: 2, costUsd: 0.5 },
          finishedAt: null,
        })
        expect(await storage.messages.get(answer.id)).toEqual({ ...answer, siblings: [answer.id] })
        expect(await storage.messages.get(newId('msg'))).toBeNull()
        expect((await storage.sessions.get(session.id))?.messageCount).toBe(2)
      })

      it('refuses a message without its session or with a parent from elsewhere, and counts nothing', async () => {
        const other = aSession()
        await storage.sessions.insert(other)
        const elsewhere = aMessage(other.id, 'elsewhere')
        await storage.messages.insert(elsewhere)
        await expect(storage.messages.insert(aMessage(newId('ses'), 'x'))).rejects.toThrow()
        await expect(say('x', elsewhere)).rejects.toThrow()
        await expect(storage.messages.insert(elsewhere)).rejects.toThrow()
        expect((await storage.sessions.get(session.id))?.messageCount).toBe(0)
        expect((await storage.sessions.get(other.id))?.messageCount).toBe(1)
      })

      it('shows the end of a branch, oldest first, with the versions of each place', async () => {
        const other = aSession()
        await storage.sessions.insert(other)
        await storage.messages.insert(aMessage(other.id, 'a first message of another chat'))
        const root = await say('root')
        const rewritten = await say('root, rewritten')
        const a = await say('a', root)
        const b = await say('b', root)
        const leaf = await say('leaf', a)
        const branch = await storage.messages.branch(leaf.id, 10)
        expect(branch.map((message) => message.id)).toEqual([root.id, a.id, leaf.id])
        expect(branch.map((message) => message.siblings)).toEqual([[root.id, rewritten.id], [a.id, b.id], [leaf.id]])
        expect((await storage.messages.branch(leaf.id, 2)).map((message) => message.id)).toEqual([a.id, leaf.id])
        expect(await storage.messages.branch(newId('msg'), 2)).toEqual([])
      })

      it('finds the newest leaf, the first answer and the message of a run', async () => {
        const root = await say('root')
        const runId = newId('run')
        const a = await say('a', root, { runId })
        const b = await say('b', root)
        const underA = await say('under a', a)
        expect(await storage.messages.leafBelow(root.id)).toBe(underA.id)
        expect(await storage.messages.leafBelow(b.id)).toBe(b.id)
        expect((await storage.messages.firstChild(root.id))?.id).toBe(a.id)
        expect(await storage.messages.firstChild(b.id)).toBeNull()
        expect((await storage.messages.byRun(runId))?.siblings).toEqual([a.id, b.id])
        expect(await storage.messages.byRun(newId('run'))).toBeNull()
        await expect(storage.messages.leafBelow(newId('msg'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
      })

      it('agrees with a plain walk over any tree', async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(fc.nat(), { minLength: 1, maxLength: 25 }), fc.integer({ min: 1, max: 30 }), async (choices, limit) => {
            const tree = aSession()
            await storage.sessions.insert(tree)
            const rows: MessageRow[] = []
            for (const choice of choices) {
              // 0 starts a new first message, anything else hangs below an earlier one.
              const parent = choice % (rows.length + 1)
              const row = aMessage(tree.id, 'x', { parentId: rows[parent - 1]?.id ?? null })
              await storage.messages.insert(row)
              rows.push(row)
            }
            const head = rows[rows.length - 1] as MessageRow
            const expected: MessageRow[] = []
            for (let at: MessageRow | undefined = head; at && expected.length < limit; at = rows.find((row) => row.id === at?.parentId))
              expected.unshift(at)
            const siblingsOf = (row: MessageRow) => rows.filter((other) => other.parentId === row.parentId).map((other) => other.id)
            expect(await storage.messages.branch(head.id, limit)).toEqual(expected.map((row) => ({ ...row, siblings: siblingsOf(row) })))
            const every = 1 + (limit % 4)
            const marks = expected
              .toReversed()
              .map(({ id, parentId }, index) => ({ id, depth: index + 1, isFirst: parentId === null }))
              .filter(({ depth, isFirst }) => isFirst || depth % every === 0)
            expect(await storage.messages.milestones(head.id, { every, limit })).toEqual(marks)
          }),
          { numRuns: 25 },
        )
      })

      it('lists what was still being written', async () => {
        const row = await say('', null, { status: 'streaming', parts: [], finishedAt: null })
        await say('done')
        expect(await storage.messages.unfinished()).toEqual([row])
        await storage.messages.update(row.id, { status: 'interrupted' })
        expect(await storage.messages.unfinished()).toEqual([])
        expect(await storage.messages.update(newId('msg'), { status: 'complete' })).toBe(false)
      })
    })

    describe('search', () => {
      it('finds every word, the last one by its beginning, and marks them', async () => {
        const row = await say('The quick brown fox', null, { role: 'user' })
        await say('A quick answer')
        const [hit] = await storage.messages.search('QUICK fo', { limit: 10 })
        expect(hit).toEqual({
          sessionId: session.id,
          messageId: row.id,
          role: 'user',
          createdAt: aTime,
          title: 'A chat',
          snippet: 'The \u0002quick\u0003 brown \u0002fox\u0003',
        })
        expect(await found('qui fox')).toEqual([])
        expect(await found('quick')).toHaveLength(2)
        expect(await storage.messages.search('quick', { limit: 1 })).toHaveLength(1)
      })

      it('follows changes of a message and ignores thinking and tools', async () => {
        const row = await say('before')
        await storage.messages.update(row.id, {
          parts: [
            { type: 'thinking', text: 'hidden', startedAt: aTime, durationMs: null },
            { type: 'text', text: 'after' },
          ],
        })
        expect(await found('before')).toEqual([])
        expect(await found('hidden')).toEqual([])
        expect(await found('after')).toEqual([row.id])
        await storage.messages.update(row.id, { status: 'complete' })
        expect(await found('after')).toEqual([row.id])
      })

      it('keeps to one session when asked', async () => {
        const before = await say('penguin before')
        const other = aSession()
        await storage.sessions.insert(other)
        const elsewhere = aMessage(other.id, 'penguin penguin penguin')
        await storage.messages.insert(elsewhere)
        const after = await say('penguin after')
        expect(new Set(await found('penguin', true))).toEqual(new Set([before.id, after.id]))
        expect(await found('penguin')).toHaveLength(3)
        expect(await storage.messages.search('penguin', { sessionId: newId('ses'), limit: 5 })).toEqual([])
      })

      it('puts the best match first', async () => {
        await say(`badger ${'and something quite different '.repeat(20)}`)
        const best = await say('badger badger')
        expect((await found('badger'))[0]).toBe(best.id)
      })

      it('finds a part of a sentence in scripts that have no spaces', async () => {
        const japanese = await say('昨日は東京タワーに行きました')
        const korean = await say('한국어로 이야기합시다')
        expect(await found('東京')).toEqual([japanese.id])
        expect(await found('タワー')).toEqual([japanese.id])
        expect(await found('京東')).toEqual([])
        expect(await found('이야기')).toEqual([korean.id])
        expect((await storage.messages.search('東京タワー', { limit: 1 }))[0]?.snippet).toBe('昨日は\u0002東京タワー\u0003に行きました')
      })

      it('takes whatever a person types', async () => {
        const row = await say('C++ "quoted" foo-bar AND it’s NEAR 50% naïve')
        for (const words of ['c++', '"quoted"', 'foo-bar', 'AND', 'NEAR', 'near( 50%', '"', "it's", 'naive', 'foo-b', '"quoted" AND']) {
          if (words !== '"' && words !== "it's") expect(await found(words), words).toEqual([row.id])
          else await found(words)
        }
        for (const nothing of ['', '   ', '"""', '*', '-', '()', '🙂', '\0']) expect(await found(nothing), JSON.stringify(nothing)).toEqual([])
        await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (words) => void (await found(words))))
        await fc.assert(
          fc.asyncProperty(
            fc.string({ unit: fc.constantFrom(...'"\'*^:(){}+-.,\\ ANDORTE日é'), maxLength: 20 }),
            async (words) => void (await found(words, true)),
          ),
        )
      })

      it('cannot be fooled by marks in the text', async () => {
        await say('fake \u0002mark\u0003 here')
        expect((await storage.messages.search('here', { limit: 1 }))[0]?.snippet).toBe('fake  mark  \u0002here\u0003')
      })
    })
  })
}
