import './no-code-from-text.ts'
import { backupsContract, resetContract } from './backups.ts'
import { containersContract } from './containers.ts'
import { modelsContract } from './models.ts'
import { picturesContract } from './pictures.ts'
import { registryContract } from './registry.ts'
import { relicsContract } from './relics.ts'
import { runsContract } from './runs.ts'
import { safetyContract } from './safety.ts'
import { sessionsContract } from './sessions.ts'
import { settingsContract } from './settings.ts'
import { systemContract } from './system.ts'

/** Everything that crosses a process boundary, by noun. The same contract is served over MessagePort, HTTP, WebSocket and in-process. */
export const contract = {
  sessions: sessionsContract,
  runs: runsContract,
  registry: registryContract,
  models: modelsContract,
  pictures: picturesContract,
  containers: containersContract,
  relics: relicsContract,
  safety: safetyContract,
  settings: settingsContract,
  system: systemContract,
  backups: backupsContract,
  reset: resetContract,
}
export type Contract = typeof contract
