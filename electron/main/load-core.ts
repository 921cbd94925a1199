import type { createApi } from '../../core/api/router.ts'
import type { startHttpServer } from '../../core/api/transports/http.ts'
import type { serveMessagePort } from '../../core/api/transports/message-port.ts'
import type { announceWorkstation } from '../../core/api/workstation/announcement.ts'
import type { Fault } from '../../core/contract/faults.ts'
import type { createFileLogger } from '../../core/engines/telemetry/pino-logger.ts'
import type { foldersOf } from '../../core/folders.ts'
import type { createCore } from '../../core/main.ts'

/** The parts of core that the desktop app uses. */
export type CoreModules = {
  announceWorkstation: typeof announceWorkstation
  createApi: typeof createApi
  createCore: typeof createCore
  createFileLogger: typeof createFileLogger
  Fault: typeof Fault
  foldersOf: typeof foldersOf
  serveMessagePort: typeof serveMessagePort
  startHttpServer: typeof startHttpServer
}

const modules = [
  'main.js',
  'folders.js',
  'api/router.js',
  'api/workstation/announcement.js',
  'api/transports/http.js',
  'api/transports/message-port.js',
  'contract/faults.js',
  'engines/telemetry/pino-logger.js',
]

/** Loads core from where it really lies, see `locate`; through one door, so that each of its modules exists once. */
export async function loadCore(coreUrl: string): Promise<CoreModules> {
  const loaded = await Promise.all(modules.map((path) => import(new URL(path, coreUrl).href)))
  return Object.assign({}, ...loaded) as CoreModules
}
