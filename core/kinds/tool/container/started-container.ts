import { randomBytes } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import { Fault } from '../../../contract/faults.ts'
import type { Egress, EgressPass } from '../../../engines/containers/egress/egress.ts'
import { labelsOf, type Ownership } from '../../../engines/containers/labels.ts'
import type { ContainerEngine, ContainerSpec } from '../../../engines/containers/port.ts'
import type { Logger } from '../../../kernel/logger.ts'
import type { Waiting } from './warm-pool.ts'

/** A container whose launcher waits for its one run. Whoever has it must `discard` it. */
export type StartedContainer = Waiting & {
  readonly id: string
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** The way out; null for a tool that has none. */
  readonly pass: EgressPass | null
  /** Ends everything in it at once. Resolves when the engine did so. */
  kill(): Promise<void>
}

/**
 * Creates and starts one, in a network of its own when the tool may reach hosts. `specFor` gets that network and the environment that
 * leads out of it. Rejects with ENGINE_UNAVAILABLE or ENGINE_FAILED; nothing is left then.
 */
export async function startContainer(options: {
  engine: ContainerEngine
  egress: Pick<Egress, 'join'>
  hasNetwork: boolean
  ownership: Omit<Ownership, 'role' | 'digest'>
  specFor: (network: { name: string; env: Record<string, string> } | null) => ContainerSpec
  logger: Logger
  /** Gets what could not be removed as the engine was gone, to be tried again when it is back. */
  onLeftOver: (removal: () => Promise<void>) => void
}): Promise<StartedContainer> {
  const { engine, ownership, logger } = options
  const undo: (() => Promise<unknown>)[] = []
  const unwind = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) {
      try {
        await step()
      } catch (error) {
        logger.debug('a container was not cleaned up', { error })
        if (!(error instanceof Fault && error.code === 'ENGINE_UNAVAILABLE')) continue
        undo.push(step)
        return options.onLeftOver(unwind)
      }
    }
  }
  try {
    let network: { name: string; env: Record<string, string> } | null = null
    let pass: EgressPass | null = null
    if (options.hasNetwork) {
      const name = `cortex-tool-${randomBytes(8).toString('hex')}`
      await engine.networks.create(name, labelsOf({ ...ownership, role: 'network' }))
      undo.push(() => engine.networks.remove(name))
      const joined = await options.egress.join(name)
      pass = joined
      undo.push(() => joined.leave())
      network = { name, env: joined.env }
    }
    const id = await engine.containers.create(options.specFor(network))
    undo.push(() => engine.containers.remove(id))
    const { stdin, stdout, stderr, close } = await engine.containers.attach(id)
    undo.push(async () => close())
    let isAlive = true
    const ended = () => {
      isAlive = false
    }
    for (const stream of [stdout, stderr]) stream.once('end', ended).once('close', ended).once('error', ended)
    stdin.on('error', () => {})
    await engine.containers.start(id)
    return {
      id,
      stdin,
      stdout,
      stderr,
      pass,
      isAlive: () => isAlive,
      kill: () => engine.containers.kill(id),
      discard: unwind,
    }
  } catch (error) {
    await unwind()
    throw error instanceof Fault
      ? error
      : new Fault('ENGINE_FAILED', { detail: error instanceof Error ? error.message : String(error) }, { cause: error })
  }
}
