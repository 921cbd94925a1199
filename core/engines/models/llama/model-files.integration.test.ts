import { copyFile, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ask, collect } from '../provider.testsuite.ts'
import { withLlamaProviders } from '../testing/llama-providers.ts'
import { addToOllamaStore } from '../testing/ollama-store.ts'
import { sparkPath } from '../testing/spark.ts'

const never = new AbortController().signal

describe('Files of the llama.cpp provider', () => {
  const here = withLlamaProviders()

  it('deletes a file of the models folder with all its parts, and nothing else', async () => {
    const models = join(here.folder, 'models')
    await mkdir(models)
    for (const name of ['two-00001-of-00002.gguf', 'two-00002-of-00002.gguf', 'two-more.gguf']) await copyFile(sparkPath, join(models, name))
    const provider = here.open({ builtInFolder: null })
    expect(await provider.facts?.(never)).toMatchObject([
      { name: 'two', removal: 'file', need: { weightsBytes: 2 * 6_955_232 } },
      { name: 'two-more', removal: 'file' },
    ])
    await provider.remove?.('two', never)
    expect(await readdir(models)).toEqual(['two-more.gguf'])
  })

  it('runs a link to the first of several parts by its real name', async () => {
    const first = join(here.folder, 'linked-00001-of-00002.gguf')
    for (const name of [first, join(here.folder, 'linked-00002-of-00002.gguf')]) await copyFile(sparkPath, name)
    const provider = here.open({ builtInFolder: null })
    expect(await provider.addFile(first)).toMatchObject({ name: 'linked', sizeBytes: 2 * 6_955_232 })
    expect(await provider.show?.('linked', never)).toMatchObject({ path: first })
    expect(await provider.facts?.(never)).toMatchObject([{ removal: 'link' }])
    await provider.remove?.('linked', never)
    expect((await stat(first)).size).toBeGreaterThan(0)
  })

  it('refuses to remove a model that is answering, and takes it out of memory when it is not', async () => {
    const file = join(here.folder, 'busy.gguf')
    await copyFile(sparkPath, file)
    const provider = here.open()
    await provider.addFile(file)
    let refused: Promise<unknown> | null = null
    await collect(provider.generate(ask('busy', 'what can you do?'), never), () => {
      refused ??= Promise.resolve(provider.remove?.('busy', never)).catch((error: unknown) => error)
    })
    expect(await refused).toMatchObject({ code: 'MODEL_BUSY', message: expect.stringContaining('Stop what it is answering') })
    await provider.remove?.('busy', never)
    expect((await provider.models(never)).map(({ name, isLoaded }) => [name, isLoaded])).toEqual([['spark', false]])
    await provider.addFile(file)
    expect((await provider.models(never)).find(({ name }) => name === 'busy')?.isLoaded).toBe(false)
  })

  it('tells what a loaded model has, by a digest of its contents', async () => {
    const file = join(here.folder, 'same bytes.gguf')
    await copyFile(sparkPath, file)
    const provider = here.open({ contextTokens: 1024 })
    await provider.addFile(file)
    await collect(provider.generate(ask('spark', 'hello'), never))
    const facts = await provider.facts?.(never)
    expect(facts).toMatchObject([
      {
        name: 'spark',
        loadedContextTokens: 1024,
        removal: null,
        need: { kvBytesPerToken: 2560, trainContextTokens: 2048, wantedContextTokens: 1024 },
      },
      { name: 'same bytes', loadedContextTokens: null, removal: 'link' },
    ])
    expect(facts?.[0]?.digest).toMatch(/^pieces:[0-9a-f]{64}$/)
    expect(facts?.[1]?.digest).toBe(facts?.[0]?.digest)
    const other = await readFile(sparkPath)
    await writeFile(file, Buffer.concat([other.subarray(0, -1), Buffer.from([1])]))
    expect(await provider.digest?.('same bytes', never)).not.toBe(facts?.[0]?.digest)
  })

  it('reports what a file is before it is added', async () => {
    const provider = here.open()
    expect(await provider.inspectFile(sparkPath)).toMatchObject({
      name: 'spark',
      isUsable: true,
      refusal: null,
      warnings: [],
      memory: { verdict: 'fits' },
    })
    const small = here.open({ memoryLimitBytes: 20_000_000 })
    expect(await small.inspectFile(sparkPath)).toMatchObject({
      isUsable: true,
      memory: { verdict: 'too-large' },
      warnings: [expect.stringContaining('smaller model')],
    })
    expect(await provider.inspectFile(join(here.folder, 'nothing.gguf'))).toMatchObject({
      isUsable: false,
      refusal: expect.stringContaining('There is no file'),
      memory: null,
    })
  })

  it('links an added file, runs it, and leaves it in place when the link is removed', async () => {
    const file = join(here.folder, 'Tiny Model.gguf')
    await copyFile(sparkPath, file)
    const provider = here.open()
    expect(await provider.addFile(file)).toMatchObject({
      id: 'llama/Tiny Model',
      source: file,
      isBuiltInDemo: false,
      parameters: '3.4M',
      contextTokens: 2048,
    })
    expect((await provider.addFile(file)).id).toBe('llama/Tiny Model')
    expect((await collect(provider.generate(ask('Tiny Model', 'hello'), never))).text).toMatch(/spark/i)
    await provider.remove?.('Tiny Model', never)
    expect((await provider.models(never)).map(({ name }) => name)).toEqual(['spark'])
    expect((await stat(file)).size).toBeGreaterThan(0)
  })

  it('follows a .link.json where the file system has no links', async () => {
    await mkdir(join(here.folder, 'models'))
    await writeFile(join(here.folder, 'models', 'linked.link.json'), JSON.stringify({ path: sparkPath }))
    expect((await here.open({ builtInFolder: null }).models(never)).map(({ name }) => name)).toEqual(['linked'])
  })

  it('refuses files that are no complete GGUF, and the built-in model cannot be removed or replaced', async () => {
    const provider = here.open()
    const cut = join(here.folder, 'cut.gguf')
    await copyFile(sparkPath, cut)
    await truncate(cut, 5_000)
    const text = join(here.folder, 'text.gguf')
    await writeFile(text, 'not a model')
    const spark = join(here.folder, 'spark.gguf')
    await copyFile(sparkPath, spark)
    for (const path of [cut, text, spark, join(here.folder, 'missing.gguf')])
      await expect(provider.addFile(path)).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await expect(provider.remove?.('spark', never)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
    expect((await provider.models(never)).map(({ name }) => name)).toEqual(['spark'])
  })

  it("lists and runs what is in Ollama's store where it lies", async () => {
    const store = join(here.folder, 'ollama')
    const { blobPath } = await addToOllamaStore(store, 'spark:latest', sparkPath)
    await addToOllamaStore(store, 'someone/tiny:3m', sparkPath)
    await writeFile(join(store, 'manifests', 'registry.ollama.ai', 'library', 'half-written'), '{"layers": [')
    const provider = here.open({ ollamaStore: store, builtInFolder: null })
    expect((await provider.models(never)).map(({ name }) => name).sort()).toEqual(['someone/tiny:3m', 'spark:latest'])
    const { text } = await collect(provider.generate(ask('someone/tiny:3m', 'hello'), never))
    expect(text).toMatch(/spark/i)
    expect((await provider.show?.('spark:latest', never))?.path).toBe(blobPath)
  })
})
