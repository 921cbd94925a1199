import { Fault } from '../../contract/faults.ts'
import type { RelicManifest } from '../../contract/manifests/index.ts'
import { labelsOf, type Ownership, ownershipOf, type Role } from '../../engines/containers/labels.ts'
import type { ContainerEngine, ContainerState, Labels } from '../../engines/containers/port.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { SessionId } from '../../kernel/ids.ts'
import type { Logger } from '../../kernel/logger.ts'
import { parseDurationMs } from '../../kernel/units.ts'
import type { LoadedManifest, ManifestLookup } from '../../registry/port.ts'
import { type ComposeCli, createComposeCli } from './compose/compose-cli.ts'
import { createComposeWorkload } from './compose/compose-workload.ts'
import { createContainerWorkload } from './container-workload.ts'
import { discoveryEnv } from './discovery.ts'
import { openDoors } from './doors.ts'
import type { BuildImage, InstanceParts, Place } from './instance-parts.ts'
import { createKeeping } from './keeping.ts'
import { type RelicKey, relicNames } from './names.ts'
import { createRelicNetworks } from './networks.ts'
import { planOf, type RelicPlan } from './plan.ts'
import type { RelicTiming } from './timing.ts'

export type RelicsOptions = {
  engine: ContainerEngine
  images: {
    /** The image of a relic that is built from its folder, as the folder is now, and whether it is there. */
    ofRelic(loaded: LoadedManifest<RelicManifest>): Promise<{ tag: string; isBuilt: boolean }>
    /** The base image with Node, for what stands beside relics; pulled when it is not there. */
    node(): string
  }
  manifests: Pick<ManifestLookup, 'get' | 'list' | 'nearest'>
  /** Builds an image where no run asks for it: a restart, a door. A run builds by a run below it. */
  executeBuild: (name: string, signal: AbortSignal) => Promise<void>
  sessionExists: (id: SessionId) => Promise<boolean>
  owner: string
  launch: string
  /** The data folder. */
  home: string
  /** Where volumes are packed to when their chat is removed. */
  snapshotsFolder: string
  settings: () => { relicIdle?: string | undefined }
  clock: Clock
  logger: Logger
  publish: (event: { type: 'relics.changed' }) => void
  /** At the end of this process relics go on, as after a command of the command line; else they are stopped. */
  keepsRunning?: boolean
  timing?: Partial<RelicTiming>
  compose?: ComposeCli
}

/** For the image with Node, once on a computer. */
const pullWithinMs = 10 * 60_000
const usualIdleMs = 30 * 60_000

