import { Fault } from '../../contract/faults.ts'
import type { RelicInstance, RelicSummary } from '../../contract/relics.ts'
import { labelsOf, ownershipOf } from '../../engines/containers/labels.ts'
import type { ContainerState, Labels, LogLine } from '../../engines/containers/port.ts'
import type { RelicId, SessionId } from '../../kernel/ids.ts'
import { callEndpoint } from './call.ts'
import { relicsOf } from './discovery.ts'
import { endpointsOf } from './endpoints.ts'
import { createInstance, type EnsureHow, type Instance } from './instance.ts'
import type { Kept } from './keeping.ts'
import { relicLogs } from './logs.ts'
import type { RelicKey } from './names.ts'
import { planOf } from './plan.ts'
import { createSurroundings, type RelicsOptions } from './surroundings.ts'
import { throttled } from './throttled.ts'
import { type RelicTiming, usualTiming } from './timing.ts'

export type { RelicsOptions }

/** Which relic: of a chat; without one the shared one, or the only one there is. */
export type Which = { name: string; sessionId?: SessionId | null | undefined }

export type Relics = {
  /** Every relic that is declared or at work, by name. */
  list(): RelicSummary[]
  summary(name: string): RelicSummary
  get(id: RelicId): RelicInstance
  /** Throws NOT_FOUND, or BAD_INPUT when it is not clear which one. */
  idOf(which: Which): RelicId
  /** Starts it unless it is up, and resolves when it is healthy. Rejects with RELIC_FAILED, BUILD_FAILED, ENGINE_… or CANCELLED. */
  ensure(name: string, sessionId: SessionId | null, how: EnsureHow): Promise<RelicInstance>
  stop(id: RelicId): Promise<RelicInstance>
  restart(id: RelicId, how: EnsureHow): Promise<RelicInstance>
  /** Deletes what it keeps, and leaves it stopped. */
  clear(id: RelicId): Promise<RelicInstance>
  /** Everything of it, what it keeps too; resolves with how many things went. */
  remove(id: RelicId): Promise<number>
  /** All relics of a chat that is removed; their volumes as each manifest's `when_removed` says. */
  removeSession(sessionId: SessionId): Promise<number>
  /** All relics of a chat that went to the trash: nothing runs, and all they keep stays for when it comes back. */
  restSession(sessionId: SessionId): Promise<void>
  logs(id: RelicId, options: { tail: number; follow: boolean; signal: AbortSignal }): AsyncIterable<LogLine>
  /** Calls an endpoint of a relic that is up. Rejects with RELIC_FAILED (status and body of a 4xx or 5xx in it) or TOO_LARGE. */
  call(name: string, endpoint: string, args: Record<string, unknown>, where: { sessionId: SessionId | null; signal: AbortSignal }): Promise<unknown>
  /** Starts in the background what the chat's agent wants with it (`start: session`). */
  sessionStarted(sessionId: SessionId, agent: string): void
  /** Takes over what a former life left and removes what belongs to chats that are gone. At start, and when an engine is there for the first time; again does no harm. */
  adopt(): Promise<{ adopted: number; removed: number }>
  /** Volumes and archives of chats that are gone. */
  kept(): Promise<Kept[]>
  /** Stops what runs, all at once, within a few seconds; volumes stay and the next life takes them over. */
  close(): Promise<void>
}

