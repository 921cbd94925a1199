import { stat } from 'node:fs/promises'
import { Fault } from '../../../contract/faults.ts'
import type { Egress } from '../../../engines/containers/egress/egress.ts'
import { firstStatus } from '../../../engines/containers/first-status.ts'
import { labelsOf, type Ownership } from '../../../engines/containers/labels.ts'
import type { ContainerEngine, EngineFacts } from '../../../engines/containers/port.ts'
import type { Sandbox, SandboxLanguage, SandboxOutcome, SandboxRequest } from '../../../engines/sandboxes/port.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { RunId } from '../../../kernel/ids.ts'
import type { Logger } from '../../../kernel/logger.ts'
import { createBaseImages } from './base-images.ts'
import { carryOut } from './carry-out.ts'
import { containerSpec, needsHandover, plainUser, signatureOf } from './container-spec.ts'
import { handOver } from './handover.ts'
import { type StartedContainer, startContainer } from './started-container.ts'
import { createWarmPool, type Kind } from './warm-pool.ts'

const idleMs = 5 * 60_000
const defaultFolderBytes = 2 * 2 ** 30
/** What is over sooner nobody looks for, and its call need not wait for the engine. */
const namedAfterMs = 500

export type ContainerSandbox = Sandbox & {
  /** Starts what the use of late asks for, and resolves when it waits. For measurements and tests. */
  settle(): Promise<void>
}

/**
 * The tier that keeps a tool in a container of its own, used once: read-only root, no rights of the system, no network but the hosts
 * it names. Needs the tool's image in each request. Containers are started ahead of calls for tools that are in use.
 */
