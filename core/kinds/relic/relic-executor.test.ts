import { describe, expect, it, vi } from 'vitest'
import { Fault } from '../../contract/faults.ts'
import type { NewRunEvent, RunKind, RunResult } from '../../contract/runs.ts'
import { newId, type SessionId } from '../../kernel/ids.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { rightsOf } from '../../registry/rights.ts'
import type { RunContext } from '../../runs/executor.ts'
import { createRelicExecutor } from './relic-executor.ts'
import { fakeRoom, keeper, never, store } from './testing/fake-room.ts'

type Parent = { kind: RunKind; name: string } | null

/** The executor over a room in memory, with runs that are just nested calls. */
function bench(given: Parameters<typeof fakeRoom>[0] = {}) {
  const room = fakeRoom(given)
  const relics = room.life()
  const parents = new Map<string, Parent>()
  const executor = createRelicExecutor({ relics, manifests: room.manifests.lookup, rightsOf, parentOf: async (runId) => parents.get(runId) ?? null })
  const below: string[] = []
  const events: NewRunEvent[] = []
  const run = async (
    name: string,
    input: unknown,
    where: { sessionId: SessionId | null; parent?: Parent; signal?: AbortSignal },
  ): Promise<unknown> => {
    const runId = newId('run')
    parents.set(runId, where.parent ?? null)
    const prepared = await executor.prepare(name)
    const context: RunContext = {
      runId,
      rootId: runId,
      sessionId: where.sessionId,
      input,
      signal: where.signal ?? never,
      logger: silentLogger,
      emit: (event) => events.push(event),
      spend() {},
      usage: () => ({ inputTokens: 0, outputTokens: 0, costUsd: 0 }),
      async execute(kind, child) {
        below.push(`${kind} ${child}`)
        const result: RunResult = {
          status: 'done',
          output: null,
          error: null,
          runId: newId('run'),
          tier: null,
          durationMs: 0,
          usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
        }
        try {
          if (kind === 'build') room.built.add(child.replace('relic/', ''))
          else result.output = await run(child, {}, { sessionId: where.sessionId, parent: { kind: 'relic', name } })
        } catch (error) {
          const { code, message, data } = error as Fault
          return { ...result, status: 'failed', error: { code, message, data } }
        }
        return result
      },
    }
    return prepared.execute(context)
  }
  return { room, relics, executor, run, below, events }
}

