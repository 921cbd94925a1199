import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import type { Run, SessionRow, Storage } from './port.ts'
import { aLogEvent, aRun, aSession, aTime } from './storage.fixtures.ts'

/** What every storage must do with runs and their journals. `open` returns an empty one. */
export function runsSuite(name: string, open: () => Promise<Storage>): void {
  describe(`runs on ${name}`, () => {
    let storage: Storage
    let session: SessionRow
    beforeEach(async () => {
      storage = await open()
      session = aSession()
      await storage.sessions.insert(session)
    })
    afterEach(() => storage.close())

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
  })
}
