import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import type { Contract } from '../contract/index.ts'
import type { Logger } from '../kernel/logger.ts'
import { createImplementer } from './context.ts'
import type { CoreParts } from './parts.ts'
import { backupsRouter, resetRouter } from './routers/backups.ts'
import { containersRouter } from './routers/containers.ts'
import { modelsRouter } from './routers/models.ts'
import { picturesRouter } from './routers/pictures.ts'
import { registryRouter } from './routers/registry.ts'
import { relicsRouter } from './routers/relics.ts'
import { runsRouter } from './routers/runs.ts'
import { safetyRouter } from './routers/safety.ts'
import { sessionsRouter } from './routers/sessions.ts'
import { settingsRouter } from './routers/settings.ts'
import { systemRouter } from './routers/system.ts'

/** The whole contract as functions; the same type whichever transport is in between. */
export type Client = ContractRouterClient<Contract>

/** The contract, implemented by the parts: what every transport serves. */
export function createApi(parts: CoreParts, { logger }: { logger: Logger }) {
  const os = createImplementer(logger)
  return os.router({
    sessions: sessionsRouter(os, parts),
    runs: runsRouter(os, parts),
    registry: registryRouter(os, parts),
    models: modelsRouter(os, parts),
    pictures: picturesRouter(os, parts),
    containers: containersRouter(os, parts),
    relics: relicsRouter(os, parts),
    settings: settingsRouter(os, parts),
    safety: safetyRouter(os, parts),
    system: systemRouter(os, parts),
    backups: backupsRouter(os, parts),
    reset: resetRouter(os, parts),
  })
}
export type Api = ReturnType<typeof createApi>

/** The contract without a boundary in between, for the CLI and for tests. */
export const createInProcessClient = (api: Api): Client => createRouterClient(api, { context: { transport: 'in-process' } })