describe('runs of a relic', () => {
  it('start it, and give how it stands', async () => {
    const { room, run, relics } = bench()
    const sessionId = room.session()
    expect(await run('store', {}, { sessionId })).toMatchObject({ name: 'store', state: 'healthy', sessionId })
    await relics.close()
  })

  it('call an endpoint, and start the relic below when it is not up; built first when it must be', async () => {
    const { room, run, relics, below } = bench({ manifests: [{ ...store, service: { build: '.' } }, keeper] })
    const sessionId = room.session()
    const parent: Parent = { kind: 'agent', name: 'keeper' }
    expect(await run('store.read', { key: 'a b' }, { sessionId, parent })).toEqual({ ok: true })
    expect(below).toEqual(['relic store', 'build relic/store'])
    expect(room.asked.at(-1)).toMatchObject({ method: 'GET', url: 'http://store/get?key=a+b' })
    await run('store.write', { key: 'a', value: [1] }, { sessionId, parent })
    expect(below).toHaveLength(2)
    expect(room.asked.findLast((one) => one.method === 'POST')).toMatchObject({ url: 'http://store/set', body: '{"key":"a","value":[1]}' })
    await relics.close()
  })

  it('of an agent that does not name the relic are refused, whatever it is called by', async () => {
    const { room, run, relics, below } = bench({ manifests: [store, keeper, { kind: 'Agent', name: 'stranger', relics: [] }] })
    const sessionId = room.session()
    await run('store', {}, { sessionId })
    for (const parent of [
      { kind: 'agent', name: 'stranger' },
      { kind: 'tool', name: 'store' },
      { kind: 'relic', name: 'other.read' },
      { kind: 'agent', name: 'nobody' },
    ] as const) {
      for (const name of ['store.read', 'store'])
        await expect(run(name, { key: 'a' }, { sessionId, parent })).rejects.toMatchObject({
          code: 'RELIC_FAILED',
          message: expect.stringContaining('does not name it'),
        })
    }
    expect(below).toEqual([])
    expect(room.asked.every((one) => !one.url?.includes('/get'))).toBe(true)
    await relics.close()
  })

  it('ask for the ports that the manifest opens when it is started, and for nothing when it is called', async () => {
    const { executor, relics } = bench({ manifests: [{ ...store, ports: [80] }] })
    expect((await executor.prepare('store')).rights).toEqual([{ code: 'port', text: 'Opens port 80 on this computer' }])
    const call = await executor.prepare('store.read')
    expect(call.rights).toEqual([])
    expect(call.inputSchema).toMatchObject({ required: ['key'] })
    expect(call.name).toBe('store.read')
    await relics.close()
  })

  it('name what is there when an endpoint or a relic is not', async () => {
    const { executor, relics } = bench()
    await expect(executor.prepare('store.raed')).rejects.toThrow(/no endpoint of store named raed. It has read, write/)
    await expect(executor.prepare('stor')).rejects.toThrow(/Did you mean store/)
    await relics.close()
  })

  it('fail with status and text of an answer of 400 and more, and with a limit for long ones', async () => {
    const { room, run, relics } = bench()
    const sessionId = room.session()
    await run('store', {}, { sessionId })
    const answers = { value: { status: 500, type: 'text/plain', text: 'disk full' } as Awaited<ReturnType<typeof room.inside.answer>> }
    room.inside.answer = (question) => (question.url?.includes('/get') ? answers.value : { status: 200 })
    const read = () => run('store.read', { key: 'a' }, { sessionId })
    await expect(read()).rejects.toMatchObject({ code: 'RELIC_FAILED', message: expect.stringContaining('500: disk full') })
    answers.value = { status: 200, isCut: true }
    await expect(read()).rejects.toMatchObject({ code: 'TOO_LARGE' })
    answers.value = { error: 'connect ECONNREFUSED' }
    await expect(read()).rejects.toMatchObject({ code: 'RELIC_FAILED', message: expect.stringContaining('ECONNREFUSED') })
    answers.value = { status: 200, type: 'text/html', text: '<p>' }
    expect(await read()).toEqual({ text: '<p>' })
    answers.value = { status: 204, type: '', text: '' }
    expect(await read()).toBeNull()
    await relics.close()
  })

  it('pass on why a start below failed, in its own words', async () => {
    const { room, run, relics } = bench({ timing: { startWithinMs: 20 } })
    room.inside.answer = () => ({ error: 'connect ECONNREFUSED' })
    await expect(run('store.read', { key: 'a' }, { sessionId: room.session() })).rejects.toMatchObject({
      code: 'RELIC_FAILED',
      message: expect.stringContaining('not healthy within'),
    })
    await relics.close()
  })

  it('end when they are stopped while an answer is awaited', async () => {
    const { room, run, relics } = bench()
    const sessionId = room.session()
    await run('store', {}, { sessionId })
    room.inside.answer = (question) => (question.url?.includes('/get') ? new Promise(() => {}) : { status: 200 })
    const stop = new AbortController()
    const call = run('store.read', { key: 'a' }, { sessionId, signal: stop.signal })
    await vi.waitFor(() => expect(room.asked.some((one) => one.url?.includes('/get'))).toBe(true))
    stop.abort(new Fault('CANCELLED', { name: 'store.read' }))
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' })
    await relics.close()
  })

  it('cannot lead to a host that is not the relic', async () => {
    const { room, run, relics } = bench({ manifests: [{ ...store, endpoints: { peek: 'http://other:80/x', self: 'http://127.0.0.1:80/y' } }] })
    const sessionId = room.session()
    await run('store', {}, { sessionId })
    await expect(run('store.peek', {}, { sessionId })).rejects.toThrow(/names the host other, which is no part of it/)
    await run('store.self', {}, { sessionId })
    expect(room.asked.some((one) => one.url === 'http://store/y')).toBe(true)
    await relics.close()
  })
})
