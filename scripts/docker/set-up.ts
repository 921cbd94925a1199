import { createDockerEngine } from '../../core/engines/containers/docker/docker-engine.ts'
import { type BaseImages, chooseBaseImages } from './base-images.ts'
import { ensureDaemon } from './daemon.ts'
import { ownDebian } from './packages.ts'

/** A container engine with images to build on, or why there is none. `detail` is for people, on one line. */
export type EngineSetUp = { baseImages: BaseImages; detail: string } | { baseImages: null; detail: string }

/**
 * Makes this computer ready for the tests that need containers: where no engine answers and this process is root on Debian it installs
 * and starts Docker. Run again it takes a second.
 */
export async function setUpEngine(root: string): Promise<EngineSetUp> {
  const engine = createDockerEngine()
  try {
    const why = await ensureDaemon(root, engine)
    const status = engine.status()
    if (why !== null || status.state !== 'ready') return { baseImages: null, detail: why ?? 'it went away' }
    const baseImages = await chooseBaseImages(root, engine, ownDebian())
    const { name, version, endpoint } = status.engine
    return { baseImages, detail: `${name} ${version} at ${endpoint}, building on ${Object.values(baseImages).join(', ')}` }
  } catch (error) {
    return { baseImages: null, detail: (error as Error).message }
  } finally {
    await engine.close()
  }
}

/** How tests are told which images to build on. */
export function baseImageEnv(baseImages: BaseImages | null): Record<string, string> {
  if (baseImages === null) return {}
  const each = Object.entries(baseImages).map(([name, image]) => [`CORTEX_TEST_BASE_${name.toUpperCase()}`, image])
  return { CORTEX_TEST_BASE_IMAGES: JSON.stringify(baseImages), ...Object.fromEntries(each) }
}
