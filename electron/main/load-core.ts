import type { serveMessagePort } from '../../core/api/transports/message-port.ts'
import type { Fault } from '../../core/contract/faults.ts'
import type { environmentSecrets } from '../../core/engines/models/environment-secrets.ts'
import type { createCore } from '../../core/main.ts'

/** The parts of core that the desktop app uses. */
export type CoreModules = {
  createCore: typeof createCore
  serveMessagePort: typeof serveMessagePort
  Fault: typeof Fault
  environmentSecrets: typeof environmentSecrets
}

/** Loads core from where it really lies, see `locate`; through one door, so that each of its modules exists once. */
export async function loadCore(coreUrl: string): Promise<CoreModules> {
  const load = (path: string) => import(new URL(path, coreUrl).href)
  const [main, port, faults, secrets] = await Promise.all([
    load('main.js'),
    load('api/transports/message-port.js'),
    load('contract/faults.js'),
    load('engines/models/environment-secrets.js'),
  ])
  return { ...main, ...port, ...faults, ...secrets }
}
