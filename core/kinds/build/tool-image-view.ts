import type { ToolImage } from '../../contract/containers.ts'
import { Fault } from '../../contract/faults.ts'
import type { ToolManifest } from '../../contract/manifests/index.ts'
import type { Run } from '../../contract/runs.ts'
import type { ToolImages } from '../../engines/containers/images/tool-images.ts'
import type { LoadedManifest } from '../../registry/port.ts'

/** The last build of a name such as `tool/slugify`; null when there was none. */
export type LastBuild = (name: string) => Promise<Pick<Run, 'id' | 'status' | 'digest' | 'error'> | null>

export type ToolImageView = (loaded: LoadedManifest<ToolManifest>) => Promise<ToolImage>

/**
 * The image of a tool as people see it. A tool that cannot be planned is shown as failed with the reason; a failure of an earlier version is over
 * as soon as the tool changed. Without an engine what it would be built by is shown all the same.
 */
export function createToolImageView(options: { images: Pick<ToolImages, 'plan' | 'inspect'>; lastBuild: LastBuild }): ToolImageView {
  const { images, lastBuild } = options
  return async (loaded) => {
    const { name } = loaded.manifest
    const [last, planned] = await Promise.all([lastBuild(`tool/${name}`), images.plan(loaded).catch(refused)])
    const shown = { tool: name, buildRunId: last?.id ?? null, isBuilt: false, sizeBytes: null, builtAt: null }
    if (planned instanceof Fault) return { ...shown, tag: '', dockerfile: '', isHandWritten: false, state: 'failed', error: planned.message }
    const { tag, dockerfile, isHandWritten } = planned
    const image = await images.inspect(tag).catch(unavailable)
    const isUnderWay = last !== null && ['queued', 'running', 'waiting'].includes(last.status)
    const hasFailed = last?.status === 'failed' && last.digest === loaded.digest && !image
    return {
      ...shown,
      ...{ tag, dockerfile, isHandWritten },
      isBuilt: image !== null,
      sizeBytes: image?.sizeBytes ?? null,
      builtAt: image?.createdAt ?? null,
      state: isUnderWay ? 'building' : image ? 'built' : hasFailed ? 'failed' : 'missing',
      error: hasFailed ? (last.error?.message ?? null) : null,
    }
  }
}

const refused = (error: unknown): Fault => {
  if (error instanceof Fault && error.code === 'BUILD_FAILED') return error
  throw error
}

const unavailable = (error: unknown): null => {
  if (error instanceof Fault && error.code === 'ENGINE_UNAVAILABLE') return null
  throw error
}
