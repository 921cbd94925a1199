import { Fault } from '../../contract/faults.ts'
import type { ToolManifest } from '../../contract/manifests/index.ts'
import type { LoadedManifest } from '../../registry/port.ts'
import type { RunContext } from '../../runs/executor.ts'
import { faultOfRun } from '../../runs/fault-of-run.ts'
import type { FindImage } from './tier-of.ts'

/**
 * The image of a tool, built first when it is not there, as a run below this one that shows its log. Throws what the build ended
 * with: BUILD_FAILED with the failing line, CANCELLED, ENGINE_UNAVAILABLE and so on.
 */
export async function imageFor(loaded: LoadedManifest<ToolManifest>, context: RunContext, find: FindImage | undefined): Promise<string> {
  const { name } = loaded.manifest
  if (!find) throw new Fault('TIER_UNAVAILABLE', { name, why: 'images of tools cannot be built here.' })
  const found = await find(loaded)
  if (found !== null) return found
  context.emit({ type: 'run.notice', code: 'IMAGE_BUILD', message: `The image of ${name} is built first; that happens once for each version of it.` })
  const built = await context.execute('build', `tool/${name}`, {})
  if (built.status !== 'done')
    throw faultOfRun(built.error, (detail) => new Fault('BUILD_FAILED', { name, detail: detail ?? `The build ended as ${built.status}.` }))
  const image = await find(loaded)
  if (image === null) throw new Fault('BUILD_FAILED', { name, detail: 'Its files changed while it was being built. Call it again.' })
  return image
}
