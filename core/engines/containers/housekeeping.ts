import type { z } from 'zod'
import type { containersContract, engineStatus } from '../../contract/containers.ts'
import type { SessionId } from '../../kernel/ids.ts'
import { labelsOf, ownershipOf } from './labels.ts'
import type { ContainerEngine } from './port.ts'

type Stats = z.input<(typeof containersContract.stats)['~orpc']['outputSchema'] & z.ZodType>

/** What everything of one owner takes on the engine, and the ways to get it back. */
export function createHousekeeping(options: {
  engine: ContainerEngine
  owner: string
  /** How much disk images may take. */
  limitBytes: () => number
  /** Removes images that nothing is built by any more; the largest part of what can be freed. */
  pruneImages: () => Promise<{ removed: number; freedBytes: number }>
  /** Removes what belongs to ended lives; resolves with how many things went. */
  reconcile: () => Promise<number>
}) {
  const { engine, owner } = options
  const isThere = () => engine.status().state === 'ready'

  async function stats(): Promise<Stats> {
    const view = viewOf(engine.status())
    if (!isThere()) return { engine: view, containers: [], disk: null }
    const [containers, disk] = await Promise.all([engine.containers.list(labelsOf({ owner })), engine.disk()])
    return {
      engine: view,
      containers: containers.flatMap(({ id, status, image, labels }) => {
        const whose = ownershipOf(labels)
        return whose ? [{ id, status, image, role: whose.role, name: whose.name ?? null, sessionId: whose.session ?? null }] : []
      }),
      disk: { ...disk, limitBytes: options.limitBytes() },
    }
  }

  return {
    stats,
    /** Everything that no living thing needs, of all chats. */
    async cleanUp(): Promise<{ removed: number; freedBytes: number }> {
      const gone = await options.reconcile()
      const images = await options.pruneImages()
      return { removed: gone + images.removed, freedBytes: images.freedBytes }
    },
    /** All containers, networks and volumes of a chat, also what runs; resolves with how many things went. */
    async removeSession(session: SessionId): Promise<number> {
      const labels = labelsOf({ owner, session })
      const containers = await engine.containers.list(labels)
      await Promise.all(containers.map(({ id }) => engine.containers.remove(id)))
      const [networks, volumes] = await Promise.all([engine.networks.list(labels), engine.volumes.list(labels)])
      await Promise.all([...networks.map(({ name }) => engine.networks.remove(name)), ...volumes.map(({ name }) => engine.volumes.remove(name))])
      return containers.length + networks.length + volumes.length
    },
  }
}

/** The engine's status as it crosses the contract. */
export function viewOf(status: ReturnType<ContainerEngine['status']>): z.infer<typeof engineStatus> {
  const { attempts, state } = status
  const facts = 'engine' in status ? status.engine : null
  const why = 'why' in status ? status.why : ''
  if (!facts) return { state, why, engine: null, attempts }
  const { name, version, endpoint, isLocal, isRootless, hasSeccomp } = facts
  return { state, why, engine: { name, version, endpoint, isLocal, isRootless, hasSeccomp }, attempts }
}
