import { Fault } from '../../../contract/faults.ts'
import type { ContainerEngine, ContainerSpec, EngineFacts, EngineStatus } from '../port.ts'
import { createFakeContainers } from './fake-containers.ts'
import { createFakeImages } from './fake-images.ts'
import type { Inside, Use } from './fake-inside.ts'
import { createFakeNetworks, createFakeVolumes } from './fake-networks.ts'
import type { Program } from './fake-process.ts'

/** An engine in memory for tests of what uses engines. Its inside is there to be looked at and changed. */
export type FakeEngine = ContainerEngine & {
  readonly inside: Inside
  /** The engine goes away: everything under way rejects, containers end as they do with a real one. */
  cut(why?: string): void
  /** It is back, with what it had. */
  restore(): void
}

const facts: EngineFacts = {
  name: 'Fake',
  version: '1.0',
  endpoint: 'fake://memory',
  isLocal: true,
  isRootless: false,
  cpus: 4,
  memoryBytes: 8 * 2 ** 30,
  hasSeccomp: true,
}

export type FakeEngineOptions = {
  /** Tags that are there from the start. */
  images?: string[]
  /** What a container does, and what a command executed in one does (then `spec.command` is that command). By default it copies its input. */
  behave?: (spec: ContainerSpec) => Program
  /** false: begins as `absent`, until `restore()`. */
  isThere?: boolean
  /** Called before each call; what it throws, the call rejects with. */
  onCall?: (call: string) => void
}

export function createFakeEngine(options: FakeEngineOptions = {}): FakeEngine {
  const listeners = new Set<(status: EngineStatus) => void>()
  const inside: Inside = { containers: new Map(), images: new Map(), networks: new Map(), volumes: new Map(), calls: [] }
  let status: EngineStatus =
    options.isThere === false ? { state: 'absent', attempts: [], why: 'it is not started' } : { state: 'ready', attempts: [], engine: facts }
  let gone = new AbortController()
  const become = (next: EngineStatus) => {
    status = next
    for (const listener of [...listeners]) listener(next)
  }
  const use: Use = async (call, work) => {
    inside.calls.push(call)
    options.onCall?.(call)
    if (status.state !== 'ready') throw new Fault('ENGINE_UNAVAILABLE', { why: `${'why' in status ? status.why : 'it is looked for'}.` })
    const { signal } = gone
    const lost = Promise.withResolvers<never>()
    const onGone = () => lost.reject(signal.reason)
    signal.addEventListener('abort', onGone)
    try {
      return await Promise.race([work(signal), lost.promise])
    } finally {
      signal.removeEventListener('abort', onGone)
      lost.promise.catch(() => undefined)
    }
  }
  const images = createFakeImages(use, inside, options.images ?? [])
  const containers = createFakeContainers(use, inside, options.behave ?? (() => copyInput))
  const cut = (why = 'it went away') => {
    if (status.state !== 'ready') return
    gone.abort(new Fault('ENGINE_UNAVAILABLE', { why: `${why}.` }))
    for (const container of inside.containers.values()) container.process?.kill(137)
    become({ state: 'lost', attempts: [], engine: facts, why, sinceMs: Date.now() })
  }
  return {
    inside,
    images,
    containers,
    networks: createFakeNetworks(use, inside),
    volumes: createFakeVolumes(use, inside),
    status: () => status,
    refresh: async () => status,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    disk: () =>
      use('disk', () => ({
        imagesBytes: [...inside.images.values()].reduce((sum, image) => sum + image.sizeBytes, 0),
        imageCount: inside.images.size,
        containersBytes: 0,
        containerCount: inside.containers.size,
        volumesBytes: 0,
        volumeCount: inside.volumes.size,
        reclaimableBytes: 0,
      })),
    cut,
    restore() {
      gone = new AbortController()
      become({ state: 'ready', attempts: [], engine: facts })
    },
    async close() {
      cut('the workstation is closing')
      listeners.clear()
    },
  }
}

const copyInput: Program = async ({ stdin, stdout }) => {
  for await (const chunk of stdin) await stdout(chunk as Buffer)
  return 0
}
