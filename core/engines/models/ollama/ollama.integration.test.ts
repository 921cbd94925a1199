import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../kernel/clock.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import { createProviders } from '../create-providers.ts'
import { environmentSecrets } from '../environment-secrets.ts'
import { createModelGateway } from '../gateway.ts'
import type { PullProgress } from '../port.ts'
import { ask, collect } from '../provider.testsuite.ts'
import { startOllamaServer } from '../testing/ollama-server.ts'
import { addToOllamaStore } from '../testing/ollama-store.ts'
import { builtInFolder, sparkPath } from '../testing/spark.ts'
import type { WireServer } from '../testing/wire-server.ts'
import { createOllamaProvider } from './provider.ts'

const never = new AbortController().signal

async function all<Item>(items: AsyncIterable<Item> | undefined): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of items ?? []) list.push(item)
  return list
}

describe('The Ollama provider', () => {
  let store: string
  let server: WireServer
  beforeAll(async () => {
    store = await mkdtemp(join(tmpdir(), 'cortex-ollama-'))
    await addToOllamaStore(store, 'spark:latest', sparkPath)
    server = await startOllamaServer({ store, registry: { 'tiny:3m': sparkPath } })
  })
  afterAll(async () => {
    await server.close()
    await rm(store, { recursive: true })
  })
  const open = (contextTokens: number | null = null) => createOllamaProvider({ env: { OLLAMA_HOST: server.url }, contextTokens })
  const lastChat = () =>
    server.calls.findLast(({ path }) => path === '/api/chat')?.body as { options: Record<string, unknown>; think?: boolean; tools?: unknown }

  it('sends the context size with each request, never more than the model has, and gets it', async () => {
    const provider = open(512)
    expect(await provider.capabilities('spark', never)).toEqual({ contextTokens: 512, hasTools: true, hasImages: false })
    await collect(provider.generate(ask('spark', 'hello'), never))
    expect(lastChat().options).toMatchObject({ num_ctx: 512, num_predict: 200, temperature: 0 })
    const loaded = (await (await fetch(`${server.url}/api/ps`)).json()) as { models: { name: string; context_length: number }[] }
    expect(loaded.models).toMatchObject([{ name: 'spark:latest', context_length: 512 }])
    expect(await open(1_000_000).capabilities('spark', never)).toMatchObject({ contextTokens: 2048 })
    await collect(open().generate(ask('spark', 'hello', { contextTokens: 1024 }), never))
    expect(lastChat()).toMatchObject({ options: { num_ctx: 1024 } })
    expect(lastChat().think).toBeUndefined()
  })

  it('tells what each model can do, and which are loaded', async () => {
    expect(await open().models(never)).toMatchObject([
      {
        id: 'ollama/spark:latest',
        hasTools: true,
        hasThinking: false,
        hasEmbeddings: false,
        contextTokens: 2048,
        parameters: '3.4M',
        quantization: 'F16',
        isLoaded: true,
      },
    ])
  })

  it('downloads with progress, shows, embeds and deletes', async () => {
    const provider = open()
    const progress = await all<PullProgress>(provider.pull?.('tiny:3m', never))
    expect(progress.at(-1)).toMatchObject({ status: 'success', isDone: true, error: null })
    const bytes = progress.flatMap(({ completedBytes }) => (completedBytes === null ? [] : [completedBytes]))
    expect(bytes.at(-1)).toBe(6_955_232)
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b))
    expect(await provider.show?.('tiny:3m', never)).toMatchObject({ capabilities: ['completion', 'tools'] })
    const vectors = await provider.embed?.('tiny:3m', ['a cat', 'a cat', 'arithmetic'], never)
    expect(vectors?.[0]).toEqual(vectors?.[1])
    expect(vectors?.[0]).not.toEqual(vectors?.[2])
    expect(Math.hypot(...(vectors?.[0] ?? []))).toBeCloseTo(1)
    await provider.remove?.('tiny:3m', never)
    await expect(provider.remove?.('tiny:3m', never)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await provider.models(never)).map(({ name }) => name)).toEqual(['spark:latest'])
  })

  it('tells what a model takes, what it has while it is loaded, and how fast it answered', async () => {
    const provider = open()
    const { last } = await collect(provider.generate(ask('spark', 'what can you do?'), never))
    expect(last).toMatchObject({ type: 'finished', timing: { promptTokens: expect.any(Number), outputTokens: expect.any(Number) } })
    expect(last?.type === 'finished' && last.timing?.outputMs).toBeGreaterThan(0)
    const [facts] = (await provider.facts?.(never)) ?? []
    expect(facts).toMatchObject({
      name: 'spark:latest',
      loadedContextTokens: 2048,
      removal: 'ollama',
      need: { weightsBytes: 6_955_232, kvBytesPerToken: 2560, trainContextTokens: 2048, wantedContextTokens: 2048 },
    })
    expect(facts?.digest).toMatch(/^ollama:[0-9a-f]{64}$/)
    expect(await provider.digest?.('spark', never)).toBe(facts?.digest)
  })

  it('says what went wrong with a download', async () => {
    expect((await all<PullProgress>(open().pull?.('nothing', never))).at(-1)).toMatchObject({
      isDone: true,
      error: expect.stringContaining('file does not exist'),
    })
  })

  it('is unreachable at once where no Ollama runs', async () => {
    const provider = createOllamaProvider({ env: { OLLAMA_HOST: '127.0.0.1:9' } })
    expect(await provider.status(never)).toMatchObject({
      state: 'unreachable',
      url: 'http://127.0.0.1:9',
      detail: expect.stringContaining('Start Ollama'),
    })
    const { events } = await collect(provider.generate(ask('spark', 'hello'), never))
    expect(events).toMatchObject([{ type: 'failed', error: { code: 'PROVIDER_UNREACHABLE' }, isRetryable: true }])
  })

  it('reports a server that goes away in the middle of an answer', async () => {
    const dying = await startOllamaServer({ store, registry: {} })
    const provider = createOllamaProvider({ env: { OLLAMA_HOST: dying.url } })
    let closing: Promise<void> | null = null
    const { last, text } = await collect(provider.generate(ask('spark', 'what can you do?'), never), () => {
      closing ??= dying.close()
    })
    await closing
    expect(text.length).toBeGreaterThan(0)
    expect(last).toMatchObject({ type: 'failed', error: { code: 'PROVIDER_UNREACHABLE' }, isRetryable: false })
  })

  it('hands over to the built-in model through the gateway when Ollama dies between choosing and answering', async () => {
    const dying = await startOllamaServer({ store, registry: {} })
    const env = { OLLAMA_HOST: dying.url, OLLAMA_MODELS: '/nonexistent' }
    const secrets = environmentSecrets(env)
    const providers = createProviders({ modelsFolder: '/nonexistent', builtInFolder, secrets, env, logger: silentLogger })
    const gateway = createModelGateway({ ...providers, secrets, clock: systemClock, logger: silentLogger })
    const chosen = await gateway.choose([], never)
    expect(chosen).toMatchObject({ id: 'ollama/spark:latest', contextTokens: 2048, hasTools: true })
    await dying.close()
    const skipped: string[] = []
    const { messages, tools, temperature, maxOutputTokens, stop } = ask('', 'hello')
    const stream = gateway.generate(
      { prefer: [], messages, tools, temperature, maxOutputTokens, stop },
      { signal: never, chosen, onSkip: ({ model }) => skipped.push(model) },
    )
    expect((await collect(stream)).text).toMatch(/spark/i)
    expect(skipped[0]).toBe('ollama/spark:latest')
    await gateway.close()
  })
})