export function createContainerSandbox(options: {
  engine: ContainerEngine
  egress: Pick<Egress, 'join'>
  owner: string
  launch: string
  home: string
  clock: Clock
  logger: Logger
  /** How many started containers may wait, over all tools; asked each time. */
  warmLimit: () => number
  /** What images for a language are built on; asked each time. */
  baseImages: (language: SandboxLanguage) => string[]
  /** How much one run may add to the folders that it may write, which lie on this computer's own disk. */
  folderBytes?: number
  /** Of the engine's machine, in bytes; by default what this computer has, or the engine says. */
  freeMemory?: (facts: EngineFacts) => number
}): ContainerSandbox {
  const { engine, clock, logger } = options
  const { owner, launch, home, folderBytes = defaultFolderBytes } = options
  const freeMemory =
    options.freeMemory ?? ((facts) => (facts.isLocal ? Math.min(process.availableMemory(), facts.memoryBytes) : facts.memoryBytes / 2))
  const host = process.getuid && process.getgid ? { uid: process.getuid(), gid: process.getgid() } : null
  const bases = createBaseImages({ engine, refsFor: options.baseImages, clock, logger })
  const cleaning = new Set<Promise<void>>()
  const running = new AbortController()
  const commands = new Map<string, string[]>()

  const pool = createWarmPool<StartedContainer>({
    clock,
    logger,
    idleMs,
    limits() {
      const status = engine.status()
      if (status.state !== 'ready') return { count: 0, memoryBytes: 0 }
      return { count: options.warmLimit(), memoryBytes: freeMemory(status.engine) / 4 }
    },
  })
  const leftOver = new Set<() => Promise<void>>()
  const stopListening = engine.onChange((status) => {
    bases.forget()
    if (status.state !== 'ready') return pool.clear()
    const removals = [...leftOver]
    leftOver.clear()
    for (const removal of removals) track(removal())
  })

  const factsNow = (): EngineFacts => {
    const status = engine.status()
    if (status.state === 'ready') return status.engine
    throw new Fault('ENGINE_UNAVAILABLE', { why: 'why' in status ? status.why : 'it is being looked for.' })
  }

  /** What an image starts by itself. A tag holds the digest of its content, so that one answer is good for ever. */
  const commandOf = async (image: string): Promise<string[]> => {
    const known = commands.get(image)
    if (known) return known
    const seen = await engine.images.inspect(image)
    if (!seen) throw new Fault('ENGINE_FAILED', { detail: `the image ${image} is not there any more. Call the tool again; it is built anew.` })
    commands.set(image, seen.command ?? [])
    return seen.command ?? []
  }

  const kindOf = async (request: SandboxRequest & { image: string }): Promise<Kind<StartedContainer>> => {
    const facts = factsNow()
    const imageCommand = await commandOf(request.image)
    const ownership = { owner, launch, home, name: request.toolName }
    const { belongsTo } = request
    const marks = belongsTo && { run: belongsTo.runId, ...(belongsTo.sessionId && { session: belongsTo.sessionId }) }
    // The tag of an image is the digest of all that it is made of.
    const labels = labelsOf({ ...ownership, role: 'tool', digest: request.image.slice(request.image.lastIndexOf(':') + 1) })
    const start = (more: Pick<Ownership, 'run' | 'session'>) =>
      startContainer({
        engine,
        egress: options.egress,
        hasNetwork: request.network.length > 0,
        // The network has no chat: one that has is a network of relics.
        ownership: { ...ownership, ...(more.run && { run: more.run }) },
        specFor: (network) =>
          containerSpec({ request, image: request.image, imageCommand, facts, host, labels: { ...labels, ...labelsOf(more) }, network }),
        logger,
        onLeftOver: (removal) => void leftOver.add(removal),
      })
    const folders = await Promise.all(request.mounts.map(({ hostPath }) => stat(hostPath).then(({ dev, ino }) => `${dev}:${ino}`)))
    return {
      signature: signatureOf(request, folders),
      // The folder of a chat may be asked for again, that of a single run is not.
      keptAfterCalls: folders.length > 0 ? 2 : 1,
      tool: request.toolName,
      image: request.image,
      memoryBytes: request.limits.memoryBytes,
      start: () => start({}),
      startNow: () => start(marks ?? {}),
    }
  }

  /** One that was started ahead has no label of its run, and labels stay as they are; its name can be given while it works. */
  const nameAfter = ({ id }: StartedContainer, tool: string, runId: RunId) => {
    engine.containers.rename(id, `cortex-${tool}-${runId}`).catch((error: unknown) => logger.debug('a container was not named', { error }))
  }

  const track = (removal: Promise<void>) => {
    const work = removal.finally(() => cleaning.delete(work))
    cleaning.add(work)
  }
  const clean = (started: StartedContainer) => track(started.discard())

  return {
    tier: 'container',
    async supports(language, needs) {
      const status = await firstStatus(engine)
      if (status.state !== 'ready')
        return { isSupported: false, why: 'why' in status ? `no container engine answers: ${status.why}` : 'no container engine answers' }
      const { name, version, endpoint, isLocal, hasSeccomp } = status.engine
      if (needs.folders && !isLocal)
        return { isSupported: false, why: `folders of this computer cannot be given to ${endpoint}, which is another one` }
      const base = await bases.look(language)
      const why = `${name} ${version} answers at ${endpoint}${hasSeccomp ? '' : ', without seccomp'}`
      return { isSupported: true, why, ...(base.isThere ? {} : { missing: base.why }) }
    },
    makeReady: (language) => bases.fetch(language),
    async run(request, run): Promise<SandboxOutcome> {
      if (run.signal.aborted) return { status: 'cancelled' }
      const { image } = request
      if (image === null) throw new Error(`${request.toolName} is to run in a container, but no image was named`)
      const facts = factsNow()
      if (request.mounts.length > 0 && !facts.isLocal) {
        return { status: 'failed', message: `its folders are on this computer, and ${facts.endpoint} is another one`, exitCode: null }
      }
      if (needsHandover(facts, host)) {
        for (const mount of request.mounts) if (mount.mode === 'rw') await handOver(mount.hostPath, plainUser)
      }
      const kind = await kindOf({ ...request, image })
      const signal = AbortSignal.any([run.signal, running.signal])
      const taking = pool.take(kind)
      try {
        const started = await unlessAborted(taking, signal)
        if (!started) {
          // It comes when it comes, and is not needed any more.
          void taking.then(clean, () => {})
          return { status: 'cancelled' }
        }
        const naming = setTimeout(() => request.belongsTo && nameAfter(started, request.toolName, request.belongsTo.runId), namedAfterMs)
        try {
          return await carryOut(started, request, { engine, signal, onLog: run.onLog, folderBytes })
        } finally {
          clearTimeout(naming)
          clean(started)
        }
      } finally {
        pool.finished(kind)
      }
    },
    async settle() {
      while (cleaning.size > 0) await Promise.all(cleaning)
      await pool.settle()
    },
    async close() {
      stopListening()
      running.abort()
      await pool.close()
      while (cleaning.size > 0) await Promise.all(cleaning)
    },
  }
}

/** null when the signal comes first. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const { promise, resolve, reject } = Promise.withResolvers<T | null>()
  const onAbort = () => resolve(null)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  return promise
}
