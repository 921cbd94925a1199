import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environmentSecrets, keyName } from '../environment-secrets.ts'
import { createLlamaProvider } from '../llama/provider.ts'
import type { Provider } from '../port.ts'
import { ask, collect } from '../provider.testsuite.ts'
import { startOpenaiServer } from '../testing/openai-server.ts'
import { builtInFolder } from '../testing/spark.ts'
import type { WireServer } from '../testing/wire-server.ts'
import { type CloudProviderSpec, cloudProviders } from './catalogue.ts'
import { createCloudProvider } from './provider.ts'

const never = new AbortController().signal
const specOf = (id: string) => cloudProviders.find((spec) => spec.id === id) as CloudProviderSpec

describe('A cloud provider', () => {
  let server: WireServer
  let engine: Provider
  beforeAll(async () => {
    engine = createLlamaProvider({ modelsFolder: '/nonexistent', builtInFolder, ollamaStore: null })
    server = await startOpenaiServer({ engine, models: { 'gpt-4o': 'spark', other: 'spark' }, apiKey: 'right' })
  })
  afterAll(async () => {
    await server.close()
    await engine.close()
  })
  const open = (env: NodeJS.ProcessEnv, id = 'openai') =>
    createCloudProvider({ spec: specOf(id), secrets: environmentSecrets({}), env, baseUrl: `${server.url}/v1` })

  it('is not configured without a key, and asks nobody', async () => {
    const before = server.calls.length
    const provider = open({})
    expect(await provider.status(never)).toMatchObject({ state: 'not-configured', hasKey: false })
    expect(await provider.models(never)).toEqual([])
    expect((await collect(provider.generate(ask('gpt-4o', 'hello'), never))).events).toMatchObject([
      { type: 'failed', error: { message: expect.stringContaining('no key') }, isRetryable: true },
    ])
    expect(server.calls.length).toBe(before)
  })

  it("prefers the keychain's key to the environment's", async () => {
    const secrets = { get: async (name: string) => (name === keyName('openai') ? 'right' : null), set: async () => {} }
    const provider = createCloudProvider({ spec: specOf('openai'), secrets, env: { OPENAI_API_KEY: 'wrong' }, baseUrl: `${server.url}/v1` })
    expect((await collect(provider.generate(ask('gpt-4o', 'hello'), never))).last).toMatchObject({ type: 'finished' })
  })

  it('says that a key was refused, and that another model may do', async () => {
    const { events } = await collect(open({ OPENAI_API_KEY: 'wrong' }).generate(ask('gpt-4o', 'hello'), never))
    expect(events).toMatchObject([
      { type: 'failed', error: { code: 'MODEL_FAILED', message: expect.stringContaining('did not accept the key') }, isRetryable: true },
    ])
  })

  it('counts what an answer cost by the price table, and 0 for models that are not in it', async () => {
    const provider = open({ OPENAI_API_KEY: 'right' })
    const { last } = await collect(provider.generate(ask('gpt-4o', 'hello'), never))
    if (last?.type !== 'finished') throw new Error('It failed')
    expect(last.usage.costUsd).toBeCloseTo((last.usage.inputTokens * 2.5 + last.usage.outputTokens * 10) / 1e6, 12)
    expect(last.usage.costUsd).toBeGreaterThan(0)
    expect((await collect(provider.generate(ask('other', 'hello'), never))).last).toMatchObject({ type: 'finished', usage: { costUsd: 0 } })
  })

  it('tests the key by asking, remembers that it was refused, and forgets that with another key', async () => {
    let key = 'wrong'
    const secrets = { get: async () => key, set: async () => {} }
    const provider = createCloudProvider({ spec: specOf('openai'), secrets, env: {}, baseUrl: `${server.url}/v1` })
    expect(await provider.status(never)).toMatchObject({ state: 'ready', detail: 'A key is set.' })
    await provider.test?.(never)
    expect(await provider.status(never)).toMatchObject({ state: 'failing', detail: expect.stringContaining('did not accept the key') })
    key = 'right'
    expect(await provider.status(never)).toMatchObject({ state: 'ready', detail: 'A key is set.' })
    await provider.test?.(never)
    expect(await provider.status(never)).toMatchObject({ state: 'ready', detail: 'The key works.' })
    key = 'wrong'
    await collect(provider.generate(ask('gpt-4o', 'hello'), never))
    expect(await provider.status(never)).toMatchObject({ state: 'failing' })
  })

  it('reports an address where nothing answers', async () => {
    const provider = createCloudProvider({
      spec: specOf('openai-compatible'),
      secrets: environmentSecrets({}),
      env: {},
      baseUrl: 'http://127.0.0.1:9/v1',
      ownServer: { model: null },
    })
    expect(await provider.status(never)).toMatchObject({ state: 'unreachable', url: 'http://127.0.0.1:9/v1' })
    expect((await collect(provider.generate(ask('any', 'hello'), never))).events).toMatchObject([
      { type: 'failed', error: { code: 'PROVIDER_UNREACHABLE' }, isRetryable: true },
    ])
  })
})
