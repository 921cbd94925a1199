import type { ContainerEngine, EngineStatus } from '../../engines/containers/port.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { BuildImage } from './instance.ts'
import type { RelicKey, RelicNames } from './names.ts'
import type { RelicNetworks } from './networks.ts'
import type { RelicPlan } from './plan.ts'
import type { RelicTiming } from './timing.ts'
import type { Workload } from './workload.ts'

/** What an instance is given by the room it lives in. */
export type InstanceParts = {
  engine: Pick<ContainerEngine, 'containers'>
  status: () => EngineStatus
  networks: RelicNetworks
  names: RelicNames
  /** Of the manifest in force. Throws MANIFEST_NOT_FOUND or RELIC_FAILED. */
  plan: (name: string) => RelicPlan
  /** The same for views; null where `plan` throws. */
  declared: (name: string) => RelicPlan | null
  /** Pulls or builds what is not there; null for a compose file, which sees to its own. */
  imageOf: (plan: RelicPlan, how: { signal: AbortSignal; onLog: (line: string) => void; build: BuildImage | undefined }) => Promise<string | null>
  workloadOf: (given: { key: RelicKey; plan: RelicPlan; image: string | null; network: string }) => Promise<Workload>
  /** To remove what is left of one that this life never started; null when its manifest is gone. */
  workloadFor: (key: RelicKey) => Promise<Workload | null>
  /** What the settings say now. */
  idleMs: () => number
  timing: RelicTiming
  clock: Clock
  logger: Logger
  /** Something that is shown is different. */
  changed: () => void
}
