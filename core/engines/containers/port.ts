import type { Readable, Writable } from 'node:stream'

/** What an engine is asked for, and nothing about which engine it is. `engine.testsuite.ts` runs on every adapter. */
export type ContainerEngine = {
  /** What is known now; never asks the engine, never blocks. */
  status(): EngineStatus
  /** Looks for an engine, or asks the one in use, now. Resolves within 5 s, whatever the engine does. */
  refresh(): Promise<EngineStatus>
  /** Called when the state changes: found, lost, there again. Returns the function that ends this. */
  onChange(listener: (status: EngineStatus) => void): () => void

  readonly images: Images
  readonly containers: Containers
  readonly networks: Networks
  readonly volumes: Volumes
  /** What everything with our label `app` takes on the engine's disk, in bytes. */
  disk(): Promise<DiskUse>
  close(): Promise<void>
}

/** How an engine was looked for, in order; `why` says why not, or why this one. */
export type Attempt = { strategy: string; endpoint: string; isFound: boolean; why: string }

export type EngineStatus = { attempts: Attempt[] } & (
  | { state: 'looking' }
  | { state: 'ready'; engine: EngineFacts }
  /** No engine answered yet. */
  | { state: 'absent'; why: string }
  /** One did answer and does not any more; it is looked for again by itself. `sinceMs` is a time since the epoch. */
  | { state: 'lost'; engine: EngineFacts; why: string; sinceMs: number }
)

export type EngineFacts = {
  /** `Docker`, `Podman` … as it calls itself. */
  name: string
  version: string
  /** `unix:///var/run/docker.sock`, `tcp://…`, `npipe://…` */
  endpoint: string
  /** Whether paths of this computer can be mounted and sockets shared: not so for a remote engine. */
  isLocal: boolean
  isRootless: boolean
  cpus: number
  memoryBytes: number
  hasSeccomp: boolean
}

/** Flat, as engines keep them. Made by `labels.ts`; everything that is ours carries them. */
export type Labels = Record<string, string>

// Every function below rejects with ENGINE_UNAVAILABLE when the engine is not there or goes away meanwhile, and with ENGINE_FAILED when
// it refuses; both within their deadline. Removing or stopping what is not there (any more) is no error.

export type Images = {
  /** null when it is not there. `ref` is a tag or an id. */
  inspect(ref: string): Promise<Image | null>
  /** Those with all of `labels`. */
  list(labels: Labels): Promise<Image[]>
  pull(ref: string, options: { signal: AbortSignal; onProgress: (line: string) => void }): Promise<void>
  /** Builds from a tar stream. Resolves with the image id; a step that fails is an outcome, not an error. Nothing is left when aborted. */
  build(
    request: {
      context: Readable
      dockerfile: string
      tag: string
      labels: Labels
      buildArgs: Record<string, string>
      isPulling: boolean
      isCached: boolean
    },
    options: { signal: AbortSignal; onLog: (line: string) => void },
  ): Promise<BuildOutcome>
  tag(ref: string, tag: string): Promise<void>
  remove(ref: string): Promise<void>
  /** What each layer was made by, newest first: what anyone with the image can read. */
  history(ref: string): Promise<{ createdBy: string; sizeBytes: number }[]>
}
export type Image = {
  id: string
  tags: string[]
  labels: Labels
  sizeBytes: number
  createdAt: string
  /** What it starts by itself, entry point and arguments; only `inspect` tells it. */
  command?: string[]
}
export type BuildOutcome =
  | { status: 'built'; imageId: string; isFromCache: boolean }
  /** `step` is the Dockerfile instruction that failed, `message` what the engine says of it. */
  | { status: 'failed'; step: string | null; message: string }
  | { status: 'cancelled' }

