import { freemem, totalmem } from 'node:os'
import packageJson from '../../package.json' with { type: 'json' }
import type { EngineStatusView } from '../contract/containers.ts'
import type { Model, ProviderStatus } from '../contract/models.ts'
import type { ManifestSummary, Problem } from '../contract/registry.ts'
import type { AppEvent } from '../contract/system.ts'
import type { Storage } from '../engines/storage/port.ts'
import type { Clock } from '../kernel/clock.ts'
import type { EventBus } from '../kernel/event-bus.ts'
import { examine } from './doctor.ts'

/** What the workstation tells about itself and about this computer. */
export function createSystem(options: {
  host: 'electron' | 'server' | 'in-process'
  dataFolder: string
  folders: { manifests: string; models: string }
  storage: Pick<Storage, 'status'>
  models: { list(): Promise<{ models: Model[]; providers: ProviderStatus[] }> }
  registry: { summaries(): Promise<{ manifests: ManifestSummary[]; problems: Problem[] }> }
  containers: () => EngineStatusView
  activeRuns: () => number
  appEvents: EventBus<AppEvent>
  /** Notes that somebody is there to answer approvals, until the function it returns is called. */
  arrive: () => () => void
  clock: Clock
}) {
  const { clock, storage, models, registry, appEvents } = options
  const startedMs = clock.now()
  return {
    health: async () => ({ status: 'ok' as const, version: packageJson.version, uptimeMs: clock.now() - startedMs }),
    overview: async () => ({
      version: packageJson.version,
      platform: `${process.platform} ${process.arch}`,
      dataFolder: options.dataFolder,
      personalManifests: options.folders.manifests,
      modelsFolder: options.folders.models,
      database: await storage.status(),
      memory: { ownBytes: process.memoryUsage.rss(), usedBytes: totalmem() - freemem(), totalBytes: totalmem() },
      activeRuns: options.activeRuns(),
      host: options.host,
    }),
    async doctor() {
      const begunMs = clock.now()
      const checks = await examine({
        containers: options.containers,
        models: () => models.list(),
        manifests: () => registry.summaries(),
        database: () => storage.status(),
      })
      return { checks, durationMs: clock.now() - begunMs }
    },
    /** Whoever subscribes counts as somebody who is there to answer approvals. */
    subscribe(listener: (event: AppEvent) => void) {
      const leave = options.arrive()
      const unsubscribe = appEvents.subscribe(listener)
      return () => {
        unsubscribe()
        leave()
      }
    },
  }
}
