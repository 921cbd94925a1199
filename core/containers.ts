import { join } from 'node:path'
import type { CoreParts } from './api/parts.ts'
import { Fault } from './contract/faults.ts'
import type { ContainerSettings } from './contract/settings.ts'
import type { AppEvent } from './contract/system.ts'
import { createDockerEngine } from './engines/containers/docker/docker-engine.ts'
import { createEgress } from './engines/containers/egress/egress.ts'
import { firstStatus } from './engines/containers/first-status.ts'
import { createHousekeeping, viewOf } from './engines/containers/housekeeping.ts'
import { baseImage } from './engines/containers/images/base-images.ts'
import { usesInFile } from './engines/containers/images/image-uses.ts'
import { createToolImages } from './engines/containers/images/tool-images.ts'
import { labelsOf, ownershipOf } from './engines/containers/labels.ts'
import { ownerOf } from './engines/containers/owner.ts'
import { reconcile } from './engines/containers/reconcile.ts'
import type { foldersOf } from './folders.ts'
import type { Clock } from './kernel/clock.ts'
import { newId, type RunId, type SessionId } from './kernel/ids.ts'
import type { Logger } from './kernel/logger.ts'
import { parseBytes } from './kernel/units.ts'
import { createBuildExecutor, relicSource } from './kinds/build/build-executor.ts'
import { createToolImageView } from './kinds/build/tool-image-view.ts'
import { createRelicExecutor, notUp } from './kinds/relic/relic-executor.ts'
import { createRelics } from './kinds/relic/relics.ts'
import { createContainerSandbox } from './kinds/tool/container/container-sandbox.ts'
import type { Registry } from './registry/registry.ts'
import { rightsOf } from './registry/rights.ts'
import { faultOfRun } from './runs/fault-of-run.ts'
import type { Runs } from './runs/runs.ts'

const defaultWarmTools = 4
const restartWithinMs = 15 * 60_000
const defaultCacheBytes = 10 * 2 ** 30

/**
 * Everything that stands on a container engine, put together: a second page of the parts list in `main.ts`. Without an engine all of it
 * is there and says so; when one comes, what a former life left behind is taken over or removed.
 */
