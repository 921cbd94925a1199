import { freemem, totalmem } from 'node:os'
import packageJson from '../../package.json' with { type: 'json' }
import type { EngineStatusView } from '../contract/containers.ts'
import type { Model, ProviderStatus } from '../contract/models.ts'
import type { ManifestSummary, Problem } from '../contract/registry.ts'
import type { Settings, SettingsState } from '../contract/settings.ts'
import type { AppEvent } from '../contract/system.ts'
import type { Storage } from '../engines/storage/port.ts'
import type { foldersOf } from '../folders.ts'
import type { Clock } from '../kernel/clock.ts'
import type { EventBus } from '../kernel/event-bus.ts'
import { findLeftovers, folderChecks, freeBytesAt } from './checks/folder-checks.ts'
import { libraryChecks } from './checks/library-checks.ts'
import { modelChecks } from './checks/model-checks.ts'
import { gatherDiagnostics } from './diagnostics/diagnostics.ts'
import { createDoctor } from './doctor.ts'
import { createFixes, offer } from './fixes.ts'
import { findOllama } from './ollama-elsewhere.ts'

/** What the workstation tells about itself and about this computer, and what it can mend. */
export function createSystem(options: {
  host: 'electron' | 'server' | 'in-process'
  dataFolder: string
  folders: ReturnType<typeof foldersOf>
  storage: Pick<Storage, 'status'> & { runs: Pick<Storage['runs'], 'list'> }
  settings: {
    current(): Settings
    get(): Promise<SettingsState>
    set(change: { path: string; value?: unknown }): Promise<unknown>
    reset(change: { path: string }): Promise<unknown>
  }
  models: { list(): Promise<{ models: Model[]; providers: ProviderStatus[] }> }
  registry: { summaries(): Promise<{ manifests: ManifestSummary[]; problems: Problem[] }> }
  containers: { status(): EngineStatusView; firstStatus(): Promise<EngineStatusView> }
  reclaim: () => Promise<{ removed: number; freedBytes: number }>
  activeRuns: () => number
  appEvents: EventBus<AppEvent>
  /** Notes that somebody is there to answer approvals, until the function it returns is called. */
  arrive: () => () => void
  /** Opens a folder in the file manager, where the host has one. */
  openPath?: ((path: string) => Promise<void>) | undefined
  env: NodeJS.ProcessEnv
  clock: Clock
}) {
  const { clock, storage, registry, appEvents, dataFolder, folders, settings, env } = options
  const startedMs = clock.now()
  const wanted = [folders.manifests, folders.models, folders.workspaces]
  const models = shared(() => options.models.list())
  const manifests = shared(() => registry.summaries())
  const leftovers = () => findLeftovers(dataFolder, clock.now())
  const ollamaElsewhere = () => findOllama(settings.current().models?.ollamaAddress ?? env.OLLAMA_HOST)
  const fixes = createFixes({ dataFolder, wanted, settings, models, reclaim: options.reclaim, leftovers, ollamaElsewhere, clock })
  const { offers } = fixes
  const examined = createDoctor({
    fixes,
    clock,
    looks: [
      ...modelChecks({
        models,
        settings: () => settings.current().models ?? {},
        fixes: {
          demoModel: offer(offers.demoModel),
          ollamaAddress: async () => ((await ollamaElsewhere()) === null ? null : offer(offers.ollamaAddress)),
        },
      }),
      ...libraryChecks({ manifests, containers: options.containers.firstStatus }),
      ...folderChecks({
        ...{ dataFolder, wanted, leftovers, settings: settings.get, database: storage.status, freeBytes: () => freeBytesAt(dataFolder) },
        canReclaim: () => options.containers.status().state === 'ready',
        fixes: {
          settingsFile: offer(offers.settingsFile),
          closeFolder: offer(offers.closeFolder),
          makeFolders: offer(offers.makeFolders),
          reclaim: offer(offers.reclaim),
          sweep: offer(offers.sweep),
        },
      }),
    ],
  })
  const overview = async () => ({
    version: packageJson.version,
    platform: `${process.platform} ${process.arch}`,
    dataFolder,
    personalManifests: folders.manifests,
    modelsFolder: folders.models,
    database: await storage.status(),
    memory: { ownBytes: process.memoryUsage.rss(), usedBytes: totalmem() - freemem(), totalBytes: totalmem() },
    activeRuns: options.activeRuns(),
    host: options.host,
  })
  return {
    health: async () => ({ status: 'ok' as const, version: packageJson.version, uptimeMs: clock.now() - startedMs }),
    overview,
    ...examined,
    diagnostics: () =>
      gatherDiagnostics({
        ...{ version: packageJson.version, host: options.host, logsFolder: folders.logs, env, overview, manifests, clock },
        doctor: examined.doctor,
        settings: settings.current,
        runs: (limit) => storage.runs.list({ limit }),
      }),
    async reveal() {
      if (!options.openPath) return { folder: dataFolder, isOpened: false }
      await options.openPath(dataFolder)
      return { folder: dataFolder, isOpened: true }
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

/** Several looks ask the same at the same moment; they share one answer. */
function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let asking: Promise<T> | null = null
  return () => {
    asking ??= ask().finally(() => {
      asking = null
    })
    return asking
  }
}
