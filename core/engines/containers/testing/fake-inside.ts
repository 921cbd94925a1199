import { Fault } from '../../../contract/faults.ts'
import type { ContainerSpec, ContainerState, Image, Labels, LogLine } from '../port.ts'
import type { FakeProcess, Streams } from './fake-process.ts'

/** What a fake engine holds. */
export type Inside = {
  containers: Map<string, FakeContainer>
  images: Map<string, FakeImage>
  networks: Map<string, FakeNetwork>
  volumes: Map<string, FakeVolume>
  /** Each call in order, such as `containers.start`. */
  calls: string[]
}

/** Ends `work` with ENGINE_UNAVAILABLE when the engine goes away, as every call of a real one does. */
export type Use = <T>(call: string, work: (gone: AbortSignal) => Promise<T> | T) => Promise<T>

export type FakeContainer = {
  id: string
  name: string
  spec: ContainerSpec
  status: ContainerState['status']
  exitCode: number | null
  isOutOfMemory: boolean
  health: ContainerState['health']
  startedAt: string | null
  networks: Map<string, string[]>
  log: LogLine[]
  process: FakeProcess | null
  streams: Streams
  isAttached: boolean
  /** Resolves with the exit code, or null when it was removed before it was started. */
  ended: PromiseWithResolvers<number | null>
}
export type FakeImage = Image & { history: { createdBy: string; sizeBytes: number }[] }
export type FakeNetwork = { labels: Labels }
export type FakeVolume = { labels: Labels }

export const refused = (detail: string) => new Fault('ENGINE_FAILED', { detail })

export const hasAll = (labels: Record<string, string>, wanted: Record<string, string>) =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value)