/** The room that knows relics at work. What it knows follows from the engine's objects and their labels, so nothing is lost with it. */
export function createRelics(options: RelicsOptions): Relics {
  const { engine, manifests, owner, logger } = options
  const timing: RelicTiming = { ...usualTiming, ...options.timing }
  const instances = new Map<RelicId, Instance>()
  const announce = throttled(250, () => options.publish({ type: 'relics.changed' }))
  const { names, loadedOf, declared, networks, keeping, containersOf, parts } = createSurroundings(options, timing, announce)
  let isClosing = false

  const keyFor = (name: string, sessionId: SessionId | null): RelicKey => {
    const { scope } = planOf(loadedOf(name))
    if (scope === 'shared') return { name, sessionId: null }
    if (sessionId === null)
      throw new Fault('BAD_INPUT', { detail: `${name} belongs to a chat, and this run belongs to none. Run it in a chat, or pass the id of one.` })
    return { name, sessionId }
  }
  const instanceOf = (key: RelicKey): Instance => {
    const id = names.id(key)
    const found = instances.get(id) ?? createInstance(key, parts)
    instances.set(id, found)
    return found
  }
  const byId = (id: RelicId): Instance => {
    const found = instances.get(id)
    if (!found) throw new Fault('NOT_FOUND', { what: 'relic at work', name: id })
    return found
  }

  const removeContainers = async (key: RelicKey): Promise<void> => {
    for (const left of await containersOf(key)) await engine.containers.remove(left.id)
  }
  async function takeAway(instance: Instance, how: 'clear' | 'keep' | 'snapshot'): Promise<number> {
    const containers = (await containersOf(instance.key)).length
    if (!declared(instance.key.name)) await removeContainers(instance.key)
    await instance.takeDown()
    await removeContainers(instance.key)
    const volumes = await keeping.settle(instance.key, how)
    instances.delete(instance.id)
    announce()
    return containers + volumes
  }

  const stopWatching = engine.onChange((status) => {
    if (status.state === 'lost') for (const instance of instances.values()) instance.lose()
  })

  const summary = (name: string): RelicSummary => {
    const loaded = manifests.get('Relic', name)
    const atWork = [...instances.values()].filter((one) => one.key.name === name)
    if (!loaded && atWork.length === 0) loadedOf(name)
    return {
      name,
      description: loaded?.manifest.description ?? '',
      scope: loaded?.manifest.scope ?? 'session',
      endpoints: loaded
        ? endpointsOf(loaded.manifest).map(({ name: endpoint, method, url, description, parameters }) => ({
            name: endpoint,
            method,
            url,
            description,
            parameters,
          }))
        : [],
      usedBy: manifests.list('Agent').flatMap(({ manifest }) => (relicsOf(manifest).includes(name) ? [manifest.name] : [])),
      instances: atWork.map((one) => one.view()),
    }
  }

  return {
    summary,
    list: () =>
      [...new Set([...manifests.list('Relic').map((one) => one.manifest.name), ...[...instances.values()].map((one) => one.key.name)])]
        .toSorted()
        .map(summary),
    get: (id) => byId(id).view(),
    idOf({ name, sessionId }) {
      if (sessionId) return names.id(keyFor(name, sessionId))
      const atWork = [...instances.values()].filter((one) => one.key.name === name)
      const shared = atWork.find((one) => one.key.sessionId === null)
      const only = shared ?? (atWork.length === 1 ? atWork[0] : undefined)
      if (only) return only.id
      if (atWork.length > 1) throw new Fault('BAD_INPUT', { detail: `${name} is at work for ${atWork.length} chats. Say for which one.` })
      return names.id(keyFor(name, null))
    },
    async ensure(name, sessionId, how) {
      if (isClosing) throw new Fault('CANCELLED', { name })
      const instance = instanceOf(keyFor(name, sessionId))
      await instance.ensure(how)
      return instance.view()
    },
    async stop(id) {
      await byId(id).stop('You stopped it.')
      return byId(id).view()
    },
    async restart(id, how) {
      const instance = byId(id)
      await instance.stop('It is being started again.')
      await instance.ensure(how)
      return instance.view()
    },
    async clear(id) {
      const instance = byId(id)
      await instance.takeDown()
      await keeping.settle(instance.key, 'clear')
      announce()
      return instance.view()
    },
    remove: (id) => takeAway(byId(id), 'clear'),
    async removeSession(sessionId) {
      let gone = 0
      for (const key of await keysOf(sessionId)) gone += await takeAway(instanceOf(key), declared(key.name)?.whenRemoved ?? 'clear')
      return gone
    },
    async restSession(sessionId) {
      for (const key of await keysOf(sessionId)) await takeAway(instanceOf(key), 'keep')
    },
    async *logs(id, { tail, follow, signal }) {
      const instance = byId(id)
      const workload = instance.workload ?? (await parts.workloadFor(instance.key))
      if (workload) yield* relicLogs({ workload, engine, tail, follow, signal })
    },
    async call(name, endpoint, args, { sessionId, signal }) {
      const key = keyFor(name, sessionId)
      return instanceOf(key).use((workload, plan) =>
        callEndpoint({ plan, workload, endpoint, args, signal, timeoutMs: timing.callWithinMs, caller: networks.caller(key.sessionId) }),
      )
    },
    sessionStarted(sessionId, agent) {
      const loaded = manifests.get('Agent', agent)
      if (!loaded || engine.status().state !== 'ready') return
      for (const name of relicsOf(loaded.manifest)) {
        const relic = manifests.get('Relic', name)?.manifest
        if (relic?.start !== 'session') continue
        const signal = AbortSignal.timeout(timing.startWithinMs * 10)
        instanceOf(keyFor(name, sessionId))
          .ensure({ signal })
          .catch((error: unknown) => logger.warn('a relic did not start with its chat', { name, sessionId, error }))
      }
    },
    async adopt() {
      const exists = new Map<SessionId, boolean>()
      let adopted = 0
      let removed = 0
      for (const { key, containers } of await findAll()) {
        const { sessionId } = key
        if (sessionId !== null && !exists.has(sessionId)) exists.set(sessionId, await options.sessionExists(sessionId))
        const plan = declared(key.name)
        const isAlive = sessionId === null || exists.get(sessionId) === true
        try {
          if (!isAlive) removed += await takeAway(instanceOf(key), plan?.whenRemoved ?? 'clear')
          else if (instances.has(names.id(key))) continue
          else if (plan === null || plan.scope !== (sessionId === null ? 'shared' : 'session')) {
            for (const one of containers) await engine.containers.remove(one.id)
            removed += containers.length
          } else {
            await instanceOf(key).adopt(containers)
            if (containers.some((one) => one.status === 'running')) adopted += 1
          }
        } catch (error) {
          logger.warn('a relic of a former life could not be taken over', { relic: key.name, sessionId, error })
        }
      }
      announce()
      return { adopted, removed }
    },
    kept: () => keeping.list(options.sessionExists),
    async close() {
      isClosing = true
      stopWatching()
      const isThere = engine.status().state === 'ready'
      const all = [...instances.values()].map((one) =>
        isThere && !options.keepsRunning ? one.stop('The app was closed.') : Promise.resolve(one.release()),
      )
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timing.closeWithinMs)
      })
      const stopped = Promise.allSettled(all).then(() => (isThere ? networks.closeCallers() : undefined))
      await Promise.race([stopped, late])
      clearTimeout(timer)
      for (const one of instances.values()) one.release()
      announce.cancel()
    },
  }

  async function keysOf(sessionId: SessionId): Promise<RelicKey[]> {
    const all = [...(await findAll()), ...instances.values()].filter(({ key }) => key.sessionId === sessionId)
    return [...new Map(all.map(({ key }) => [names.id(key), key])).values()]
  }

  /** Every relic that has something on the engine, of this life or a former one. */
  async function findAll(): Promise<{ key: RelicKey; containers: ContainerState[] }[]> {
    const found = new Map<RelicId, { key: RelicKey; containers: ContainerState[] }>()
    const at = ({ labels }: { labels: Labels }) => {
      const whose = ownershipOf(labels)
      if (whose?.name === undefined) return null
      const key: RelicKey = { name: whose.name, sessionId: whose.session ?? null }
      const id = names.id(key)
      const entry = found.get(id) ?? { key, containers: [] }
      found.set(id, entry)
      return entry
    }
    for (const one of await engine.containers.list(labelsOf({ owner, role: 'relic' }))) at(one)?.containers.push(one)
    for (const one of await engine.volumes.list(labelsOf({ owner, role: 'volume' }))) at(one)
    return [...found.values()]
  }
}
