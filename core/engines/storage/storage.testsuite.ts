import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MessageId, newId } from '../../kernel/ids.ts'
import type { MessageRow, Run, SessionRow, Storage } from './port.ts'
import { aLogEvent, aMessage, aRun, aSession, aTime } from './storage.fixtures.ts'

/** What every storage must do, whatever it is built on. `open` returns an empty one. */
export function storageSuite(name: string, open: () => Promise<Storage>): void {
  describe(`storage on ${name}`, () => {
    let storage: Storage
    let session: SessionRow
    beforeEach(async () => {
      storage = await open()
      session = aSession()
      await storage.sessions.insert(session)
    })
    afterEach(() => storage.close())

    /** Adds a message below `parent` and returns it. */
    const say = async (text: string, parent: MessageRow | null = null, change: Partial<MessageRow> = {}) => {
      const row = aMessage(session.id, text, { parentId: parent?.id ?? null, ...change })
      await storage.messages.insert(row)
      return row
    }
    const found = async (words: string, inSession = false) =>
      (await storage.messages.search(words, { limit: 50, ...(inSession ? { sessionId: session.id } : {}) })).map((hit) => hit.messageId)

    describe('sessions', () => {
      it('returns a session as it was written, and null for one that is not there', async () => {
        const full = aSession({ model: 'ollama/x', headId: newId('msg'), activeRunId: newId('run'), status: 'running', messageCount: 3 })
        await storage.sessions.insert(full)
        expect(await storage.sessions.get(full.id)).toEqual(full)
        expect(await storage.sessions.get(newId('ses'))).toBeNull()
      })

      it('changes only the given columns, null among the values', async () => {
        await storage.sessions.update(session.id, { title: 'Renamed', model: 'a/b' })
        expect(await storage.sessions.update(session.id, { model: null, updatedAt: '2027-01-01T00:00:00.000Z' })).toBe(true)
        expect(await storage.sessions.get(session.id)).toEqual({ ...session, title: 'Renamed', updatedAt: '2027-01-01T00:00:00.000Z' })
        expect(await storage.sessions.update(session.id, {})).toBe(true)
        expect(await storage.sessions.update(newId('ses'), {})).toBe(false)
        expect(await storage.sessions.update(newId('ses'), { title: 'x' })).toBe(false)
      })

      it('lists the last used first, page by page', async () => {
        const days = ['03', '01', '02'].map((day) => aSession({ updatedAt: `2026-05-${day}T00:00:00.000Z` }))
        for (const row of days) await storage.sessions.insert(row)
        const first = await storage.sessions.list({ limit: 2 })
        expect(first.map((row) => row.updatedAt.slice(0, 10))).toEqual(['2026-05-03', '2026-05-02'])
        const rest = await storage.sessions.list({ before: first[1]?.updatedAt, limit: 2 })
        expect(rest.map((row) => row.id)).toEqual([days[1]?.id, session.id])
        expect(await storage.sessions.count()).toBe(4)
      })

      it('deletes everything that hangs on a session and nothing else', async () => {
        const other = aSession()
        await storage.sessions.insert(other)
        const kept = aMessage(other.id, 'walrus stays')
        await storage.messages.insert(kept)
        const question = await say('walrus goes')
        const root = aRun({ sessionId: session.id })
        // A tool of a chat's turn may not name the session itself.
        const child = aRun({ rootId: root.id, parentId: root.id, kind: 'tool', name: 'clock' })
        await storage.runs.insert(root)
        await storage.runs.insert(child)
        await say('walrus answers', question, { role: 'assistant', runId: root.id })
        await storage.journal.append([aLogEvent(root, 1), aLogEvent(child, 2)])
        await storage.state.write(session.id, { a: 1 })
        const grant = { id: 'g1', tool: 'clock', rightsHash: 'h', pattern: '*', sessionId: session.id, grantedAt: aTime }
        await storage.grants.insert(grant)
        await storage.grants.insert({ ...grant, id: 'g2', sessionId: null })
        const files = [newId('art'), newId('art')] as const
        const file = { name: 'a.txt', mediaType: 'text/plain', bytes: new TextEncoder().encode('abc'), createdAt: aTime }
        await storage.artifacts.put({ id: files[0], sessionId: session.id, runId: null, ...file })
        await storage.artifacts.put({ id: files[1], sessionId: null, runId: child.id, ...file })
        await storage.metrics.record({ name: 'tokens', value: 1, unit: 'count', at: aTime, sessionId: session.id })

        expect(await storage.sessions.remove(session.id)).toBe(true)
        expect(await storage.sessions.remove(session.id)).toBe(false)

        expect(await storage.messages.get(question.id)).toBeNull()
        expect(await found('walrus')).toEqual([kept.id])
        expect(await storage.runs.get(root.id)).toBeNull()
        expect(await storage.runs.tree(root.id)).toEqual([])
        expect(await storage.journal.lastSeq(root.id)).toBe(0)
        expect(await storage.state.read(session.id)).toEqual({})
        expect((await storage.grants.list()).map((row) => row.id)).toEqual(['g2'])
        for (const id of files) expect(await storage.artifacts.read(id)).toBeNull()
        expect(await storage.metrics.summary('tokens', '')).toEqual([])
        expect(await storage.artifacts.sweep()).toBe(3)
      })

      it('deletes a session thousands of messages deep', async () => {
        await storage.transaction(async (tx) => {
          let parentId: MessageId | null = null
          for (let depth = 0; depth < 3_000; depth++) {
            const row: MessageRow = aMessage(session.id, 'deep', { parentId })
            await tx.messages.insert(row)
            parentId = row.id
          }
        })
        const [head] = await storage.messages.search('deep', { limit: 1 })
        const leaf = await storage.messages.leafBelow(head?.messageId as MessageId)
        expect(await storage.messages.branch(leaf, 5_000)).toHaveLength(3_000)
        expect(await storage.sessions.remove(session.id)).toBe(true)
        expect(await found('deep')).toEqual([])
      })
    })

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

    describe('state', () => {
      it('sets, replaces and removes keys of one session', async () => {
        await storage.state.write(session.id, { a: 1, b: { deep: [null] }, c: null, __proto__x: 'y' })
        await storage.state.write(session.id, { a: 'two', b: undefined, never: undefined })
        await storage.state.write(session.id, {})
        expect(await storage.state.read(session.id)).toEqual({ a: 'two', c: null, __proto__x: 'y' })
        expect(await storage.state.read(newId('ses'))).toEqual({})
        await expect(storage.state.write(newId('ses'), { a: 1 })).rejects.toThrow()
      })
    })

    describe('artifacts', () => {
      const put = (text: string) => {
        const id = newId('art')
        const bytes = new TextEncoder().encode(text)
        return storage.artifacts
          .put({ id, sessionId: session.id, runId: null, name: `${text}.txt`, mediaType: 'text/plain', bytes, createdAt: aTime })
          .then((stored) => ({ id, ...stored }))
      }

      it('gives back the bytes and lists what a session has', async () => {
        const stored = await put('abc')
        expect(stored).toMatchObject({ sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', sizeBytes: 3 })
        const read = await storage.artifacts.read(stored.id)
        expect({ ...read, bytes: Buffer.from(read?.bytes ?? []).toString() }).toEqual({
          name: 'abc.txt',
          mediaType: 'text/plain',
          sha256: stored.sha256,
          bytes: 'abc',
        })
        expect(await storage.artifacts.list(session.id)).toEqual([
          { id: stored.id, name: 'abc.txt', mediaType: 'text/plain', sha256: stored.sha256, sizeBytes: 3, createdAt: aTime },
        ])
        expect(await storage.artifacts.read(newId('art'))).toBeNull()
      })

      it('keeps equal bytes once and sweeps only what no row points to', async () => {
        const first = await put('same')
        const second = await put('same')
        expect(second.sha256).toBe(first.sha256)
        expect(await storage.artifacts.sweep()).toBe(0)
        await storage.sessions.remove(session.id)
        await storage.sessions.insert(session)
        const again = put('same')
        await Promise.all([storage.artifacts.sweep(), again, storage.artifacts.sweep()])
        expect(await storage.artifacts.read((await again).id)).not.toBeNull()
      })

      it('leaves a file alone while the transaction that needs it is open', async () => {
        const id = newId('art')
        let sweep: Promise<number> | undefined
        await storage.transaction(async (tx) => {
          const bytes = new TextEncoder().encode('in a transaction')
          await tx.artifacts.put({ id, sessionId: session.id, runId: null, name: 'x', mediaType: 'text/plain', bytes, createdAt: aTime })
          sweep = tx.artifacts.sweep()
          await sweep
        })
        expect(await sweep).toBe(0)
        expect(await storage.artifacts.read(id)).not.toBeNull()
      })
    })

    describe('metrics', () => {
      it('sums up by label set since a moment', async () => {
        const record = (value: number, at: string, labels?: Record<string, string>) =>
          storage.metrics.record({ name: 'latency', value, unit: 'ms', at, labels })
        await record(99, '2026-01-01T00:00:00.000Z', { model: 'a', tier: 'x' })
        await record(5, '2026-01-02T00:00:00.000Z', { model: 'a', tier: 'x' })
        await record(1.5, '2026-01-03T00:00:00.000Z', { tier: 'x', model: 'a' })
        await record(7, '2026-01-03T00:00:00.000Z')
        const summary = await storage.metrics.summary('latency', '2026-01-02T00:00:00.000Z')
        expect(summary).toHaveLength(2)
        expect(summary).toContainEqual({ labels: { model: 'a', tier: 'x' }, count: 2, sum: 6.5, min: 1.5, max: 5, last: 1.5 })
        expect(summary).toContainEqual({ labels: {}, count: 1, sum: 7, min: 7, max: 7, last: 7 })
      })

      it('keeps a measurement whose session is gone', async () => {
        await storage.metrics.record({ name: 'late', value: 1, unit: 'ms', at: aTime, sessionId: newId('ses'), runId: newId('run') })
        expect(await storage.metrics.summary('late', '')).toHaveLength(1)
      })
    })

    describe('cache', () => {
      it('returns values until they expire, and sweeps them then', async () => {
        await storage.cache.set('a', { x: [1] }, '2026-01-02T00:00:00.000Z')
        await storage.cache.set('b', null, '2026-01-04T00:00:00.000Z')
        expect(await storage.cache.get('a', '2026-01-01T00:00:00.000Z')).toEqual({ x: [1] })
        expect(await storage.cache.get('a', '2026-01-02T00:00:00.000Z')).toBeUndefined()
        expect(await storage.cache.get('b', '2026-01-02T00:00:00.000Z')).toBeNull()
        expect(await storage.cache.sweep('2026-01-03T00:00:00.000Z')).toBe(1)
        await storage.cache.set('b', 2, '2026-01-05T00:00:00.000Z')
        expect(await storage.cache.get('b', '2026-01-04T12:00:00.000Z')).toBe(2)
        await storage.cache.remove('b')
        expect(await storage.cache.get('b', '2026-01-01T00:00:00.000Z')).toBeUndefined()
      })
    })

    describe('runs', () => {
      it('returns a run as it was written and changes it', async () => {
        const run = aRun({ sessionId: session.id, digest: 'd', tier: 'wasm', input: [1, { a: null }], status: 'queued' })
        await storage.runs.insert(run)
        expect(await storage.runs.get(run.id)).toEqual(run)
        const end = {
          status: 'failed',
          output: { partial: true },
          error: { code: 'X', message: 'y' },
          usage: { inputTokens: 3, outputTokens: 4, costUsd: 0.25 },
          startedAt: aTime,
          finishedAt: aTime,
          durationMs: 12.5,
        } as const
        expect(await storage.runs.update(run.id, end)).toBe(true)
        expect(await storage.runs.get(run.id)).toEqual({ ...run, ...end })
        expect(await storage.runs.update(newId('run'), { status: 'done' })).toBe(false)
        expect(await storage.runs.get(newId('run'))).toBeNull()
      })

      it('shows a tree with parents before children, and what was not over', async () => {
        const root = aRun()
        const child = aRun({ rootId: root.id, parentId: root.id, status: 'waiting' })
        const grandchild = aRun({ rootId: root.id, parentId: child.id, status: 'done' })
        for (const run of [root, child, grandchild, aRun({ status: 'done' })]) await storage.runs.insert(run)
        expect((await storage.runs.tree(root.id)).map((run) => run.id)).toEqual([root.id, child.id, grandchild.id])
        expect((await storage.runs.unfinished()).map((run) => run.id)).toEqual([root.id, child.id])
      })

      it('lists newest first by any filter, page by page', async () => {
        const runs: Run[] = []
        for (let index = 0; index < 6; index++) {
          const root = runs[0]
          const run = aRun({
            kind: index % 2 ? 'tool' : 'agent',
            name: index % 2 ? 'clock' : 'assistant',
            status: index < 3 ? 'done' : 'failed',
            ...(index < 4 ? { sessionId: session.id } : {}),
            ...(root && index === 5 ? { rootId: root.id, parentId: root.id } : {}),
          })
          await storage.runs.insert(run)
          runs.push(run)
        }
        const list = async (filter: Omit<Parameters<Storage['runs']['list']>[0], 'limit'>, limit = 10) =>
          (await storage.runs.list({ ...filter, limit })).map((run) => runs.findIndex((other) => other.id === run.id))
        expect(await list({})).toEqual([5, 4, 3, 2, 1, 0])
        expect(await list({ rootsOnly: true })).toEqual([4, 3, 2, 1, 0])
        expect(await list({ sessionId: session.id, kind: 'tool' })).toEqual([3, 1])
        expect(await list({ name: 'assistant', status: 'done' })).toEqual([2, 0])
        expect(await list({ before: runs[4]?.id }, 2)).toEqual([3, 2])
      })
    })

    describe('journal', () => {
      it('gives events back in order from any place, in batches of any size', async () => {
        const run = aRun()
        await storage.runs.insert(run)
        let seq = 0
        for (const size of [1, 3, 0, 101, 5]) await storage.journal.append(Array.from({ length: size }, () => aLogEvent(run, ++seq)))
        expect(await storage.journal.lastSeq(run.id)).toBe(110)
        expect(await storage.journal.read(run.id, 0, 500)).toEqual(Array.from({ length: 110 }, (_, index) => aLogEvent(run, index + 1)))
        expect((await storage.journal.read(run.id, 100, 3)).map((event) => event.seq)).toEqual([101, 102, 103])
        expect(await storage.journal.lastSeq(newId('run'))).toBe(0)
      })

      it('refuses a number that is taken, and then writes nothing of the batch', async () => {
        const run = aRun()
        await storage.runs.insert(run)
        await storage.journal.append([aLogEvent(run, 70)])
        await expect(storage.journal.append(Array.from({ length: 70 }, (_, index) => aLogEvent(run, index + 1)))).rejects.toThrow()
        expect((await storage.journal.read(run.id, 0, 100)).map((event) => event.seq)).toEqual([70])
      })

      it('keeps the fields of every kind of event', async () => {
        const run = aRun()
        await storage.runs.insert(run)
        const event = {
          type: 'tool.returned',
          seq: 1,
          rootId: run.id,
          runId: run.id,
          at: aTime,
          callId: 'c',
          result: { a: [1, null] },
          error: null,
          durationMs: 2,
        } as const
        await storage.journal.append([event])
        expect(await storage.journal.read(run.id, 0, 1)).toEqual([event])
      })
    })

    describe('grants and trust', () => {
      it('remembers grants and the one trusted digest of a tool', async () => {
        const grant = { id: 'g', tool: 'http_request', rightsHash: 'h', pattern: 'GET *', sessionId: session.id, grantedAt: aTime }
        await storage.grants.insert(grant)
        expect(await storage.grants.list()).toEqual([grant])
        expect(await storage.grants.remove('g')).toBe(true)
        expect(await storage.grants.remove('g')).toBe(false)
        expect(await storage.grants.trustedDigest('t')).toBeNull()
        await storage.grants.setTrust('t', 'one', aTime)
        await storage.grants.setTrust('t', 'two', aTime)
        expect(await storage.grants.trustedDigest('t')).toBe('two')
        await storage.grants.setTrust('t', null, aTime)
        expect(await storage.grants.trustedDigest('t')).toBeNull()
      })
    })

    describe('transaction', () => {
      it('writes all or nothing', async () => {
        await expect(
          storage.transaction(async (tx) => {
            await tx.sessions.update(session.id, { title: 'half' })
            await tx.messages.insert(aMessage(session.id, 'half'))
            throw new Error('stop')
          }),
        ).rejects.toThrow('stop')
        expect(await storage.sessions.get(session.id)).toEqual(session)
        expect(await found('half')).toEqual([])
        expect(await storage.transaction(async (tx) => (await tx.sessions.update(session.id, { title: 'whole' })) && 42)).toBe(42)
        expect((await storage.sessions.get(session.id))?.title).toBe('whole')
      })

      it('lets nobody in between: others wait, in order', async () => {
        const titles: string[] = []
        const first = storage.transaction(async (tx) => {
          await tx.sessions.update(session.id, { title: 'first' })
          await new Promise((resolve) => setTimeout(resolve, 20))
          titles.push((await tx.sessions.get(session.id))?.title ?? '')
        })
        const outside = storage.sessions.update(session.id, { title: 'outside' })
        const second = storage.transaction(async (tx) => void titles.push((await tx.sessions.get(session.id))?.title ?? ''))
        await Promise.all([first, outside, second])
        expect(titles).toEqual(['first', 'outside'])
      })

      it('undoes only the step that failed when its error is caught', async () => {
        const run = aRun()
        await storage.runs.insert(run)
        await storage.transaction(async (tx) => {
          await tx.journal.append([aLogEvent(run, 66)])
          await tx.journal.append(Array.from({ length: 70 }, (_, index) => aLogEvent(run, index + 1))).catch(() => {})
          await tx.journal.append([aLogEvent(run, 67)])
        })
        expect((await storage.journal.read(run.id, 0, 100)).map((event) => event.seq)).toEqual([66, 67])
      })

      it('survives a hundred at once', async () => {
        await Promise.all(
          Array.from({ length: 100 }, () =>
            storage.transaction(async (tx) => {
              const count = ((await tx.state.read(session.id)).count as number | undefined) ?? 0
              await Promise.resolve()
              await tx.state.write(session.id, { count: count + 1 })
            }),
          ),
        )
        expect(await storage.state.read(session.id)).toEqual({ count: 100 })
      })
    })

    it('says that it is in order, and how large it is', async () => {
      const status = await storage.status()
      expect(status.state).toBe('ok')
      expect(status.sizeBytes).toBeGreaterThan(0)
    })

    it('refuses work once it is closed, and closes twice without complaint', async () => {
      await storage.close()
      await storage.close()
      await expect(storage.sessions.count()).rejects.toThrow('closed')
      await expect(storage.transaction(async () => {})).rejects.toThrow('closed')
    })
  })
}
