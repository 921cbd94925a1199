import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { silentLogger } from '../../../kernel/logger.ts'
import { createModels, type Models } from '../create-models.ts'
import { environmentSecrets } from '../environment-secrets.ts'
import { startOllamaServer } from '../testing/ollama-server.ts'
import { addToOllamaStore } from '../testing/ollama-store.ts'
import { builtInFolder, sparkPath } from '../testing/spark.ts'
import type { WireServer } from '../testing/wire-server.ts'

const never = new AbortController().signal

describe('What is known of models', () => {
  let folder: string
  let server: WireServer
  let models: Models
  let roles: Record<string, string> = {}
  const open = () =>
    createModels({
      modelsFolder: join(folder, 'models'),
      builtInFolder,
      catalogueFile: join(builtInFolder, 'catalogue.json'),
      secrets: environmentSecrets({}),
      env: { OLLAMA_HOST: server.url, OLLAMA_MODELS: '/nonexistent' },
      logger: silentLogger,
      clock: { now: () => Date.now() },
      roles: () => roles,
      onChange: () => {},
      isResuming: false,
    })
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cortex-facts-'))
    await addToOllamaStore(join(folder, 'store'), 'spark:latest', sparkPath)
    server = await startOllamaServer({ store: join(folder, 'store'), registry: {} })
    models = await open()
  })
  afterAll(async () => {
    await models.close()
    await server.close()
    await rm(folder, { recursive: true })
  })
  const factsOf = async (id: string, of = models) => (await of.door.facts(never)).models.find((model) => model.id === id)
  const answer = async (id: string) => {
    const request = {
      messages: [{ role: 'user' as const, content: `${'hello again, '.repeat(20)} what can you do?` }],
      tools: [],
      temperature: 0,
      maxOutputTokens: 200,
      stop: [],
    }
    for await (const event of models.gateway.generate({ ...request, prefer: [id] }, { signal: never }))
      if (event.type === 'failed') throw new Error(event.error.message)
  }

  it('is told before anything was loaded or measured', async () => {
    roles = { chat: 'llama/spark', planner: 'llama/spark' }
    expect(await factsOf('llama/spark')).toMatchObject({
      isLoaded: false,
      contextTokens: 2048,
      contextUsedTokens: 2048,
      memory: { verdict: 'fits', loadsNow: true, weightsBytes: 6_955_232, contextBytes: 2 * 2048 * 2560 },
      speed: null,
      probe: null,
      roles: ['chat', 'planner'],
      removal: null,
    })
    expect(await factsOf('ollama/spark:latest')).toMatchObject({ memory: { verdict: 'fits', contextTokens: 2048 }, roles: [], removal: 'ollama' })
  })

  it('measures the speed of real answers, and still knows it after a restart', async () => {
    for (const id of ['llama/spark', 'ollama/spark:latest']) {
      await answer(id)
      await answer(id)
      await vi.waitFor(async () => expect((await factsOf(id))?.speed?.answers).toBe(2), 5_000)
    }
    // What providers say of their models is asked again after some seconds.
    await vi.waitFor(async () => expect((await factsOf('llama/spark'))?.isLoaded).toBe(true), { timeout: 15_000, interval: 200 })
    const measured = await factsOf('llama/spark')
    expect(measured?.speed?.outputTokensPerSecond).toBeGreaterThan(1)
    expect(measured?.speed?.promptTokensPerSecond).toBeGreaterThan(1)
    expect(measured).toMatchObject({ isLoaded: true, memory: { detail: 'It is in memory now.' } })
    const next = await open()
    expect((await factsOf('llama/spark', next))?.speed).toEqual(measured?.speed)
    await next.close()
  })

  it('finds out by a real call whether a model calls tools, and keeps it by its contents', async () => {
    const probe = await models.door.probe('llama/spark', never)
    expect(probe).toMatchObject({ outcome: 'calls-tools', hasTools: true, durationMs: expect.any(Number) })
    expect((await factsOf('llama/spark'))?.probe).toEqual(probe)
    await copyFile(sparkPath, join(folder, 'other name.gguf'))
    await models.gateway.addFile(join(folder, 'other name.gguf'))
    expect((await factsOf('llama/other name'))?.probe).toEqual(probe)
    expect((await factsOf('ollama/spark:latest'))?.probe).toBeNull()
    expect(await models.door.probe('ollama/spark:latest', never)).toMatchObject({ hasTools: true })
    await expect(models.door.probe('llama/none', never)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(models.door.probe('nowhere/none', never)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
