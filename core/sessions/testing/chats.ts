import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Fault } from '../../contract/faults.ts'
import type { AppEvent } from '../../contract/system.ts'
import { createSqliteStorage } from '../../engines/storage/sqlite-storage.ts'
import type { RunId, SessionId } from '../../kernel/ids.ts'
import { silentLogger } from '../../kernel/logger.ts'
import type { RunContext } from '../../runs/executor.ts'
import { createRuns } from '../../runs/runs.ts'
import { createSessions } from '../sessions.ts'
import { createTurns } from '../turns.ts'
import { createWorkspaceFolders } from '../workspace-folders.ts'

/** Chats on a real database with real runs; only the agent is a function of the test, and time moves when the test says so. */
export async function startChats(agent: (context: RunContext) => Promise<unknown> = answering) {
  const folder = mkdtempSync(join(tmpdir(), 'cortex-chats-'))
  const time = { nowMs: Date.parse('2026-05-01T10:00:00.000Z'), now: () => time.nowMs++ }
  const published: AppEvent[] = []
  const removed: SessionId[] = []
  const trashed: SessionId[] = []
  const publish = (event: AppEvent) => void published.push(event)
  const storage = await createSqliteStorage({
    ...{ file: ':memory:', clock: time, logger: silentLogger },
    artifactsFolder: join(folder, 'artifacts'),
  })
  const workspaces = createWorkspaceFolders(join(folder, 'workspaces'))
  const options = { storage, publish, clock: time, logger: silentLogger }
  const scripted = { agent }
  const runs = await createRuns({
    ...{ storage, clock: time, logger: silentLogger, review: async () => ({ decision: 'allow' as const }) },
    executors: [
      {
        kind: 'agent',
        prepare: async (name) => ({
          ...{ name, digest: 'd', inputSchema: null, rights: [], tier: null, timeoutMs: null },
          execute: (context) => scripted.agent(context),
        }),
      },
    ],
  })
  const turns = await createTurns({ ...options, execute: runs.execute, events: runs.events, cancelRun: runs.cancel, placeFile: workspaces.place })
  const sessions = createSessions({
    ...{ ...options, workspaces, stop: turns.stop, isWaiting: () => false },
    requireAgent(name) {
      if (name === 'gone') throw new Fault('MANIFEST_NOT_FOUND', { kind: 'agent', name, suggestion: '' })
    },
    onTrashed: (id) => void trashed.push(id),
    onRemoved: async (id) => removed.push(id),
  })
  const finish = (runId: RunId) => Array.fromAsync(turns.follow(runId, 0))

  return {
    ...{ storage, runs, turns, sessions, workspaces, published, removed, trashed, time, scripted, finish },
    workspaceOf: (id: SessionId) => join(folder, 'workspaces', id),
    chat: (title?: string) => sessions.create({ agent: 'assistant', title }),
    /** Sends a message and waits for the whole answer. */
    async say(id: SessionId, text: string, more: Partial<Parameters<typeof turns.submit>[0]> = {}) {
      const sent = await turns.submit({ ...more, id, text })
      await finish(sent.runId)
      return sent
    },
    branch: async (id: SessionId) => (await sessions.history({ id, limit: 500 })).messages,
    attach: (id: SessionId, name: string, bytes: string | Uint8Array) =>
      sessions.attach({ id, name, contentBase64: Buffer.from(bytes as string).toString('base64') }),
    async close() {
      await turns.close()
      await runs.close()
      await storage.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Chats = Awaited<ReturnType<typeof startChats>>

async function answering(context: RunContext): Promise<unknown> {
  const { model = 'llama/spark' } = context.input as { model?: string }
  context.emit({ type: 'model.selected', model, why: 'here', contextTokens: 2048, protocol: 'native' })
  context.emit({ type: 'text.delta', text: `An answer of ${model}.` })
  context.spend({ inputTokens: 10, outputTokens: 2, costUsd: 0.25 })
  return null
}
/** An agent that answers when it is stopped. */
export const hanging = (context: RunContext): Promise<never> =>
  new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)))
