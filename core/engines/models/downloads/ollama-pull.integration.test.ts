import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ModelDownload } from '../../../contract/downloads.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import { createOllamaProvider } from '../ollama/provider.ts'
import type { PullProgress } from '../port.ts'
import { startOllamaServer } from '../testing/ollama-server.ts'
import { sparkPath } from '../testing/spark.ts'
import type { WireServer } from '../testing/wire-server.ts'
import { createDownloads, type Downloads } from './downloads.ts'

const sparkBytes = 6_955_232

describe('A download through Ollama', () => {
  let folder: string
  let store: string
  let ollama: WireServer
  const opened: Downloads[] = []
  const arrived: string[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cortex-downloads-'))
    store = join(folder, 'store')
    ollama = await startOllamaServer({ store, registry: { 'tiny:3m': sparkPath }, pullStepMs: 60 })
    arrived.length = 0
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((downloads) => downloads.close()))
    await ollama.close()
    await rm(folder, { recursive: true })
  })
  async function open(stallMs = 5_000) {
    const provider = createOllamaProvider({ env: { OLLAMA_HOST: ollama.url } })
    const downloads = await createDownloads({
      modelsFolder: folder,
      partsFolder: join(folder, 'parts'),
      clock: systemClock,
      logger: silentLogger,
      isTaken: async () => false,
      pull: (name, signal) => provider.pull?.(name, signal) as AsyncIterable<PullProgress>,
      onArrived: (from) => arrived.push(from),
      onChange: () => {},
      isResuming: true,
      stallMs,
      backoffMs: 20,
    })
    opened.push(downloads)
    return downloads
  }
  const one = async (downloads: Downloads, id: string) => (await downloads.list()).downloads.find((each) => each.id === id)
  const until = (downloads: Downloads, { id }: ModelDownload, state: ModelDownload['state']) =>
    vi.waitFor(
      async () => {
        const found = await one(downloads, id)
        if (found?.state !== state) throw new Error(`It is ${found?.state}: ${found?.detail}`)
        return found
      },
      { timeout: 10_000, interval: 10 },
    )

  it('has the same states and arrives', async () => {
    const downloads = await open()
    const begun = await downloads.add({ kind: 'ollama', name: 'tiny:3m' })
    expect(begun).toMatchObject({ kind: 'ollama', modelId: 'ollama/tiny:3m', url: null })
    await until(downloads, begun, 'downloading')
    await vi.waitFor(async () => expect(await one(downloads, begun.id)).toMatchObject({ totalBytes: sparkBytes }), { interval: 5 })
    expect(await until(downloads, begun, 'done')).toMatchObject({ receivedBytes: sparkBytes, checksum: 'matched' })
    expect(arrived).toEqual(['ollama'])
  })

  it('says when Ollama has no such model', async () => {
    const downloads = await open()
    const failed = await until(downloads, await downloads.add({ kind: 'ollama', name: 'nothing' }), 'failed')
    expect(failed).toMatchObject({ name: 'nothing:latest', detail: expect.stringContaining('has no model of that name') })
  })

  it('is stopped, at Ollama, too, by a pause and by a cancel', async () => {
    const downloads = await open()
    const begun = await downloads.add({ kind: 'ollama', name: 'tiny:3m' })
    await until(downloads, begun, 'downloading')
    expect(await downloads.pause(begun.id)).toMatchObject({ state: 'paused', canResume: true })
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(await readdir(store).catch(() => [])).toEqual([])
    await downloads.resume(begun.id)
    await until(downloads, begun, 'downloading')
    expect(await downloads.cancel(begun.id)).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(await readdir(store).catch(() => [])).toEqual([])
  })

  it('shows that it is stalled while nothing comes, and while Ollama is gone, and goes on when it is back', async () => {
    await ollama.close()
    const port = Number(new URL(ollama.url).port)
    const downloads = await open(150)
    const begun = await downloads.add({ kind: 'ollama', name: 'tiny:3m' })
    expect((await until(downloads, begun, 'stalled')).detail).toContain('Ollama does not answer. Start it.')
    ollama = await startOllamaServer({ store, registry: { 'tiny:3m': sparkPath }, port, pullStepMs: 1_000 })
    await vi.waitFor(async () => expect((await one(downloads, begun.id))?.detail).toContain('Nothing came for'), 5_000)
    await ollama.close()
    ollama = await startOllamaServer({ store, registry: { 'tiny:3m': sparkPath }, port })
    await until(downloads, begun, 'done')
  })
})
