import { describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../kernel/clock.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { createModelGateway, type ModelGatewayOptions } from './gateway.ts'
import type { ChosenModel, ModelEvent, Preference, Provider, Timing } from './port.ts'
import { collect } from './provider.testsuite.ts'
import { createScriptedProvider, failing, finished, text } from './testing/scripted-provider.ts'

const never = new AbortController().signal
const request = { prefer: [] as string[], messages: [], tools: [], temperature: null, maxOutputTokens: 10, stop: [] }

function open(providers: Provider[], options: Partial<ModelGatewayOptions> = {}) {
  const kept = new Map<string, string | null>()
  const secrets = {
    get: async (name: string) => kept.get(name) ?? null,
    set: async (name: string, value: string | null) => void kept.set(name, value),
  }
  const addFile = () => Promise.reject(new Error('not here'))
  return createModelGateway({ providers, clock: systemClock, logger: silentLogger, secrets, addFile, ...options })
}

async function answer(gateway: ReturnType<typeof open>, options: { prefer?: string[]; signal?: AbortSignal; chosen?: ChosenModel } = {}) {
  const { prefer = [], signal = never, ...more } = options
  const chosen: string[] = []
  const skipped: string[] = []
  const stream = gateway.generate(
    { ...request, prefer },
    { signal, ...more, onChosen: ({ id }) => chosen.push(id), onSkip: ({ model }) => skipped.push(model) },
  )
  return { ...(await collect(stream)), chosen, skipped }
}

const everyKind = () => [
  createScriptedProvider('openai', { isLocal: false }),
  createScriptedProvider('llama', { models: [{ name: 'demo', isBuiltInDemo: true }, { name: 'big' }] }),
  createScriptedProvider('ollama', {
    models: [{ name: 'idle:latest' }, { name: 'warm', isLoaded: true }, { name: 'embedder', hasEmbeddings: true }],
  }),
]

describe('The model gateway', () => {
  it("takes a running Ollama's model first, then llama.cpp's, the demo model last, and never goes on to a cloud nobody named", async () => {
    const order: string[] = []
    const providers = everyKind()
    for (const provider of providers) provider.script = () => [failing(true)]
    const { skipped, last } = await answer(open(providers, { survey: { circuit: { failures: 9 } } }))
    order.push(...skipped)
    expect(order).toEqual(['ollama/warm', 'ollama/idle:latest', 'llama/big', 'llama/demo'])
    expect(last).toMatchObject({ type: 'failed', error: { code: 'PROVIDER_UNREACHABLE' } })
    expect((await open(everyKind()).list()).defaultModel).toBe('ollama/warm')
  })

  it('takes a cloud model where nothing local is, and where it is named', async () => {
    const cloud = () => everyKind().filter(({ isLocal }) => !isLocal)
    expect((await open(cloud()).choose([], never)).id).toBe('openai/model')
    expect((await open(everyKind()).choose(['openai/model'], never)).id).toBe('openai/model')
  })

  it('takes what is preferred, by id or by name, and says why it skipped what is not there', async () => {
    const skipped: string[] = []
    const gateway = open(everyKind())
    const chosen = await gateway.choose(['ollama/none', 'nowhere/model', 'openai/model'], never, ({ model, why }) => skipped.push(`${model}: ${why}`))
    expect(chosen).toMatchObject({ id: 'openai/model', why: 'preferred by the agent' })
    expect(skipped).toEqual(['ollama/none: ollama does not have it.', 'nowhere/model: There is no provider nowhere.'])
    expect((await gateway.choose(['idle'], never)).id).toBe('ollama/idle:latest')
  })

  it('takes the model of the chat, then that of the role, then that of chats, and says which it was', async () => {
    const roles = { chat: 'ollama/idle:latest', planner: 'llama/big', title: 'llama/gone' }
    const gateway = open(everyKind(), { roles: () => roles })
    const why = async (...prefer: Preference[]) => {
      const skipped: string[] = []
      const chosen = await gateway.choose(prefer, never, (skip) => skipped.push(`${skip.model}: ${skip.why}`))
      return [`${chosen.id}, ${chosen.why}`, ...skipped]
    }
    expect(await why('openai/model', { role: 'planner' })).toEqual(['openai/model, preferred by the agent'])
    expect(await why({ model: 'ollama/warm', why: 'chosen for this chat' }, { role: 'planner' })).toEqual(['ollama/warm, chosen for this chat'])
    expect(await why({ role: 'planner' })).toEqual(['llama/big, the default for planning'])
    expect(await why({ role: 'reviewer' })).toEqual(['ollama/idle:latest, the default for chats'])
    expect(await why({ role: 'title' })).toEqual(['ollama/warm, already in memory', 'llama/gone: llama does not have it.'])
    expect((await gateway.list()).defaultModel).toBe('ollama/idle:latest')
    expect(await open(everyKind()).choose([{ role: 'planner' }], never)).toMatchObject({ id: 'ollama/warm' })
  })

  it('believes what was tried of tools rather than what is said', async () => {
    const gateway = open([createScriptedProvider('ollama', { models: [{ name: 'a' }, { name: 'b' }] })], {
      probed: async (_provider, name) => (name === 'a' ? false : null),
    })
    expect(await gateway.choose(['ollama/a'], never)).toMatchObject({ hasTools: false })
    expect(await gateway.choose(['ollama/b'], never)).toMatchObject({ hasTools: true })
  })

  it('tells how long each whole answer took, as the provider measured it or as it was waited for', async () => {
    const heard: [string, Timing][] = []
    const timing: Timing = { promptTokens: 30, promptMs: 10, outputTokens: 20, outputMs: 40 }
    const measured: ModelEvent = { type: 'finished', reason: 'stop', usage: { inputTokens: 30, outputTokens: 20, costUsd: 0 }, timing }
    const ollama = createScriptedProvider('ollama', { script: () => [text('x'), measured] })
    const gateway = open([ollama], { onAnswer: ({ id }, name, took) => heard.push([`${id}/${name}`, took]) })
    await answer(gateway)
    ollama.script = () => [text('x'), { waitMs: 20 }, finished]
    await answer(gateway)
    ollama.script = () => [text('x'), failing(false)]
    await answer(gateway)
    expect(heard).toEqual([
      ['ollama/model', timing],
      ['ollama/model', { promptTokens: 0, promptMs: 0, outputTokens: 1, outputMs: expect.any(Number) }],
    ])
    expect(heard[1]?.[1].outputMs).toBeGreaterThan(15)
  })

  it('knows which models answer, and does not delete those', async () => {
    const ollama = createScriptedProvider('ollama', { script: () => [text('half'), 'hang'] })
    const removed: string[] = []
    const gateway = open([Object.assign(ollama, { remove: async (name: string) => void removed.push(name) })])
    const abort = new AbortController()
    const answering = answer(gateway, { signal: abort.signal })
    await vi.waitFor(() => expect(gateway.busy()).toEqual(['ollama/model']))
    await expect(gateway.remove('ollama/model', never)).rejects.toMatchObject({
      code: 'MODEL_BUSY',
      message: expect.stringContaining('Stop what it is answering'),
    })
    abort.abort()
    await answering
    expect(gateway.busy()).toEqual([])
    await gateway.remove('ollama/model', never)
    expect(removed).toEqual(['model'])
  })

  it('passes over a model that cannot be opened', async () => {
    const skipped: string[] = []
    const gateway = open([createScriptedProvider('ollama', { models: [{ name: 'broken' }, { name: 'fine' }] })])
    expect((await gateway.choose(['ollama/broken'], never, ({ why }) => skipped.push(why))).id).toBe('ollama/fine')
    expect(skipped).toEqual(['cannot be loaded'])
  })

  it('throws NO_MODEL, and generates a NO_MODEL failure, when nothing is left', async () => {
    const gateway = open([createScriptedProvider('ollama', { status: async () => 'unreachable' })])
    await expect(gateway.choose(['ollama/x'], never)).rejects.toMatchObject({
      code: 'NO_MODEL',
      message: expect.stringContaining('ollama/x: ollama: scripted'),
    })
    expect((await answer(gateway)).events).toMatchObject([{ type: 'failed', error: { code: 'NO_MODEL' } }])
  })

  it('falls back before the first token and says so', async () => {
    const providers = [createScriptedProvider('ollama', { script: () => [failing(true)] }), createScriptedProvider('llama')]
    const { text: said, chosen, skipped, ends } = await answer(open(providers))
    expect({ said, chosen, skipped, ends }).toEqual({ said: 'llama', chosen: ['ollama/model', 'llama/model'], skipped: ['ollama/model'], ends: 1 })
  })

  it('falls back from a model that was chosen before, too', async () => {
    const providers = [createScriptedProvider('ollama'), createScriptedProvider('llama')]
    const gateway = open(providers)
    const before = await gateway.choose([], never)
    if (providers[0]) providers[0].script = () => [failing(true)]
    const { text: said, chosen } = await answer(gateway, { chosen: before })
    expect({ said, chosen }).toEqual({ said: 'llama', chosen: ['llama/model'] })
  })

  it('never falls back after the first token, nor when a retry would not help', async () => {
    const spoken = [createScriptedProvider('ollama', { script: () => [text('half'), failing(true)] }), createScriptedProvider('llama')]
    const half = await answer(open(spoken))
    expect(half.text).toBe('half')
    expect(half.last).toMatchObject({ type: 'failed' })
    const hopeless = [createScriptedProvider('ollama', { script: () => [failing(false, 'MODEL_FAILED')] }), createScriptedProvider('llama')]
    expect((await answer(open(hopeless))).last).toMatchObject({ type: 'failed', error: { code: 'MODEL_FAILED' } })
    expect([spoken[1]?.counts.generate, hopeless[1]?.counts.generate]).toEqual([0, 0])
  })

  it('opens the circuit of a provider that fails repeatedly, and closes it when the provider is well again', async () => {
    const bad = createScriptedProvider('ollama', { script: () => [failing(true)] })
    const gateway = open([bad, createScriptedProvider('llama')], { survey: { circuit: { failures: 3, halfOpenAfterMs: 150 } } })
    for (let turn = 0; turn < 5; turn++) expect((await answer(gateway)).text).toBe('llama')
    expect(bad.counts.generate).toBe(3)
    const [status] = (await gateway.list()).providers
    expect(status).toMatchObject({ state: 'failing', retryAt: expect.stringMatching(/^\d{4}-/) })
    await new Promise((resolve) => setTimeout(resolve, 170))
    await answer(gateway)
    expect(bad.counts.generate).toBe(4)
    bad.script = () => [text('well'), finished]
    await vi.waitFor(async () => expect((await answer(gateway)).text).toBe('well'), 2_000)
    expect((await gateway.list()).providers[0]).toMatchObject({ state: 'ready', retryAt: null })
  })

  it('does not hold it against a provider that one of its models is unfit', async () => {
    const provider = createScriptedProvider('ollama', { script: () => [failing(true, 'MODEL_FAILED')] })
    const gateway = open([provider], { survey: { circuit: { failures: 2, halfOpenAfterMs: 60_000 } } })
    for (let turn = 0; turn < 4; turn++) await answer(gateway)
    expect((await gateway.list()).providers[0]?.state).toBe('ready')
    expect(provider.counts.generate).toBe(4)
  })

  it('counts streams that break midway against the provider', async () => {
    const bad = createScriptedProvider('ollama', { script: () => [text('half'), failing(false, 'MODEL_LOST')] })
    const gateway = open([bad], { survey: { circuit: { failures: 1, halfOpenAfterMs: 60_000 } } })
    await answer(gateway)
    expect((await gateway.list()).providers[0]?.state).toBe('failing')
  })

  it('asks providers how they are once for many turns, and again when told to', async () => {
    const provider = createScriptedProvider('ollama')
    const gateway = open([provider])
    for (let turn = 0; turn < 20; turn++) await gateway.choose([], never)
    expect(provider.counts.status).toBe(1)
    expect(await gateway.check('ollama', never)).toMatchObject({ id: 'ollama', state: 'ready', latencyMs: expect.any(Number) })
    expect(provider.counts.status).toBe(2)
  })

  it('does not wait for a provider that never answers', async () => {
    const gateway = open([createScriptedProvider('ollama', { status: () => new Promise(() => {}) }), createScriptedProvider('llama')], {
      survey: { statusTimeoutMs: 50 },
    })
    expect((await gateway.choose([], never)).id).toBe('llama/model')
    expect((await gateway.list()).providers[0]).toMatchObject({ state: 'unreachable', detail: 'No answer within 0.05 s.' })
  })

  it('waits for a slow local provider rather than refuse a question or send it to a cloud, and tells that it came', async () => {
    const slow = () => createScriptedProvider('llama', { status: () => new Promise((resolve) => setTimeout(resolve, 300, 'ready')) })
    const news = vi.fn()
    const alone = open([slow()], { survey: { statusTimeoutMs: 50 }, onChange: news })
    expect((await alone.list()).models).toEqual([])
    expect((await answer(alone)).text).toBe('llama')
    expect(news).toHaveBeenCalledOnce()
    expect((await alone.list()).defaultModel).toBe('llama/model')
    const cloud = createScriptedProvider('openai', { isLocal: false })
    expect((await open([slow(), cloud], { survey: { statusTimeoutMs: 50 } }).choose([], never)).id).toBe('llama/model')
    const wished = open([slow(), cloud], { survey: { statusTimeoutMs: 50 } })
    expect((await wished.choose(['openai/model'], never)).id).toBe('openai/model')
    expect((await wished.list()).providers[0]?.state).toBe('unreachable')
  })

  it('gives up a local provider that never answers, and then asks it anew', async () => {
    const dead = createScriptedProvider('llama', { status: () => new Promise(() => {}) })
    const gateway = open([dead], { survey: { statusTimeoutMs: 20, giveUpMs: 100, freshForMs: 0 } })
    expect((await answer(gateway)).last).toMatchObject({ type: 'failed', error: { code: 'NO_MODEL' } })
    expect((await answer(gateway, { signal: AbortSignal.timeout(30) })).last).toMatchObject({ type: 'failed', error: { code: 'CANCELLED' } })
    expect(dead.counts.status).toBeGreaterThan(1)
  })

  it('asks a slow provider once, though whoever hears of its answer looks again', async () => {
    const slow = createScriptedProvider('llama', { status: () => new Promise((resolve) => setTimeout(resolve, 200, 'ready')) })
    const news = vi.fn(() => void gateway.list())
    const gateway = open([slow], { survey: { statusTimeoutMs: 20, freshForMs: 150 }, onChange: news })
    await gateway.list()
    await vi.waitFor(() => expect(news).toHaveBeenCalled())
    expect((await gateway.list()).providers[0]?.state).toBe('ready')
    expect(slow.counts.status).toBe(1)
  })

  it('tells that a provider came or went, once', async () => {
    let state: 'ready' | 'unreachable' = 'unreachable'
    const news = vi.fn()
    const gateway = open([createScriptedProvider('ollama', { status: async () => state })], { survey: { freshForMs: 0 }, onChange: news })
    for (const next of ['unreachable', 'ready', 'ready', 'unreachable'] as const) {
      state = next
      await gateway.list()
      await gateway.list()
    }
    expect(news).toHaveBeenCalledTimes(2)
  })

  it('goes on to the next when the first token is late', async () => {
    const gateway = open([createScriptedProvider('ollama', { script: () => ['hang'] }), createScriptedProvider('llama')], {
      deadlines: { firstTokenTimeoutMs: 50 },
    })
    const { text: said, skipped } = await answer(gateway)
    expect({ said, skipped }).toEqual({ said: 'llama', skipped: ['ollama/model'] })
  })

  it('ends a stream that stalls midway and keeps what it said', async () => {
    const gateway = open([createScriptedProvider('ollama', { script: () => [text('half'), 'hang'] })], { deadlines: { stallTimeoutMs: 50 } })
    const { text: said, last } = await answer(gateway)
    expect(said).toBe('half')
    expect(last).toMatchObject({ type: 'failed', error: { code: 'DEADLINE_EXCEEDED' }, isRetryable: false })
  })

  it('makes a failed event of whatever a provider throws, and of a stream that just stops', async () => {
    const thrown = await answer(open([createScriptedProvider('ollama', { script: () => [text('half'), { throws: new Error('bug') }] })]))
    expect(thrown.last).toMatchObject({ type: 'failed', error: { code: 'MODEL_FAILED', message: expect.stringContaining('bug') } })
    const stopped = await answer(open([createScriptedProvider('ollama', { script: () => [text('half')] })]))
    expect(stopped.last).toMatchObject({ type: 'failed', error: { code: 'MODEL_FAILED', message: expect.stringContaining('broke off') } })
  })

  it('ends with CANCELLED when stopped, even if the provider does not listen', async () => {
    const abort = new AbortController()
    const gateway = open([createScriptedProvider('ollama', { script: () => [text('half'), 'hang'] }), createScriptedProvider('llama')])
    setTimeout(() => abort.abort(), 50)
    const { last, text: said } = await answer(gateway, { signal: abort.signal })
    expect(said).toBe('half')
    expect(last).toMatchObject({ type: 'failed', error: { code: 'CANCELLED' } })
    expect((await answer(gateway, { signal: AbortSignal.abort() })).last).toMatchObject({ type: 'failed', error: { code: 'CANCELLED' } })
  })

  it('keeps a key and asks the provider again', async () => {
    const cloud = createScriptedProvider('openai', { isLocal: false })
    const gateway = open([cloud, createScriptedProvider('llama')])
    expect(await gateway.setKey('openai', 'sk-1')).toMatchObject({ id: 'openai', state: 'ready' })
    expect(cloud.counts.status).toBe(1)
    await expect(gateway.setKey('llama', 'sk-1')).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
    await expect(gateway.setKey('nobody', 'sk-1')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('estimates tokens where a provider cannot count, and refuses what one cannot do', async () => {
    const gateway = open([createScriptedProvider('ollama')])
    expect(await gateway.countTokens(await gateway.choose([], never), 'x'.repeat(36))).toBe(11)
    await expect(gateway.embed('ollama/model', ['x'], never)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
    await expect(gateway.show('ollama/none', never)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(collect(gateway.pull('ollama/x', never) as never)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  })
})
