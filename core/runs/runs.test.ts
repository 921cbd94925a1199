import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Fault } from '../contract/faults.ts'
import type { Run, RunEvent } from '../contract/runs.ts'
import type { Storage } from '../engines/storage/port.ts'
import { createSqliteStorage } from '../engines/storage/sqlite-storage.ts'
import { systemClock } from '../kernel/clock.ts'
import { newId } from '../kernel/ids.ts'
import { silentLogger } from '../kernel/logger.ts'
import type { Executor, Prepared, RunContext } from './executor.ts'
import { createRuns, type Review, type Runs } from './runs.ts'

type Behaviour = (context: RunContext) => Promise<unknown>

let storage: Storage
let runs: Runs
let review: () => Promise<Review>
const tools = new Map<string, Partial<Omit<Prepared, 'execute'>> & { execute: Behaviour }>()

const executor = (kind: 'tool' | 'agent'): Executor => ({
  kind,
  async prepare(name) {
    const tool = tools.get(name)
    if (!tool) throw new Fault('MANIFEST_NOT_FOUND', { kind, name })
    return { name, digest: 'd', inputSchema: null, rights: [], tier: kind === 'tool' ? 'wasm' : null, timeoutMs: null, ...tool }
  },
})

const start = () =>
  createRuns({ storage, executors: [executor('tool'), executor('agent')], review: () => review(), clock: systemClock, logger: silentLogger })

beforeEach(async () => {
  storage = await createSqliteStorage({ file: ':memory:', clock: systemClock, logger: silentLogger, artifactsFolder: '/nonexistent' })
  review = async () => ({ decision: 'allow' })
  tools.clear()
  runs = await start()
})
afterEach(async () => {
  await runs.close()
  await storage.close()
})

/** The run that was begun last. */
const newest = async (filter = {}): Promise<Run> => (await runs.list({ limit: 1, ...filter }))[0] as Run
const journal = async (id: Parameters<Runs['events']>[0], after = 0): Promise<RunEvent[]> => Array.fromAsync(runs.events(id, after))

describe('the path that everything takes', () => {
  test('a run is journalled from start to end and its outcome is stored', async () => {
    tools.set('double', { execute: async ({ input }) => ({ result: (input as { n: number }).n * 2 }) })
    const result = await runs.execute('tool', 'double', { n: 21 }, {})
    expect(result).toMatchObject({ status: 'done', output: { result: 42 }, error: null, tier: 'wasm' })
    expect((await journal(result.runId)).map((event) => event.type)).toEqual(['run.started', 'run.finished'])
    expect((await runs.get(result.runId)).run).toMatchObject({ status: 'done', output: { result: 42 }, digest: 'd' })
  })

  test('a run takes the id that its caller chose, and no caller takes over a run that is there', async () => {
    tools.set('say', { execute: async ({ input }) => input })
    const runId = newId('run')
    expect(await runs.execute('tool', 'say', 'first', { runId, isNew: true })).toMatchObject({ status: 'done', runId })
    await expect(runs.execute('tool', 'say', 'second', { runId, isNew: true })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    expect((await runs.get(runId)).run).toMatchObject({ status: 'done', input: 'first', output: 'first' })
    const both = newId('run')
    const outcomes = await Promise.allSettled([1, 2].map((input) => runs.execute('tool', 'say', input, { runId: both, isNew: true })))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('an unknown manifest and an input off the schema are refused before anything begins', async () => {
    tools.set('strict', { inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] }, execute: async () => 1 })
    await expect(runs.execute('tool', 'nope', {}, {})).rejects.toMatchObject({ code: 'MANIFEST_NOT_FOUND' })
    await expect(runs.execute('tool', 'strict', { n: 'three' }, {})).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('`n` must be'),
    })
    expect(await runs.list({ limit: 10 })).toEqual([])
  })

  test('what a tool throws is the outcome: a fault as it is, a bug without its insides', async () => {
    tools.set('faulty', { execute: async () => Promise.reject(new Fault('TOOL_FAILED', { name: 'faulty', detail: 'no such file' })) })
    tools.set('buggy', { execute: async () => Promise.reject(new Error('secret internals')) })
    expect(await runs.execute('tool', 'faulty', {}, {})).toMatchObject({
      status: 'failed',
      error: { code: 'TOOL_FAILED', message: 'faulty failed: no such file' },
    })
    const buggy = await runs.execute('tool', 'buggy', {}, {})
    expect(buggy.error?.code).toBe('INTERNAL')
    expect(JSON.stringify(buggy)).not.toContain('secret internals')
  })

  test('a tree shares one journal without gaps, costs add up, and a child ends before its parent', async () => {
    tools.set('leaf', {
      execute: async (context) => {
        context.spend({ inputTokens: 1, outputTokens: 2, costUsd: 0.5 })
        context.emit({ type: 'run.log', line: 'working' })
        return 'leaf'
      },
    })
    tools.set('trunk', {
      execute: async (context) =>
        Promise.all([context.execute('tool', 'leaf', {}), context.execute('tool', 'leaf', {})]).then((all) => all.map((one) => one.output)),
    })
    const result = await runs.execute('agent', 'trunk', {}, {})
    expect(result).toMatchObject({ output: ['leaf', 'leaf'], usage: { inputTokens: 2, outputTokens: 4, costUsd: 1 } })
    const events = await journal(result.runId)
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.at(-1)).toMatchObject({ type: 'run.finished', runId: result.runId })
    const { tree } = await runs.get(result.runId)
    expect(tree.map((run) => run.parentId)).toEqual([null, result.runId, result.runId])
  })

  test('text that follows text is gathered, and what follows keeps its place', async () => {
    tools.set('writer', {
      execute: async (context) => {
        for (const text of ['a', 'b', 'c']) context.emit({ type: 'text.delta', text })
        context.emit({ type: 'run.notice', code: 'x', message: 'between' })
        for (const text of ['d', 'e']) context.emit({ type: 'text.delta', text })
        return null
      },
    })
    const { runId } = await runs.execute('agent', 'writer', {}, {})
    const said = (await journal(runId)).flatMap((event) => (event.type === 'text.delta' ? [event.text] : event.type === 'run.notice' ? ['|'] : []))
    expect(said).toEqual(['abc', '|', 'de'])
  })
})

