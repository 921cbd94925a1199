import { Fault } from '../../contract/faults.ts'
import type { RelicManifest, ToolManifest } from '../../contract/manifests/index.ts'
import type { FolderSource, ToolImages } from '../../engines/containers/images/tool-images.ts'
import type { LoadedManifest, ManifestLookup } from '../../registry/port.ts'
import type { Executor, RunContext } from '../../runs/executor.ts'
import { createLogLines } from './log-lines.ts'

const timeoutMs = 20 * 60_000

/** What a build gives back. */
export type BuildOutput = { image: string; isFromCache: boolean; sizeBytes: number }

const inputSchema = {
  type: 'object',
  properties: { force: { type: 'boolean', description: 'Builds it anew, also when it is there; nothing is taken from the cache.' } },
  additionalProperties: false,
}

/**
 * Carries out builds of images, named `tool/slugify` or `relic/kv_store`. A build asks for nothing: what it installs is shown as a right when the
 * manifest is installed. Throws BUILD_FAILED, CANCELLED, ENGINE_UNAVAILABLE or ENGINE_FAILED.
 */
export function createBuildExecutor(options: {
  manifests: Pick<ManifestLookup, 'get' | 'nearest'>
  images: Pick<ToolImages, 'build' | 'buildFolder'>
}): Executor {
  const { manifests, images } = options

  const find = <K extends 'Tool' | 'Relic'>(kind: K, name: string): LoadedManifest<K extends 'Tool' ? ToolManifest : RelicManifest> => {
    const loaded = manifests.get(kind, name)
    if (loaded) return loaded as never
    const nearest = manifests.nearest(kind, name)
    throw new Fault('MANIFEST_NOT_FOUND', { kind: kind.toLowerCase(), name, suggestion: nearest ? ` Did you mean ${nearest}?` : '' })
  }

  return {
    kind: 'build',
    async prepare(name) {
      const [, what, which = ''] = /^(tool|relic)\/(.+)$/.exec(name) ?? []
      if (!what) throw new Fault('BAD_INPUT', { detail: `A build is named tool/… or relic/…, and ${name} is neither.` })
      const work = what === 'tool' ? toolWork(find('Tool', which), images) : relicWork(find('Relic', which), images)
      return {
        name,
        digest: work.digest,
        inputSchema,
        rights: [],
        tier: null,
        timeoutMs,
        async execute(context): Promise<BuildOutput> {
          const log = createLogLines((line) => context.emit({ type: 'run.log', line }))
          try {
            const { tag, isFromCache, sizeBytes } = await work.build({ signal: context.signal, onLog: log.push, force: isForced(context) })
            return { image: tag, isFromCache, sizeBytes }
          } finally {
            log.close()
          }
        },
      }
    },
  }
}

type Asked = Parameters<ToolImages['build']>[1]
type Work = { digest: string; build(asked: Asked): ReturnType<ToolImages['build']> }

const toolWork = (loaded: LoadedManifest<ToolManifest>, images: Pick<ToolImages, 'build'>): Work => ({
  digest: loaded.digest,
  build: (asked) => images.build(loaded, asked),
})

function relicWork(loaded: LoadedManifest<RelicManifest>, images: Pick<ToolImages, 'buildFolder'>): Work {
  const source = relicSource(loaded)
  if (!source)
    throw new Fault('BAD_INPUT', { detail: `The relic ${loaded.manifest.name} uses an image that is there already; nothing of it is built.` })
  return { digest: loaded.digest, build: (asked) => images.buildFolder(source, asked) }
}

/** The folder that a relic is built from; null when it uses an image, or brings a compose file, which builds by itself. */
export function relicSource({ manifest, file, folder, digest }: LoadedManifest<RelicManifest>): FolderSource | null {
  return 'build' in manifest.service ? { name: manifest.name, file, folder, digest, path: manifest.service.build } : null
}

const isForced = ({ input }: RunContext): boolean => typeof input === 'object' && input !== null && 'force' in input && input.force === true