export type Containers = {
  create(spec: ContainerSpec): Promise<string>
  start(id: string): Promise<void>
  /** Asks it to end, and kills it after `graceMs`. */
  stop(id: string, options: { graceMs: number }): Promise<void>
  kill(id: string): Promise<void>
  /** Gives it a name by which a person finds it; one that is taken is refused. Unlike labels it can be given to what runs. */
  rename(id: string, name: string): Promise<void>
  /** With its anonymous volumes; also while it runs. */
  remove(id: string): Promise<void>
  inspect(id: string): Promise<ContainerState | null>
  list(labels: Labels): Promise<ContainerState[]>
  /** Its standard streams, from now on; attach before `start` to miss nothing. Ends with the container, or with the engine. */
  attach(id: string): Promise<{ stdin: Writable; stdout: Readable; stderr: Readable; close(): void }>
  /** Resolves when it ended. */
  wait(id: string, options: { signal: AbortSignal }): Promise<{ exitCode: number; isOutOfMemory: boolean }>
  /** What it wrote, oldest first; goes on with what comes while `isFollowing`, until it ends or the signal aborts. */
  logs(id: string, options: { tailLines: number; isFollowing: boolean; signal: AbortSignal }): AsyncIterable<LogLine>
  /** Runs a command beside the main one; output above 1 MiB is cut off. */
  exec(id: string, command: string[], options: { stdin?: string; timeoutMs: number; user?: string }): Promise<ExecOutcome>
  stats(id: string): Promise<ContainerStats | null>
  /** The changes of `/` in tar form, for snapshots and probes. */
  archive(id: string, path: string): Promise<Readable>
}
export type LogLine = { stream: 'stdout' | 'stderr'; line: string; at: string | null }
export type ExecOutcome = { exitCode: number; stdout: string; stderr: string; isTimedOut: boolean }
export type ContainerStats = {
  cpuPercent: number
  memoryBytes: number
  memoryLimitBytes: number
  pids: number
  networkInBytes: number
  networkOutBytes: number
}

export type ContainerState = {
  id: string
  name: string
  image: string
  labels: Labels
  status: 'created' | 'running' | 'paused' | 'restarting' | 'exited'
  exitCode: number | null
  isOutOfMemory: boolean
  /** What the image's own HEALTHCHECK says; null when it has none. */
  health: 'starting' | 'healthy' | 'unhealthy' | null
  startedAt: string | null
  /** Address in each network it is in, by the network's name. */
  addresses: Record<string, string>
  /** Published ports: container port to port on 127.0.0.1. */
  ports: Record<number, number>
}

/** Adapters always add: no new privileges, all capabilities dropped but `capabilities`, Docker's seccomp profile, IPv6 off, no engine restarts. */
export type ContainerSpec = {
  image: string
  /** null: as the image says. */
  command: string[] | null
  entrypoint: string[] | null
  env: Record<string, string>
  labels: Labels
  /** `uid:gid`; null is the image's own. */
  user: string | null
  workingFolder: string | null
  hasStdin: boolean
  /** A small init as process 1, which reaps what is left behind and hands signals on. */
  hasInit: boolean
  isReadOnlyRoot: boolean
  /** In memory, counted as the container's, writable, not executable unless `isExecutable`. */
  tmpfs: { path: string; sizeBytes: number; mode?: string; isExecutable?: boolean }[]
  mounts: Mount[]
  /** `none` has only loopback. `joined` are networks of ours. `open` is the engine's own bridge, with the way out: only for our proxy. */
  network: { kind: 'none' } | { kind: 'open'; aliases: [] } | { kind: 'joined'; networks: { name: string; aliases: string[] }[] }
  /** Published on 127.0.0.1 only; `hostPort` 0 takes a free one. Only with the `open` network: others lead nowhere, and creation fails. */
  ports: { containerPort: number; hostPort: number }[]
  capabilities: string[]
  limits: { memoryBytes: number; cpus: number; pids: number }
  /** The engine's own log of it: `files` of at most `fileBytes` each. null: none is kept. */
  log: { fileBytes: number; files: number } | null
}
export type Mount =
  | { kind: 'bind'; hostPath: string; path: string; mode: 'ro' | 'rw' }
  | { kind: 'volume'; volume: string; path: string; mode: 'ro' | 'rw' }

export type Networks = {
  /**
   * A network that leads nowhere: no way out, no address of this computer in it, and no answers to names but those of its members.
   * Its name is unique; one that is there already is an error.
   */
  create(name: string, labels: Labels): Promise<void>
  connect(network: string, containerId: string, aliases: string[]): Promise<void>
  disconnect(network: string, containerId: string): Promise<void>
  list(labels: Labels): Promise<{ name: string; labels: Labels; members: string[] }[]>
  /** Members that do not run are put out first. */
  remove(name: string): Promise<void>
}

export type Volumes = {
  create(name: string, labels: Labels): Promise<void>
  list(labels: Labels): Promise<{ name: string; labels: Labels; sizeBytes: number | null }[]>
  remove(name: string): Promise<void>
}

export type DiskUse = {
  imagesBytes: number
  imageCount: number
  containersBytes: number
  containerCount: number
  volumesBytes: number
  volumeCount: number
  /** Layers that no image of ours needs any more. */
  reclaimableBytes: number
}
