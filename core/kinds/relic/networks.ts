import type { Role } from '../../engines/containers/labels.ts'
import type { ContainerEngine, Labels } from '../../engines/containers/port.ts'
import type { SessionId } from '../../kernel/ids.ts'
import { createQueue } from '../../kernel/queue.ts'
import { type Caller, createCaller, removeCallers } from './caller.ts'
import type { RelicNames } from './names.ts'

export type RelicNetworks = {
  /** Makes the network of a chat (null: of the shared relics) unless it is there, and keeps it until `leave`. */
  join(sessionId: SessionId | null, member: string): Promise<string>
  /** The last one to leave takes the network and its caller with it. */
  leave(sessionId: SessionId | null, member: string): Promise<void>
  caller(sessionId: SessionId | null): Caller
  /** Ends the callers; networks and relics stay. */
  closeCallers(): Promise<void>
}

/** The private networks of chats: one each, with one caller, there only while a relic is in it. */
export function createRelicNetworks(options: {
  engine: Pick<ContainerEngine, 'containers' | 'networks'>
  names: RelicNames
  nodeImage: () => Promise<string>
  labelsFor: (role: Role, sessionId: SessionId | null) => Labels
  /** The same of every life. */
  labelsOfAny: (role: Role, sessionId: SessionId | null) => Labels
}): RelicNetworks {
  const { engine, names, nodeImage, labelsFor, labelsOfAny } = options
  const places = new Map<string, { members: Set<string>; caller: Caller | null; queue: ReturnType<typeof createQueue> }>()
  const placeOf = (network: string) => {
    const found = places.get(network) ?? { members: new Set<string>(), caller: null, queue: createQueue() }
    places.set(network, found)
    return found
  }

  return {
    async join(sessionId, member) {
      const network = names.network(sessionId)
      const place = placeOf(network)
      place.members.add(member)
      await place.queue(async () => {
        if ((await engine.networks.list(labelsOfAny('network', sessionId))).some((one) => one.name === network)) return
        await engine.networks.create(network, labelsFor('network', sessionId))
      })
      return network
    },
    async leave(sessionId, member) {
      const network = names.network(sessionId)
      const place = placeOf(network)
      place.members.delete(member)
      await place.queue(async () => {
        if (place.members.size > 0) return
        const { caller } = place
        place.caller = null
        await caller?.close()
        await removeCallers(engine.containers, labelsOfAny('caller', sessionId), sessionId)
        // One that a former life left running is still to be taken over.
        const seen = (await engine.networks.list(labelsOfAny('network', sessionId))).find((one) => one.name === network)
        if (seen?.members.length === 0) await engine.networks.remove(network)
      })
    },
    caller(sessionId) {
      const network = names.network(sessionId)
      const place = placeOf(network)
      const removeOld = () => removeCallers(engine.containers, labelsOfAny('caller', sessionId), sessionId)
      place.caller ??= createCaller({ engine, network, image: nodeImage, labels: labelsFor('caller', sessionId), removeOld })
      return place.caller
    },
    async closeCallers() {
      await Promise.allSettled([...places.values()].map((place) => place.caller?.close()))
    },
  }
}
