import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import packageJson from '../package.json' with { type: 'json' }
import type { CoreParts } from './api/parts.ts'
import { createBackups } from './backups/backups.ts'
import { applyPending } from './backups/pending-change.ts'
import { createContainers } from './containers.ts'
import { Fault } from './contract/faults.ts'
import type { AppEvent } from './contract/system.ts'
import { createSystem } from './doctor/system.ts'
import { createModels } from './engines/models/create-models.ts'
import { withEnvironment } from './engines/models/environment-secrets.ts'
import type { Secrets } from './engines/models/port.ts'
import { createProcessSandbox } from './engines/sandboxes/process-sandbox.ts'
import { createWasmSandbox } from './engines/sandboxes/wasm-sandbox.ts'
import { lockFolder } from './engines/storage/folder-lock.ts'
import { createSqliteStorage } from './engines/storage/sqlite-storage.ts'
import { createFileLogger } from './engines/telemetry/pino-logger.ts'
import { foldersOf, manifestRoots, templatesFolder } from './folders.ts'
import { isoNow, systemClock } from './kernel/clock.ts'
import { createEventBus } from './kernel/event-bus.ts'
import { newId, type RunId, type SessionId } from './kernel/ids.ts'
import type { Logger } from './kernel/logger.ts'
import { createAgentExecutor } from './kinds/agent/agent-executor.ts'
import { createToolExecutor } from './kinds/tool/tool-executor.ts'
import { registryAnswers } from './registry/answers.ts'
import { createRegistry } from './registry/registry.ts'
import { rightsOf } from './registry/rights.ts'
import { createRuns } from './runs/runs.ts'
import { createAttendance } from './safety/attendance.ts'
import { createSafety } from './safety/safety.ts'
import { createToolSecrets } from './safety/tool-secrets.ts'
import { createModelTitles } from './sessions/model-titles.ts'
import { createRemotePictures } from './sessions/remote-pictures.ts'
import { createSessions } from './sessions/sessions.ts'
import { createTurns, type Turns } from './sessions/turns.ts'
import { createWorkspaceFolders } from './sessions/workspace-folders.ts'
import { createSettings } from './settings/settings.ts'
import { copyBeforeClosing, startUpkeep } from './upkeep.ts'

export type CoreConfig = {
  /** Everything of the person is in it; one workstation at a time works on it. */
  dataFolder: string
  /** Manifest folders beside the bundled and the personal one. */
  manifestFolders?: string[]
  /** Who holds this core. */
  host: 'electron' | 'server' | 'in-process'
  /** Holds `models/`; the project's own when left out. */
  resourcesFolder?: string
  /** The manifests that ship; the project's own when left out. */
  manifestsFolder?: string
  /** The operating system's keychain, where the host has one; environment variables always count, too. */
  secrets?: Secrets
  /** Opens a file in the person's own editor, where the host has a way. */
  openPath?: (path: string) => Promise<void>
  /** Starts this workstation again, where the host can; a restore is carried out in between. */
  restart?: () => void
  logger?: Logger
}

export type Core = { parts: CoreParts; dataFolder: string; logger: Logger; close(): Promise<void> }

/**
 * The parts list: everything the workstation is made of, each part given what it needs, from the bottom up. Resolves when it can
 * answer; `close` unwinds in the opposite order. Throws DATA_FOLDER_BUSY when another workstation is on the same data folder.
 */