describe('stopping', () => {
  const forever: Behaviour = ({ signal }) =>
    new Promise((_, reject) => (signal.aborted ? reject(signal.reason) : signal.addEventListener('abort', () => reject(signal.reason))))

  test('Stop ends the whole tree and keeps what was written', async () => {
    let begun = () => {}
    const hasBegun = new Promise<void>((resolve) => (begun = resolve))
    tools.set('forever', {
      execute: (context) => {
        begun()
        return forever(context)
      },
    })
    tools.set('parent', {
      execute: async (context) => {
        context.emit({ type: 'text.delta', text: 'partial' })
        await context.execute('tool', 'forever', {})
        return forever(context)
      },
    })
    const running = runs.execute('agent', 'parent', {}, {})
    await hasBegun
    const root = await newest({ rootsOnly: true })
    expect(await runs.cancel(root.id)).toBe('cancelled')
    const result = await running
    expect(result).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED' } })
    expect((await runs.get(result.runId)).tree.map((run) => run.status)).toEqual(['cancelled', 'cancelled'])
    expect((await journal(result.runId)).some((event) => event.type === 'text.delta' && event.text === 'partial')).toBe(true)
  })

  test('a deadline ends a run that does not end by itself, and says which', async () => {
    tools.set('slow', { timeoutMs: 20, execute: forever })
    expect(await runs.execute('tool', 'slow', {}, {})).toMatchObject({ status: 'failed', error: { code: 'DEADLINE_EXCEEDED' } })
  })

  test('the caller that goes away takes the run with it', async () => {
    tools.set('slow', { execute: forever })
    expect(await runs.execute('tool', 'slow', {}, { signal: AbortSignal.timeout(20) })).toMatchObject({ status: 'cancelled' })
  })

  test('a parent that has used up its budget starts nothing more', async () => {
    tools.set('leaf', { execute: async () => 'ran' })
    tools.set('spender', {
      budget: { tokens: 10, costUsd: null },
      execute: async (context) => {
        context.spend({ inputTokens: 8, outputTokens: 2, costUsd: 0 })
        return (await context.execute('tool', 'leaf', {})).error?.code
      },
    })
    expect((await runs.execute('agent', 'spender', {}, {})).output).toBe('BUDGET_EXCEEDED')
  })
})

