import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Fault } from '../contract/faults.ts'
import type { AppEvent } from '../contract/system.ts'
import type { Storage } from '../engines/storage/port.ts'
import { createSqliteStorage } from '../engines/storage/sqlite-storage.ts'
import { systemClock } from '../kernel/clock.ts'
import { newId } from '../kernel/ids.ts'
import { silentLogger } from '../kernel/logger.ts'
import type { Executor, RunContext } from '../runs/executor.ts'
import { createRuns, type Runs } from '../runs/runs.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { createTurns, type Turns } from './turns.ts'
import { createWorkspaceFolders } from './workspace-folders.ts'

let storage: Storage
let runs: Runs
let turns: Turns
let sessions: Sessions
let published: AppEvent[]
/** What the agent does in this test. */
let agent: (context: RunContext) => Promise<unknown>

const executor: Executor = {
  kind: 'agent',
  async prepare(name) {
    if (name === 'gone') throw new Fault('MANIFEST_NOT_FOUND', { kind: 'agent', name, suggestion: '' })
    return { name, digest: 'd', inputSchema: null, rights: [], tier: null, timeoutMs: null, execute: (context) => agent(context) }
  },
}

const waiting = new Set<string>()
const workspaces = createWorkspaceFolders('/nonexistent')

async function start(): Promise<void> {
  const options = { storage, clock: systemClock, logger: silentLogger }
  runs = await createRuns({ ...options, executors: [executor], review: async () => ({ decision: 'allow' }) })
  turns = await createTurns({
    ...options,
    execute: runs.execute,
    events: runs.events,
    cancelRun: runs.cancel,
    placeFile: workspaces.place,
    publish: (event) => published.push(event),
  })
  sessions = createSessions({
    storage,
    requireAgent() {},
    stop: turns.stop,
    workspaces,
    isWaiting: (id) => waiting.has(id),
    onTrashed: () => {},
    onRemoved: async () => {},
    publish: (event) => published.push(event),
    clock: systemClock,
  })
}

beforeEach(async () => {
  published = []
  agent = async (context) => {
    context.emit({ type: 'model.selected', model: 'llama/spark', why: 'the only one here', contextTokens: 2048, protocol: 'native' })
    context.emit({ type: 'text.delta', text: 'An answer.' })
    context.spend({ inputTokens: 3, outputTokens: 2, costUsd: 0 })
    return { text: 'An answer.' }
  }
  storage = await createSqliteStorage({ file: ':memory:', clock: systemClock, logger: silentLogger, artifactsFolder: '/nonexistent' })
  await start()
})
afterEach(async () => {
  await turns.close()
  await runs.close()
  await storage.close()
})

const chat = () => sessions.create({ agent: 'assistant' })
const history = async (id: Parameters<Sessions['get']>[0]) => (await sessions.history({ id, limit: 50 })).messages
const finish = (runId: Parameters<Turns['follow']>[0]) => Array.fromAsync(turns.follow(runId, 0))
const hanging = (context: RunContext) => new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)))

