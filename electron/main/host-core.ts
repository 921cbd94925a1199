import type { Settings } from '../../core/contract/settings.ts'
import type { Secrets } from '../../core/engines/models/port.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { createCorePorts } from './core-ports.ts'
import type { CoreModules } from './load-core.ts'

type Options = {
  dataFolder: string
  resourcesFolder: string
  manifestsFolder: string
  version: string
  logger: Logger
  secrets: Secrets
  /** Opens a manifest file in the program that the person has for it. */
  openPath: (path: string) => Promise<void>
  /** Ends the app and starts it again. */
  restart: () => void
}

/**
 * Core, with its two doors: ports for the page, and a server on the loopback interface by which the command line finds the
 * running app. That one serves no page. `close` shuts the doors before core.
 */
export async function hostCore(
  modules: CoreModules,
  options: Options,
): Promise<{ ports: ReturnType<typeof createCorePorts>; settings(): Promise<Settings>; close(): Promise<void> }> {
  const { version, ...config } = options
  const { logger } = config
  await using stack = new AsyncDisposableStack()
  const core = await modules.createCore({ ...config, host: 'electron' })
  stack.defer(() => core.close())
  const api = modules.createApi(core.parts, { logger })
  const server = await modules.startHttpServer(api, { logger, version })
  stack.defer(() => server.close())
  const announcement = await modules.announceWorkstation(core.dataFolder, server)
  stack.defer(() => announcement.withdraw())
  const ports = createCorePorts((port) => modules.serveMessagePort(api, port))
  stack.defer(() => ports.close())
  const owned = stack.move()
  // What is in force has its defaults; the type of an answer leaves that open.
  const settings = async () => (await core.parts.settings.get({})).settings as Settings
  return { ports, settings, close: () => owned.disposeAsync() }
}
