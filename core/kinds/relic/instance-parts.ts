import type { RelicInstance } from '../../contract/relics.ts'
import type { ContainerEngine, ContainerState, EngineStatus } from '../../engines/containers/port.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { Caller } from './caller.ts'
import type { RelicKey, RelicNames } from './names.ts'
import type { RelicPlan } from './plan.ts'
import type { RelicTiming } from './timing.ts'
import type { Workload } from './workload.ts'

/** Builds the image of a relic that brings its own Dockerfile; rejects with the build's fault. */
export type BuildImage = (name: string, signal: AbortSignal) => Promise<void>

/** The network a relic is in, and what stands in it beside the relic. */
export type Place = {
  /** Makes the network unless it is there; resolves with its name. */
  enter(key: RelicKey): Promise<string>
  /** Opens the ports that the manifest asks for, and closes those of before. */
  open(key: RelicKey, plan: RelicPlan, workload: Workload, network: string): Promise<RelicInstance['ports']>
  caller(key: RelicKey): Caller
  /** Closes its ports; the last one to leave takes the network with it. */
  leave(key: RelicKey): Promise<void>
}

/** What an instance is given by the room it lives in. */
export type InstanceParts = {
  engine: Pick<ContainerEngine, 'containers'>
  status: () => EngineStatus
  names: RelicNames
  place: Place
  /** Of the manifest in force. Throws MANIFEST_NOT_FOUND or RELIC_FAILED. */
  plan: (name: string) => RelicPlan
  /** The same for views; null where `plan` throws. */
  declared: (name: string) => RelicPlan | null
  /** Pulls or builds what is not there; null for a compose file, which sees to its own. */
  imageOf: (plan: RelicPlan, how: { signal: AbortSignal; onLog: (line: string) => void; build: BuildImage | undefined }) => Promise<string | null>
  workloadOf: (given: { key: RelicKey; plan: RelicPlan; image: string | null; network: string }) => Promise<Workload>
  /** For what is left of one that this life did not start; null when its manifest is gone. */
  workloadFor: (key: RelicKey) => Promise<Workload | null>
  /** Its containers, of this life and of others. */
  find: (key: RelicKey) => Promise<ContainerState[]>
  /** What the settings say now. */
  idleMs: () => number
  timing: RelicTiming
  clock: Clock
  logger: Logger
  /** Something that is shown is different. */
  changed: () => void
}
