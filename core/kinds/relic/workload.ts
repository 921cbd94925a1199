import type { ContainerState } from '../../engines/containers/port.ts'

/** What a relic is made of on the engine: one container, or those of a compose file. Rejects as the engine does, or with RELIC_FAILED. */
export type Workload = {
  /** Makes it anew and starts it; what was there of it before, but for its volumes, is replaced. */
  up(options: { signal: AbortSignal; onLog: (line: string) => void }): Promise<void>
  /** Starts what ended again, as it is. */
  again(): Promise<void>
  stop(graceMs: number): Promise<void>
  /** Its containers; volumes stay. */
  remove(): Promise<void>
  /** Its containers, the one that stands for it first. Empty when nothing is there. */
  states(): Promise<ContainerState[]>
  /** Where a host and port of the manifest are inside the network; null for a host that is no part of the relic. */
  resolve(host: string, port: number): { host: string; port: number } | null
  /** What is written before a log line of this container; empty when there is but one. */
  prefixOf(state: ContainerState): string
}

/** Names by which a manifest means the relic itself. */
export const isOwnHost = (host: string, name: string): boolean =>
  host === name || host === 'localhost' || host === '0.0.0.0' || host === '[::1]' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
