import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../kernel/clock.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { createModels, type Models } from './create-models.ts'
import { environmentSecrets } from './environment-secrets.ts'
import { type FileServer, startFileServer } from './testing/file-server.ts'
import { startOllamaServer } from './testing/ollama-server.ts'
import { builtInFolder, sparkPath } from './testing/spark.ts'
import type { WireServer } from './testing/wire-server.ts'

const never = new AbortController().signal

describe('Models as a person has them', () => {
  let folder: string
  let server: FileServer
  let ollama: WireServer
  let models: Models
  const onChange = vi.fn()
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cortex-models-'))
    server = await startFileServer({ bytes: await readFile(sparkPath), etag: '"one"', hasRanges: true })
    ollama = await startOllamaServer({ store: join(folder, 'store'), registry: { 'tiny:3m': sparkPath } })
    const listed = {
      ...{ id: 'tiny', name: 'Tiny', use: 'Tests.', kind: 'chat', parameters: '3.4M', quantization: 'F16', sizeBytes: 6_955_232 },
      ...{ contextTokens: 2048, kvBytesPerToken: 2560, licence: 'MIT', url: `${server.url}/tiny.gguf`, page: server.url },
      ...{ sha256: '5421ca24e729e1518df63a59eb22ace1be01251cfb9584fc8fa8fea418f68fd7', ollama: 'tiny:3m' },
    }
    await writeFile(join(folder, 'catalogue.json'), JSON.stringify({ models: [listed] }))
    models = await createModels({
      modelsFolder: join(folder, 'models'),
      builtInFolder,
      catalogueFile: join(folder, 'catalogue.json'),
      secrets: environmentSecrets({}),
      env: { OLLAMA_HOST: ollama.url, OLLAMA_MODELS: '/nonexistent' },
      logger: silentLogger,
      clock: systemClock,
      roles: () => ({}),
      onChange,
      isResuming: true,
    })
  })
  afterAll(async () => {
    await models.close()
    await Promise.all([server.close(), ollama.close()])
    await rm(folder, { recursive: true })
  })
  const arrival = async (id: string) => {
    for await (const { downloads } of models.door.watchDownloads(never)) {
      const found = downloads.find((one) => one.id === id)
      if (found?.state === 'failed') throw new Error(found.detail)
      if (found?.state === 'done') return found
    }
    return null
  }
  const ids = async () => (await models.gateway.list(never)).models.map(({ id }) => id)
  const listed = async () => (await models.door.catalogue(never)).models[0]

  it('come from the catalogue as a file, are listed at once, answer, and are deleted', async () => {
    expect(await listed()).toMatchObject({ id: 'tiny', memory: { verdict: 'fits' }, installedAs: [], downloadId: null })
    await ids()
    const { id } = await models.door.download({ catalogue: 'tiny' })
    expect(await arrival(id)).toMatchObject({ modelId: 'llama/tiny', checksum: 'matched' })
    expect(await ids()).toContain('llama/tiny')
    expect(await listed()).toMatchObject({ installedAs: ['llama/tiny'], downloadId: null })
    expect(await models.gateway.choose(['llama/tiny'], never)).toMatchObject({ id: 'llama/tiny', contextTokens: 2048 })
    await expect(models.door.download({ catalogue: 'tiny' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await models.gateway.remove('llama/tiny', never)
    expect(await ids()).not.toContain('llama/tiny')
    await expect(stat(join(folder, 'models', 'tiny.gguf'))).rejects.toMatchObject({ code: 'ENOENT' })
    expect(onChange).toHaveBeenCalled()
  })

  it('come through Ollama, and are deleted there', async () => {
    const { id } = await models.door.download({ ollama: 'tiny:3m' })
    expect(await arrival(id)).toMatchObject({ modelId: 'ollama/tiny:3m' })
    expect(await ids()).toContain('ollama/tiny:3m')
    await models.gateway.remove('ollama/tiny:3m', never)
    expect(await ids()).not.toContain('ollama/tiny:3m')
  })

  it('say plainly why they cannot come', async () => {
    await expect(models.door.download({ catalogue: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(models.door.download({ url: 'http://example.com/a.gguf' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await ollama.close()
    await expect(models.door.download({ ollama: 'tiny:3m' })).rejects.toMatchObject({ code: 'PROVIDER_UNREACHABLE' })
  })
})