/** What stands around the instances of a room: their networks, images, volumes and workloads, each under the labels of its owner. */
export function createSurroundings(options: RelicsOptions, timing: RelicTiming, changed: () => void) {
  const { engine, manifests, owner, launch, home, clock, logger } = options
  const names = relicNames(owner)
  const compose = options.compose ?? createComposeCli({ endpoint: () => endpointOf(engine) })

  const labelsFor = (role: Role, { name, sessionId }: { name?: string; sessionId: SessionId | null }, more: Partial<Ownership> = {}): Labels =>
    labelsOf({ owner, launch, home, role, ...(name === undefined ? {} : { name }), ...(sessionId === null ? {} : { session: sessionId }), ...more })
  const isOf = ({ labels }: { labels: Labels }, sessionId: SessionId | null): boolean => (ownershipOf(labels)?.session ?? null) === sessionId

  const loadedOf = (name: string): LoadedManifest<RelicManifest> => {
    const loaded = manifests.get('Relic', name)
    if (loaded) return loaded
    const near = manifests.nearest('Relic', name)
    throw new Fault('MANIFEST_NOT_FOUND', { kind: 'relic', name, suggestion: near ? ` Did you mean ${near}?` : '' })
  }
  const declared = (name: string): RelicPlan | null => {
    const loaded = manifests.get('Relic', name)
    try {
      return loaded && planOf(loaded)
    } catch {
      return null
    }
  }

  const closeDoors = async (key: RelicKey): Promise<void> => {
    for (const one of await engine.containers.list(labelsOf({ owner, role: 'caller', name: key.name }))) {
      if (isOf(one, key.sessionId)) await engine.containers.remove(one.id)
    }
  }
  const haveImage = async (image: string, signal: AbortSignal, onProgress: (line: string) => void): Promise<void> => {
    if (!(await engine.images.inspect(image))) await engine.images.pull(image, { signal, onProgress })
  }
  let pulling: Promise<void> | null = null
  async function nodeImage(): Promise<string> {
    const image = options.images.node()
    pulling ??= haveImage(image, AbortSignal.timeout(pullWithinMs), () => {}).finally(() => {
      pulling = null
    })
    await pulling
    return image
  }
  const networks = createRelicNetworks({
    engine,
    names,
    nodeImage,
    labelsFor: (role, sessionId) => labelsFor(role, { sessionId }),
    labelsOfAny: (role, sessionId) => labelsOf({ owner, role, ...(sessionId === null ? {} : { session: sessionId }) }),
  })
  const keeping = createKeeping({
    engine,
    owner,
    snapshotsFolder: options.snapshotsFolder,
    nodeImage,
    clock,
    labels: (key) => labelsFor('caller', key),
  })
  const containersOf = async (key: RelicKey): Promise<ContainerState[]> =>
    (await engine.containers.list(labelsOf({ owner, role: 'relic', name: key.name }))).filter((one) => isOf(one, key.sessionId))

  const place: Place = {
    enter: (key) => networks.join(key.sessionId, names.id(key)),
    async open(key, plan, workload, network) {
      if (plan.ports.length === 0) return []
      const doors = plan.ports.map((port) => ({
        ...port,
        to: workload.resolve(plan.name, port.containerPort) ?? { host: plan.name, port: port.containerPort },
      }))
      return openDoors({
        engine,
        image: await nodeImage(),
        network,
        doors,
        labels: labelsFor('caller', key),
        closeOld: () => closeDoors(key),
      })
    },
    caller: (key) => networks.caller(key.sessionId),
    async leave(key) {
      await closeDoors(key)
      await networks.leave(key.sessionId, names.id(key))
    },
  }

  const parts: InstanceParts = {
    engine,
    status: () => engine.status(),
    place,
    names,
    plan: (name) => planOf(loadedOf(name)),
    declared,
    imageOf,
    async workloadOf({ key, plan, image, network }) {
      const { manifest } = loadedOf(key.name)
      const labels = labelsFor('relic', key, { digest: plan.digest })
      const given = {
        engine,
        plan,
        network,
        labels,
        env: { ...discoveryEnv(manifest, manifests), ...plan.env },
        volume: (slug: string) => keeping.volume(key, names.volume(key, slug), labelsFor('volume', key)),
        find: () => containersOf(key),
      }
      if (plan.source.kind === 'compose')
        return createComposeWorkload({
          ...given,
          networkLabels: labelsFor('network', { sessionId: key.sessionId }),
          file: plan.source.file,
          project: names.project(key),
          cli: compose,
        })
      return createContainerWorkload({ ...given, image: image ?? '' })
    },
    async workloadFor(key) {
      const plan = declared(key.name)
      return plan && parts.workloadOf({ key, plan, image: null, network: names.network(key.sessionId) })
    },
    idleMs: () => parseDurationMs(options.settings().relicIdle ?? '') ?? usualIdleMs,
    timing,
    clock,
    logger,
    find: containersOf,
    changed,
  }

  async function imageOf(
    plan: RelicPlan,
    { signal, onLog, build }: { signal: AbortSignal; onLog: (line: string) => void; build: BuildImage | undefined },
  ) {
    if (plan.source.kind === 'compose') return null
    if (plan.source.kind === 'image') {
      const { image } = plan.source
      await haveImage(image, signal, onLog)
      return image
    }
    const loaded = loadedOf(plan.name)
    const found = await options.images.ofRelic(loaded)
    if (found.isBuilt) return found.tag
    await (build ?? options.executeBuild)(plan.name, signal)
    // A base image that was pulled for it is part of what the image is called by.
    const made = await options.images.ofRelic(loadedOf(plan.name))
    if (!made.isBuilt) throw new Fault('BUILD_FAILED', { name: plan.name, detail: 'Its files changed while it was being built. Start it again.' })
    return made.tag
  }

  return { names, loadedOf, declared, networks, keeping, containersOf, parts }
}

function endpointOf(engine: Pick<ContainerEngine, 'status'>): string | null {
  const status = engine.status()
  return 'engine' in status ? status.engine.endpoint : null
}