export function createContainers(options: {
  dataFolder: string
  folders: ReturnType<typeof foldersOf>
  settings: () => ContainerSettings
  registry: Registry
  runs: Pick<Runs, 'execute' | 'get' | 'list' | 'cancel'>
  sessionExists: (id: SessionId) => Promise<boolean>
  /** Relics go on when this process ends, as after a command of the command line. */
  keepsRelics: boolean
  publish: (event: AppEvent) => void
  clock: Clock
  logger: Logger
}) {
  const { dataFolder, folders, settings, registry, runs, publish, clock, logger } = options
  const own = { owner: ownerOf(dataFolder), launch: newId('run').slice(4, 20), home: dataFolder }

  const engine = createDockerEngine({ settings: () => ({ host: settings().host }), logger, clock })
  const images = createToolImages({
    ...{ engine, settings, clock, logger, owner: own.owner },
    uses: usesInFile(join(folders.containers, 'image-uses.json')),
    isInForce: (what, name) => registry.get(what === 'tool' ? 'Tool' : 'Relic', name) !== null,
  })
  const egress = createEgress({ ...own, engine, settings, logger })
  const sandbox = createContainerSandbox({
    ...{ ...own, engine, egress, clock, logger },
    warmLimit: () => settings().warmTools ?? defaultWarmTools,
    baseImages: (language) => [
      ...new Set([baseImage('Cortex', language, settings()).ref, ...(language === 'go' ? [baseImage('Cortex', 'bash', settings()).ref] : [])]),
    ],
  })

  const relics = createRelics({
    ...{ ...own, engine, manifests: registry, clock, logger, publish },
    images: {
      async ofRelic(loaded) {
        const source = relicSource(loaded)
        if (!source) throw new Error(`${loaded.manifest.name} is not built from a folder`)
        const { tag } = await images.planFolder(source)
        return { tag, isBuilt: (await images.inspect(tag)) !== null }
      },
      node: () => baseImage('Cortex', 'node', settings()).ref,
    },
    async executeBuild(name, signal) {
      const { status, error } = await runs.execute('build', `relic/${name}`, {}, { signal })
      if (status !== 'done') throw faultOfRun(error, notUp(name))
    },
    sessionExists: options.sessionExists,
    snapshotsFolder: folders.snapshots,
    settings: () => ({ relicIdle: settings().relicIdle }),
    keepsRunning: options.keepsRelics,
  })

  /** Whether the engine went away in this life. */
  let wasLost = false
  const tidy = async (): Promise<number> => {
    const { removed, failed } = await reconcile({
      ...{ ...own, engine, isBack: wasLost },
      async livingSessions() {
        const named = (await engine.containers.list(labelsOf({ owner: own.owner }))).flatMap(({ labels }) => ownershipOf(labels)?.session ?? [])
        const living = new Set<SessionId>()
        for (const id of new Set(named)) if (await options.sessionExists(id)) living.add(id)
        return living
      },
    })
    wasLost = false
    if (failed.length > 0) logger.warn('some of what a former life left on the engine could not be removed', { failed })
    return removed.length
  }
  const housekeeping = createHousekeeping({
    engine,
    owner: own.owner,
    limitBytes: () => parseBytes(settings().cacheLimit ?? '') ?? defaultCacheBytes,
    pruneImages: () => images.prune(),
    reconcile: tidy,
  })

  /** At start and each time an engine is there again. One after the other, and never in the way of anything. */
  let takingOver: Promise<void> = Promise.resolve()
  const takeOver = () => {
    takingOver = takingOver
      .then(async () => {
        await tidy()
        await relics.adopt()
      })
      .catch((error: unknown) => logger.warn('what a former life left on the engine was not taken over', { error }))
  }
  const stopWatching = engine.onChange(({ state }) => {
    publish({ type: 'containers.changed' })
    publish({ type: 'registry.changed', at: new Date(clock.now()).toISOString() })
    if (state === 'lost') wasLost = true
    if (state === 'ready') takeOver()
  })

  const viewImage = createToolImageView({
    images,
    lastBuild: async (name) => (await runs.list({ kind: 'build', name, limit: 1 }))[0] ?? null,
  })

  const door: Pick<CoreParts, 'containers' | 'relics'> = {
    containers: {
      async image(name) {
        const loaded = registry.get('Tool', name)
        if (!loaded) throw new Fault('MANIFEST_NOT_FOUND', { kind: 'tool', name, suggestion: '' })
        return await viewImage(loaded)
      },
      async tierOf(name) {
        const { tier } = (await registry.detail('Tool', name)).summary
        return tier ?? { tier: null, why: 'nothing can run it here.', isTrusted: false, canTrust: false }
      },
      async cleanUpSession(id) {
        // Containers of tools were started before it was known for whom, so they go by the runs they are used in.
        const running = await runs.list({ sessionId: id, status: 'running', kind: 'tool', limit: 500 })
        await Promise.all(running.filter(({ tier }) => tier === 'container').map((run) => runs.cancel(run.id)))
        const removed = (await relics.removeSession(id)) + (await housekeeping.removeSession(id))
        publish({ type: 'containers.changed' })
        return { removed }
      },
      async cleanUp() {
        const freed = await housekeeping.cleanUp()
        publish({ type: 'containers.changed' })
        return freed
      },
      stats: () => housekeeping.stats(),
    },
    relics: {
      list: async () => ({ relics: relics.list() }),
      status: async (name) => relics.summary(name),
      get: async (id) => relics.get(id),
      async start({ name, sessionId, runId }, signal) {
        const { status, error } = await runs.execute('relic', name, {}, { sessionId, runId, isNew: runId !== undefined, isApproved: true, signal })
        if (status !== 'done') throw faultOfRun(error, notUp(name))
        return relics.get(relics.idOf({ name, sessionId }))
      },
      find: (name, sessionId) => relics.idOf({ name, sessionId }),
      stop: (id) => relics.stop(id),
      restart: (id) => relics.restart(id, { signal: AbortSignal.timeout(restartWithinMs) }),
      clear: (id) => relics.clear(id),
      remove: (id) => relics.remove(id),
      logs: (id, { tail, isFollowing, signal }) => relics.logs(id, { tail, follow: isFollowing, signal }),
    },
  }

  return {
    sandbox,
    images,
    relics,
    /** In the background: a chat is deleted whether or not an engine answers; what is left then goes at the next start. */
    rest(id: SessionId, why: 'trashed' | 'removed'): void {
      const work = why === 'removed' ? relics.removeSession(id) : relics.restSession(id)
      work.catch((error: unknown) => logger.warn('what a chat had on the engine is left there', { id, error }))
    },
    /** What the doctor says of the engine. */
    status: () => viewOf(engine.status()),
    firstStatus: async () => viewOf(await firstStatus(engine)),
    door,
    buildExecutor: createBuildExecutor({ manifests: registry, images }),
    relicExecutor: createRelicExecutor({
      relics,
      manifests: registry,
      rightsOf,
      async parentOf(runId: RunId) {
        const { run } = await runs.get(runId)
        return run.parentId === null ? null : (await runs.get(run.parentId)).run
      },
    }),
    /** After runs have ended: relics are stopped, or left to the next life; passing containers are removed. */
    async close() {
      stopWatching()
      await takingOver
      await relics.close()
      await sandbox.close()
      await egress.close()
      await images.close()
      await engine.close()
    },
  }
}
export type ContainerParts = ReturnType<typeof createContainers>