export async function createCore(config: CoreConfig): Promise<Core> {
  const folders = foldersOf(config.dataFolder)
  const clock = systemClock
  await using stack = new AsyncDisposableStack()
  const lock = lockFolder(config.dataFolder)
  stack.defer(() => lock.release())
  // A restore or a reset that was decided is carried out while nothing of the folder is open: now, or at the very end of a life that has no next one.
  const applied = await applyPending(config.dataFolder, folders.pending)
  if (!config.restart) stack.defer(async () => void (await applyPending(config.dataFolder, folders.pending)))
  const log = config.logger ? { logger: config.logger, close() {} } : createFileLogger(folders.logs)
  stack.defer(() => log.close())
  const { logger } = log
  const appEvents = createEventBus<AppEvent>((error) => logger.error('a listener of app events threw', { error }))
  const publish = (event: AppEvent) => appEvents.publish(event)

  const onSettings = () => {
    publish({ type: 'settings.changed' })
    // Whose default a model is stands in the settings.
    // Whether something is at the address where the person has put Ollama was not asked yet.
    forgetOllama()
    publish({ type: 'models.changed' })
  }
  let forgetOllama = () => {}
  const settings = createSettings({ file: folders.settings, logger, onChange: onSettings, openPath: config.openPath })
  stack.defer(() => settings.close())

  // Engines
  const storage = await createSqliteStorage({ file: folders.database, clock, logger, artifactsFolder: folders.artifacts })
  stack.defer(() => storage.close())
  stack.defer(() => copyBeforeClosing(storage))
  const kept = createBackups({
    ...{ dataFolder: config.dataFolder, folders, storage, applied, version: packageJson.version, clock, logger },
    settings: () => settings.current().backups,
    restart: config.restart ?? null,
    onChange: () => publish({ type: 'backups.changed' }),
  })
  stack.defer(() => kept.close())
  await kept.tidy()
  const secrets = withEnvironment(config.secrets)
  const shipped = join(config.resourcesFolder ?? join(import.meta.dirname, '../resources'), 'models')
  const { gateway: models, ...modelStore } = await createModels({
    modelsFolder: folders.models,
    builtInFolder: shipped,
    catalogueFile: join(shipped, 'catalogue.json'),
    ollamaAddress: () => settings.current().models?.ollamaAddress ?? null,
    roles: () => settings.current().models?.roles ?? {},
    onChange: () => publish({ type: 'models.changed' }),
    // A command must not begin what takes hours.
    isResuming: config.host !== 'in-process',
    secrets,
    env: process.env,
    clock,
    logger,
  })
  stack.defer(() => modelStore.close())
  forgetOllama = () => models.refresh('ollama')

  // Manifests
  const registry = await createRegistry({
    roots: manifestRoots(config),
    trashFolder: folders.trash,
    templatesFolder: templatesFolder(config),
    openPath: config.openPath,
    clock,
    logger,
    tierOf: (loaded) => tools.tierOf(loaded),
    onChange: () => publish({ type: 'registry.changed', at: isoNow(clock) }),
  })
  stack.defer(() => registry.close())

  // Runs: the one path by which anything happens
  const attendance = createAttendance({ clock })
  const safety = createSafety({
    grants: storage.grants,
    clock,
    isAttended: attendance.isAttended,
    onChange: (pending) => publish({ type: 'approvals.changed', pending }),
  })
  let turns: Turns | undefined
  const workspaces = createWorkspaceFolders(folders.workspaces)
  const workspaceOf = async (sessionId: SessionId | null, runId: RunId): Promise<string> => {
    const folder = join(folders.workspaces, sessionId ?? runId)
    await mkdir(folder, { recursive: true })
    return folder
  }
  const toolSecrets = createToolSecrets({
    keychain: config.secrets ?? null,
    env: process.env,
    needed: () =>
      registry.list('Tool').flatMap(({ manifest }) => (manifest.permissions?.secrets ?? []).map((name) => ({ name, tool: manifest.name }))),
  })
  const containers = createContainers({
    dataFolder: config.dataFolder,
    folders,
    settings: () => settings.current().containers ?? {},
    registry,
    runs: {
      execute: (...run) => runs.execute(...run),
      get: (id) => runs.get(id),
      list: (asked) => runs.list(asked),
      cancel: (id) => runs.cancel(id),
    },
    sessionExists: async (id) => (await storage.sessions.get(id)) !== null,
    keepsRelics: config.host === 'in-process',
    publish,
    clock,
    logger,
  })
  stack.defer(() => containers.close())
  const sandboxes = [createWasmSandbox(), createProcessSandbox()]
  for (const sandbox of sandboxes) stack.defer(() => sandbox.close())
  const tools = createToolExecutor({
    manifests: registry,
    sandboxes: [containers.sandbox, ...sandboxes],
    images: { find: async (loaded) => (await containers.images.find(loaded))?.tag ?? null, used: (tag) => containers.images.used(tag) },
    async putArtifact(artifact) {
      const id = newId('art')
      await storage.artifacts.put({ ...artifact, id, createdAt: isoNow(clock) })
      return id
    },
    trustedDigest: (tool) => storage.grants.trustedDigest(tool),
    state: storage.state,
    secrets: toolSecrets,
    workspaceFolder: workspaceOf,
    rightsOf,
  })
  const runs = await createRuns({
    storage,
    review: (request) => safety.review(request),
    clock,
    logger,
    executors: [
      tools,
      containers.buildExecutor,
      containers.relicExecutor,
      createAgentExecutor({
        manifests: registry,
        models,
        history: async (sessionId, runId) => (await turns?.historyFor(sessionId, runId)) ?? [],
        sessionModel: async (sessionId) => (await storage.sessions.get(sessionId))?.model ?? null,
        clock,
      }),
    ],
  })
  stack.defer(() => runs.close())

  // Sessions
  turns = await createTurns({
    storage,
    execute: runs.execute,
    events: runs.events,
    cancelRun: runs.cancel,
    placeFile: workspaces.place,
    publish,
    clock,
    logger,
  })
  stack.defer(() => turns.close())
  const sessions = createSessions({
    storage,
    requireAgent(name) {
      if (registry.get('Agent', name)) return
      const near = registry.nearest('Agent', name)
      throw new Fault('MANIFEST_NOT_FOUND', { kind: 'agent', name, suggestion: near ? ` Did you mean ${near}?` : '' })
    },
    stop: turns.stop,
    workspaces,
    openPath: config.openPath,
    isWaiting: (id) => safety.list().some((approval) => approval.sessionId === id),
    async onRemoved(id) {
      containers.rest(id, 'removed')
      await rm(join(folders.workspaces, id), { recursive: true, force: true })
    },
    onTrashed: (id) => containers.rest(id, 'trashed'),
    publish,
    clock,
  })
  const titles = createModelTitles({
    storage,
    models,
    isWanted: () => settings.current().chats.titlesByModel,
    subscribe: appEvents.subscribe,
    publish,
    clock,
    logger,
  })
  stack.defer(() => titles.close())
  const system = createSystem({
    host: config.host,
    dataFolder: config.dataFolder,
    folders,
    storage,
    settings,
    models,
    registry,
    containers,
    reclaim: containers.door.containers.cleanUp,
    activeRuns: () => runs.activeCount,
    appEvents,
    arrive: attendance.arrive,
    openPath: config.openPath,
    env: process.env,
    clock,
  })

  const upkeep = startUpkeep({
    storage,
    sweepChats: sessions.sweep,
    // A command is too short to make anybody wait for a backup they did not ask for.
    backUp: config.host === 'in-process' ? null : kept.tick,
    clock,
    logger,
  })
  stack.defer(upkeep.stop)

  const parts: CoreParts = {
    sessions: {
      ...sessions,
      async create(input) {
        const session = await sessions.create(input)
        containers.relics.sessionStarted(session.id, session.agent)
        return session
      },
    },
    turns,
    pictures: createRemotePictures(),
    runs,
    safety: { ...safety, secrets: toolSecrets },
    system,
    settings,
    backups: kept.backups,
    reset: kept.reset,
    ...containers.door,
    models: {
      ...models,
      ...modelStore.door,
      addFile: announced(models.addFile),
      remove: announced((id, signal) => titles.without(id, () => models.remove(id, signal))),
      setKey: announced(models.setKey),
      check: announced(models.check),
    },
    registry: {
      ...registryAnswers(registry),
      async trust({ name, isTrusted }) {
        const { digest } = (await registry.detail('Tool', name)).summary
        await storage.grants.setTrust(name, isTrusted ? digest : null, isoNow(clock))
        publish({ type: 'registry.changed', at: isoNow(clock) })
        return (await registry.detail('Tool', name)).summary
      },
    },
  }
  function announced<Arguments extends unknown[], Result>(change: (...given: Arguments) => Promise<Result>) {
    return async (...given: Arguments): Promise<Result> => {
      const result = await change(...given)
      publish({ type: 'models.changed' })
      return result
    }
  }

  const owned = stack.move()
  let closing: Promise<void> | undefined
  return {
    parts,
    dataFolder: config.dataFolder,
    logger,
    close: () => {
      closing ??= owned.disposeAsync()
      return closing
    },
  }
}