describe('the safety review', () => {
  test('a run that asks waits, and goes on when allowed', async () => {
    let answer = (_: { isAllowed: boolean; decision: string }) => {}
    review = async () => ({
      decision: 'ask',
      approvalId: newId('apr'),
      asks: ['Reaches example.com'],
      answer: () => new Promise((resolve) => (answer = resolve)),
    })
    tools.set('net', { rights: [{ code: 'network', text: 'Reaches example.com' }], execute: async () => 'ran' })
    const running = runs.execute('tool', 'net', {}, {})
    await expect.poll(async () => (await runs.list({ status: 'waiting', limit: 1 })).length).toBe(1)
    answer({ isAllowed: true, decision: 'once' })
    const result = await running
    expect(result.output).toBe('ran')
    expect((await journal(result.runId)).map((event) => event.type)).toEqual(['run.waiting', 'run.resumed', 'run.started', 'run.finished'])
  })

  test('a no, and a review that breaks, both keep the tool from running', async () => {
    let ran = 0
    tools.set('net', { rights: [{ code: 'network', text: 'Reaches example.com' }], execute: async () => ++ran })
    review = async () => ({ decision: 'deny', code: 'APPROVAL_UNAVAILABLE', detail: '', asks: [] })
    expect(await runs.execute('tool', 'net', {}, {})).toMatchObject({ status: 'failed', error: { code: 'APPROVAL_UNAVAILABLE' } })
    review = () => Promise.reject(new Error('broken'))
    expect(await runs.execute('tool', 'net', {}, {})).toMatchObject({ status: 'failed', error: { code: 'APPROVAL_DENIED' } })
    expect(ran).toBe(0)
  })

  test("the caller's yes reaches the tools of the agent that it runs", async () => {
    const approved: boolean[] = []
    runs = await createRuns({
      storage,
      executors: [executor('tool'), executor('agent')],
      review: async (request) => {
        approved.push(request.isApproved)
        return { decision: 'allow' }
      },
      clock: systemClock,
      logger: silentLogger,
    })
    tools.set('leaf', { execute: async () => 1 })
    tools.set('agent', { execute: (context) => context.execute('tool', 'leaf', {}) })
    await runs.execute('agent', 'agent', {}, { isApproved: true })
    expect(approved).toEqual([true, true])
  })
})

describe('watching', () => {
  test('a reader that comes in the middle gets what was and what comes, once each, in order', async () => {
    let next = () => {}
    tools.set('steps', {
      execute: async (context) => {
        for (let step = 0; step < 5; step++) {
          context.emit({ type: 'run.log', line: `step ${step}` })
          await new Promise<void>((resolve) => (next = resolve))
        }
        return null
      },
    })
    const running = runs.execute('agent', 'steps', {}, {})
    await expect.poll(async () => (await runs.list({ status: 'running', limit: 1 })).length).toBe(1)
    const run = await newest()
    const seen: number[] = []
    for await (const event of runs.events(run.id, 0)) {
      seen.push(event.seq)
      if (event.type === 'run.log') next()
    }
    await running
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect((await journal(run.id, 5)).map((event) => event.seq)).toEqual([6, 7])
  })

  test('the journal of a run below shows that run and what is under it, nothing beside it', async () => {
    tools.set('leaf', { execute: async (context) => context.emit({ type: 'run.log', line: 'leaf' }) })
    tools.set('branch', { execute: (context) => context.execute('tool', 'leaf', {}) })
    tools.set('trunk', { execute: async (context) => [await context.execute('tool', 'leaf', {}), await context.execute('agent', 'branch', {})] })
    const { runId } = await runs.execute('agent', 'trunk', {}, {})
    const { tree } = await runs.get(runId)
    const branch = tree.find((run) => run.name === 'branch') as Run
    expect((await journal(branch.id)).map((event) => event.type)).toEqual(['run.started', 'run.started', 'run.log', 'run.finished', 'run.finished'])
  })
})

test('what a former process left unfinished is interrupted, children first, and its journal goes on without a gap', async () => {
  const root = newId('run')
  const child = newId('run')
  const row = (id: typeof root, parentId: typeof root | null) => ({
    ...{
      id,
      rootId: root,
      parentId,
      sessionId: null,
      kind: 'agent' as const,
      name: 'x',
      digest: null,
      status: 'running' as const,
      tier: null,
      input: null,
      output: null,
      error: null,
    },
    ...{
      usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
      createdAt: new Date().toISOString(),
      startedAt: null,
      finishedAt: null,
      durationMs: null,
      traceId: 't',
    },
  })
  await storage.runs.insert(row(root, null))
  await storage.runs.insert(row(child, root))
  await storage.journal.append([{ type: 'text.delta', text: 'partial', seq: 1, rootId: root, runId: root, at: new Date().toISOString() }])
  runs = await start()
  expect((await journal(root)).map((event) => `${event.seq} ${event.type} ${event.runId === root ? 'root' : 'child'}`)).toEqual([
    '1 text.delta root',
    '2 run.interrupted child',
    '3 run.interrupted root',
  ])
  expect((await runs.get(root)).tree.map((run) => run.status)).toEqual(['interrupted', 'interrupted'])
  expect(await storage.runs.unfinished()).toEqual([])
})
