import { expect, test } from 'vitest'
import { toolImage } from '../../contract/containers.ts'
import { Fault } from '../../contract/faults.ts'
import type { ToolManifest } from '../../contract/manifests/index.ts'
import type { RunStatus } from '../../contract/runs.ts'
import type { PlannedImage } from '../../engines/containers/images/tool-images.ts'
import type { Image } from '../../engines/containers/port.ts'
import { newId } from '../../kernel/ids.ts'
import type { LoadedManifest } from '../../registry/port.ts'
import { createToolImageView } from './tool-image-view.ts'

const runId = newId('run')
const tool: LoadedManifest<ToolManifest> = {
  ...{ file: '/m/tool.yml', folder: '/m', digest: 'now', root: 'personal', body: null, loadedAt: '' },
  manifest: { kind: 'Tool', name: 'slugify', implementation: { type: 'bash', script: 'x' } },
}
const planned = { tag: 'cortex/tool-slugify:1', dockerfile: 'FROM x\n', isHandWritten: false } as PlannedImage
const image = { id: 'sha256:1', tags: [planned.tag], labels: {}, sizeBytes: 7, createdAt: '2026-01-01T00:00:00.000Z' } as Image

const view = async (given: {
  last?: { status: RunStatus; digest?: string }
  inspect?: () => Promise<Image | null>
  plan?: () => Promise<PlannedImage>
}) => {
  const { last, inspect = async () => null, plan = async () => planned } = given
  const error = { code: 'BUILD_FAILED', message: 'No matching distribution found for x.' }
  const shown = await createToolImageView({
    images: { plan, inspect },
    lastBuild: async (name) =>
      last && name === 'tool/slugify' ? { id: runId, digest: 'now', error: last.status === 'failed' ? error : null, ...last } : null,
  })(tool)
  expect(toolImage.parse(shown)).toEqual(shown)
  return shown
}

test('missing, building, built and failed, with the run whose journal has the log', async () => {
  expect(await view({})).toMatchObject({ state: 'missing', isBuilt: false, buildRunId: null, error: null, dockerfile: 'FROM x\n', tag: planned.tag })
  expect(await view({ last: { status: 'running' } })).toMatchObject({ state: 'building', buildRunId: runId })
  expect(await view({ last: { status: 'done' }, inspect: async () => image })).toMatchObject({
    ...{ state: 'built', isBuilt: true, sizeBytes: 7, builtAt: image.createdAt, buildRunId: runId },
  })
  expect(await view({ last: { status: 'failed' } })).toMatchObject({ state: 'failed', error: 'No matching distribution found for x.' })
})

test('a failure is over when the tool changed, when it was stopped, or when the image is there all the same', async () => {
  expect(await view({ last: { status: 'failed', digest: 'before' } })).toMatchObject({ state: 'missing', error: null })
  expect(await view({ last: { status: 'cancelled' } })).toMatchObject({ state: 'missing', error: null })
  expect(await view({ last: { status: 'failed' }, inspect: async () => image })).toMatchObject({ state: 'built', error: null })
})

test('what cannot be planned is failed with the reason; without an engine the Dockerfile is shown all the same', async () => {
  const refused = async () => {
    throw new Fault('BUILD_FAILED', { name: 'slugify', detail: 'tool.yml line 7: "x;" does not name a package.' })
  }
  expect(await view({ plan: refused })).toMatchObject({
    state: 'failed',
    dockerfile: '',
    error: expect.stringContaining('tool.yml line 7') as string,
  })
  const gone = async () => {
    throw new Fault('ENGINE_UNAVAILABLE', { why: 'none.' })
  }
  expect(await view({ inspect: gone })).toMatchObject({ state: 'missing', dockerfile: 'FROM x\n' })
  await expect(view({ inspect: () => Promise.reject(new Error('a bug')) })).rejects.toThrow('a bug')
})