describe('a turn', () => {
  test('ends with what scripts rely on, and the answer is stored with its model and its cost', async () => {
    const session = await chat()
    const { runId } = await turns.submit({ id: session.id, text: 'what is 41 + 1?' })
    const events = await finish(runId)
    expect(events.at(-1)).toMatchObject({
      type: 'turn.finished',
      text: 'An answer.',
      sessionId: session.id,
      runId,
      toolCalls: [],
      usage: { inputTokens: 3, outputTokens: 2 },
    })
    expect(await history(session.id)).toMatchObject([
      { role: 'user', parts: [{ text: 'what is 41 + 1?' }] },
      { role: 'assistant', status: 'complete', model: 'llama/spark', parts: [{ type: 'text', text: 'An answer.' }], usage: { outputTokens: 2 } },
    ])
    expect(await sessions.get(session.id)).toMatchObject({ title: 'what is 41 + 1?', status: 'idle', activeRunId: null, messageCount: 2 })
  })

  test('question and place of the answer are on disk before the answer begins', async () => {
    agent = hanging
    const session = await chat()
    const sent = await turns.submit({ id: session.id, text: 'hello' })
    expect((await history(session.id)).map((message) => message.status)).toEqual(['complete', 'streaming'])
    expect((await sessions.get(session.id)).activeRunId).toBe(sent.runId)
  })

  test('a second message while one is answered is refused, also when both come at once', async () => {
    agent = hanging
    const session = await chat()
    const both = await Promise.allSettled([turns.submit({ id: session.id, text: 'one' }), turns.submit({ id: session.id, text: 'two' })])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(turns.submit({ id: session.id, text: 'three' })).rejects.toMatchObject({ code: 'SESSION_BUSY' })
    expect(await history(session.id)).toHaveLength(2)
  })

  test('the same message sent twice is answered once', async () => {
    const session = await chat()
    const messageId = newId('msg')
    const first = await turns.submit({ id: session.id, text: 'hello', messageId })
    const again = await turns.submit({ id: session.id, text: 'hello', messageId })
    expect(again).toEqual(first)
    await finish(first.runId)
    expect(await history(session.id)).toHaveLength(2)
  })

  test('Stop keeps what was written and marks it', async () => {
    agent = (context) => {
      context.emit({ type: 'text.delta', text: 'Once upon' })
      return hanging(context)
    }
    const session = await chat()
    const { runId } = await turns.submit({ id: session.id, text: 'tell a story' })
    for await (const event of turns.follow(runId, 0)) if (event.type === 'text.delta') await turns.stop(session.id)
    expect((await history(session.id))[1]).toMatchObject({ status: 'cancelled', parts: [{ text: 'Once upon' }] })
    expect(await turns.stop(session.id)).toBe(false)
  })

  test('whose end finds the disk full is saved as soon as there is room', async () => {
    const full = vi.spyOn(storage, 'transaction')
    agent = async (context) => {
      context.emit({ type: 'text.delta', text: 'Kept.' })
      full.mockRejectedValue(new Fault('DISK_FULL', { detail: 'no room' }))
      return 'An answer.'
    }
    const session = await chat()
    const { runId } = await turns.submit({ id: session.id, text: 'hello' })
    await finish(runId)
    expect((await history(session.id))[1]).toMatchObject({ status: 'streaming' })
    full.mockRestore()
    await expect.poll(() => sessions.get(session.id), { timeout: 10_000 }).toMatchObject({ activeRunId: null })
    expect((await history(session.id))[1]?.status).not.toBe('streaming')
    await turns.submit({ id: session.id, text: 'and again' })
  })

  test('an agent that is gone is said in the place of the answer, and the chat goes on', async () => {
    const session = await sessions.create({ agent: 'gone' })
    const { runId } = await turns.submit({ id: session.id, text: 'hello' })
    expect((await finish(runId)).at(-1)).toMatchObject({ type: 'turn.failed', error: { code: 'MANIFEST_NOT_FOUND' } })
    expect(await sessions.get(session.id)).toMatchObject({ status: 'failed', activeRunId: null })
  })
})

