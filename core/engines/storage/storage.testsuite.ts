import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MessageId, newId } from '../../kernel/ids.ts'
import { filingSuite } from './filing.testsuite.ts'
import { messagesSuite } from './messages.testsuite.ts'
import type { MessageRow, SessionRow, Storage } from './port.ts'
import { runsSuite } from './runs.testsuite.ts'
import { aLogEvent, aMessage, aRun, aSession, aTime, talkIn } from './storage.fixtures.ts'

/** What every storage must do, whatever it is built on. `open` returns an empty one. */
export function storageSuite(name: string, open: () => Promise<Storage>): void {
  filingSuite(name, open)
  messagesSuite(name, open)
  runsSuite(name, open)
  describe(`storage on ${name}`, () => {
    let storage: Storage
    let session: SessionRow
    beforeEach(async () => {
      storage = await open()
      session = aSession()
      await storage.sessions.insert(session)
    })
    afterEach(() => storage.close())

    const { say, found } = talkIn(() => ({ storage, session }))

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
        const rest = await storage.sessions.list({ before: first[1], limit: 2 })
        expect(rest.map((row) => row.id)).toEqual([days[1]?.id, session.id])
        expect(await storage.sessions.count()).toBe(4)
      })

      it('skips nobody when many were used at the same moment', async () => {
        const rows = Array.from({ length: 5 }, () => aSession({ updatedAt: '2026-05-01T00:00:00.000Z' }))
        for (const row of rows) await storage.sessions.insert(row)
        const seen: string[] = []
        for (
          let page = await storage.sessions.list({ limit: 2 });
          page.length > 0;
          page = await storage.sessions.list({ before: page.at(-1), limit: 2 })
        )
          seen.push(...page.map((row) => row.id))
        expect(seen.toSorted()).toEqual([session, ...rows].map((row) => row.id).toSorted())
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
          { id: stored.id, sessionId: session.id, name: 'abc.txt', mediaType: 'text/plain', sha256: stored.sha256, sizeBytes: 3, createdAt: aTime },
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
