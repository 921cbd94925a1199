import { expect, test } from 'vitest'
import { Fault } from '../../contract/faults.ts'
import type { RelicManifest, ToolManifest } from '../../contract/manifests/index.ts'
import type { NewRunEvent } from '../../contract/runs.ts'
import type { BuiltImage, FolderSource, ToolSource } from '../../engines/containers/images/tool-images.ts'
import { newId } from '../../kernel/ids.ts'
import { silentLogger } from '../../kernel/logger.ts'
import type { LoadedManifest } from '../../registry/port.ts'
import { createBuildExecutor } from './build-executor.ts'

type Asked = { signal: AbortSignal; onLog(line: string): void; force?: boolean | undefined }

const loaded = <M extends ToolManifest | RelicManifest>(manifest: M): LoadedManifest<M> => ({
  ...{ manifest, file: '/m/x.yml', folder: '/m', digest: `digest of ${manifest.name}`, root: 'personal', body: null, loadedAt: '' },
})
const tool = loaded<ToolManifest>({ kind: 'Tool', name: 'slugify', implementation: { type: 'bash', script: 'x' } })
const store = loaded<RelicManifest>({ kind: 'Relic', name: 'kv_store', service: { build: './image' } })
const ready = loaded<RelicManifest>({ kind: 'Relic', name: 'ready', service: { image: 'redis:7' } })

function executor(build: (source: ToolSource | FolderSource, asked: Asked) => Promise<BuiltImage>) {
  const events: NewRunEvent[] = []
  const all = [tool, store, ready]
  const one = createBuildExecutor({
    manifests: {
      get: (kind, name) => (all.find(({ manifest }) => manifest.kind === kind && manifest.name === name) ?? null) as never,
      nearest: () => 'slugify',
    },
    images: { build, buildFolder: build },
  })
  const run = async (name: string, input: unknown = {}, signal = new AbortController().signal) => {
    const prepared = await one.prepare(name)
    const runId = newId('run')
    return prepared.execute({
      ...{ runId, rootId: runId, sessionId: null, input, signal, logger: silentLogger },
      emit: (event) => void events.push(event),
      spend() {},
      usage: () => ({ inputTokens: 0, outputTokens: 0, costUsd: 0 }),
      execute: () => Promise.reject(new Error('a build starts nothing')),
    })
  }
  return { one, run, events }
}
const image: BuiltImage = { tag: 'cortex/tool-slugify:1', imageId: 'sha256:1', isFromCache: false, durationMs: 1, sizeBytes: 7 }

test('a build asks for nothing, has its deadline, and is pinned to the version in force', async () => {
  const { one } = executor(async () => image)
  expect(await one.prepare('tool/slugify')).toMatchObject({
    name: 'tool/slugify',
    digest: 'digest of slugify',
    rights: [],
    tier: null,
    timeoutMs: 1_200_000,
  })
})

test('tools and relics are built from their own folders; lines of the log are events; the image is the output', async () => {
  const sources: unknown[] = []
  const { run, events } = executor(async (source, { onLog, force }) => {
    sources.push({ ...source, force })
    onLog('Step 1/2')
    onLog('Step 2/2')
    return image
  })
  expect(await run('tool/slugify')).toEqual({ image: 'cortex/tool-slugify:1', isFromCache: false, sizeBytes: 7 })
  expect(events).toEqual([
    { type: 'run.log', line: 'Step 1/2' },
    { type: 'run.log', line: 'Step 2/2' },
  ])
  await run('relic/kv_store', { force: true })
  expect(sources).toMatchObject([
    { manifest: { name: 'slugify' }, folder: '/m', force: false },
    { name: 'kv_store', folder: '/m', path: './image', digest: 'digest of kv_store', force: true },
  ])
})

test("a failure is the run's error, with all of the log before it", async () => {
  const { run, events } = executor(async (_, { onLog }) => {
    for (let index = 0; index < 50; index++) onLog(`${index}`)
    throw new Fault('BUILD_FAILED', { name: 'slugify', detail: 'No matching distribution found for x.' })
  })
  await expect(run('tool/slugify')).rejects.toMatchObject({ code: 'BUILD_FAILED' })
  expect(events.flatMap((event) => (event.type === 'run.log' ? event.line.split('\n') : []))).toHaveLength(50)
})

test('what cannot be built is said before anything begins', async () => {
  const { one } = executor(async () => image)
  await expect(one.prepare('slugify')).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await expect(one.prepare('agent/x')).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await expect(one.prepare('relic/ready')).rejects.toThrow(/uses an image that is there already/)
  await expect(one.prepare('tool/slugifi')).rejects.toThrow(/Did you mean slugify/)
})