describe('versions', () => {
  test('retry stands beside the first answer; an edited question begins a branch; both can be looked at again', async () => {
    const session = await chat()
    const first = await turns.submit({ id: session.id, text: 'hello' })
    await finish(first.runId)
    const second = await turns.retry({ id: session.id, messageId: first.assistantMessageId })
    await finish(second.runId)
    expect((await history(session.id))[1]).toMatchObject({
      id: second.assistantMessageId,
      siblings: [first.assistantMessageId, second.assistantMessageId],
    })

    const edited = await turns.submit({ id: session.id, text: 'hello there', parentId: null })
    await finish(edited.runId)
    expect((await history(session.id)).map((message) => message.siblings.length)).toEqual([2, 1])
    await sessions.selectBranch({ id: session.id, messageId: first.userMessageId })
    expect((await history(session.id)).map((message) => message.id)).toEqual([first.userMessageId, second.assistantMessageId])
  })

  test('a model reads the branch that it answers, not the versions beside it', async () => {
    const session = await chat()
    const first = await turns.submit({ id: session.id, text: 'first wording' })
    await finish(first.runId)
    const edited = await turns.submit({ id: session.id, text: 'second wording', parentId: null })
    expect(await turns.historyFor(session.id, edited.runId)).toEqual([{ role: 'user', content: 'second wording' }])
  })

  test('a question is no answer to try again, and a message of another chat is not found', async () => {
    const [one, other] = [await chat(), await chat()]
    const sent = await turns.submit({ id: one.id, text: 'hello' })
    await finish(sent.runId)
    await expect(turns.retry({ id: one.id, messageId: sent.userMessageId })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await expect(turns.submit({ id: other.id, text: 'hi', parentId: sent.userMessageId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

test('an answer that a former process left unfinished is completed from its journal and marked', async () => {
  agent = (context) => {
    context.emit({ type: 'text.delta', text: 'Half an ans' })
    return new Promise(() => {})
  }
  const session = await chat()
  const { runId } = await turns.submit({ id: session.id, text: 'hello' })
  for await (const event of turns.follow(runId, 0)) if (event.type === 'text.delta') break
  // The process dies here: a new core comes up on the same database.
  await start()
  expect((await history(session.id))[1]).toMatchObject({ status: 'interrupted', error: { code: 'INTERRUPTED' }, parts: [{ text: 'Half an ans' }] })
  expect(await sessions.get(session.id)).toMatchObject({ status: 'interrupted', activeRunId: null })
  agent = async (context) => context.emit({ type: 'text.delta', text: 'Whole.' })
  const again = await turns.submit({ id: session.id, text: 'go on' })
  expect((await finish(again.runId)).at(-1)).toMatchObject({ type: 'turn.finished', text: 'Whole.' })
})

test('a chat says that its answer waits for a yes, alone and in the list, for as long as it does', async () => {
  agent = hanging
  const session = await chat()
  const { runId } = await turns.submit({ id: session.id, text: 'fetch it' })
  const statuses = async () => [(await sessions.get(session.id)).status, (await sessions.list({ limit: 10 })).sessions[0]?.status]
  expect(await statuses()).toEqual(['running', 'running'])
  waiting.add(session.id)
  expect(await statuses()).toEqual(['waiting', 'waiting'])
  waiting.delete(session.id)
  expect(await statuses()).toEqual(['running', 'running'])
  await turns.stop(session.id)
  await finish(runId)
})

test('a chat deleted while it is answered ends its run, and deleted again leaves nothing', async () => {
  agent = hanging
  const session = await chat()
  const { runId } = await turns.submit({ id: session.id, text: 'hello' })
  expect(await sessions.remove(session.id)).toBe(true)
  expect(await sessions.get(session.id)).toMatchObject({ activeRunId: null, trashedAt: expect.any(String) })
  expect(await sessions.remove(session.id)).toBe(true)
  await expect(sessions.get(session.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await storage.runs.get(runId)).toBeNull()
  expect(published.at(-1)).toMatchObject({ type: 'session.removed' })
})

test('an export holds the whole branch, and a result with code blocks of its own stays one block', async () => {
  agent = async (context) => {
    const call = { callId: 'c', toolRunId: null, name: 'reader', arguments: {}, tier: null }
    context.emit({ type: 'tool.called', ...call })
    context.emit({ type: 'tool.returned', callId: 'c', result: { text: '```js\n1\n```' }, error: null, durationMs: 1 })
    context.emit({ type: 'text.delta', text: 'Read.' })
  }
  const session = await chat()
  for (const text of ['one', 'two', 'three']) await finish((await turns.submit({ id: session.id, text })).runId)
  const json = JSON.parse((await sessions.export({ id: session.id, format: 'json' })).content)
  expect(json.messages).toHaveLength(6)
  const markdown = (await sessions.export({ id: session.id, format: 'markdown' })).content
  expect(markdown).toContain('````json')
  expect(markdown.match(/## You/g)).toHaveLength(3)
})
