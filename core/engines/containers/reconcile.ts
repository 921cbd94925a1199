import { statSync } from 'node:fs'
import type { SessionId } from '../../kernel/ids.ts'
import { labelsOf, type Ownership, ownershipOf } from './labels.ts'
import type { ContainerEngine, ContainerState } from './port.ts'

/** A thing on the engine that carries our labels. `id` is what the engine removes it by. */
export type Thing = { kind: 'container' | 'network' | 'volume' | 'image'; id: string; ownership: Ownership; isStarted: boolean }
export type Verdict = 'leave' | 'adopt' | 'remove'

/** What is known of the living, to tell the dead from them. */
export type World = {
  owner: string
  launch: string
  /** Our own data folder, which only one owner at a time works on. */
  home: string | null
  isHomeThere: (home: string) => boolean
  livingSessions: ReadonlySet<SessionId>
  /** Whether folders named in labels are folders of this computer. Not so on an engine that several computers use. */
  isLocalEngine: boolean
  /** The engine was lost in this life and is back: what ran for one call was given up when it went. */
  isBack: boolean
}

/**
 * What to do with one thing. A relic of ours outlives us and is adopted while its chat is there (a shared one always); volumes stay, since
 * a relic's manifest says what becomes of them; everything else that is ours lives no longer than its launch.
 */
export function judge({ kind, ownership, isStarted }: Thing, world: World): Verdict {
  const { owner, launch, home, role, session, name } = ownership
  if (owner !== world.owner) {
    if (!world.isLocalEngine || home === undefined) return 'leave'
    return home === world.home || !world.isHomeThere(home) ? 'remove' : 'leave'
  }
  if (kind === 'volume' || kind === 'image') return 'leave'
  const isLiving = session === undefined || world.livingSessions.has(session)
  if (launch === world.launch) {
    // One that is not started yet may be on its way in this moment.
    const isGivenUp =
      kind === 'network' ? role === 'network' && session === undefined && name !== undefined : isStarted && (role === 'tool' || role === 'proxy')
    return world.isBack && isGivenUp ? 'remove' : 'leave'
  }
  if (kind === 'network') {
    // A network of a chat is its relics' and stays with them; the one without a chat and a name is that of the shared relics.
    const isRelics = session === undefined ? name === undefined : isLiving
    return isRelics ? 'leave' : 'remove'
  }
  if (role !== 'relic') return 'remove'
  return isLiving ? 'adopt' : 'remove'
}

export type Reconciled = {
  removed: Thing[]
  adopted: Thing[]
  /** Was to be removed or adopted and could not be; it is tried again the next time. */
  failed: { thing: Thing; why: string }[]
}

/**
 * Looks at everything of ours on the engine and takes away what nobody living needs. To be called at start and each time the engine is
 * back, then at once, before anything new is started. Two at the same time do no harm, and what vanishes meanwhile is no error; `adopt`
 * may be told of a relic twice. Rejects only when the engine is not there.
 */
export async function reconcile(options: {
  engine: ContainerEngine
  owner: string
  launch: string
  home?: string
  /** By default what the file system says. Must say yes when it cannot be known, as for a folder of somebody else. */
  isHomeThere?: (home: string) => boolean
  livingSessions: () => Promise<ReadonlySet<SessionId>> | ReadonlySet<SessionId>
  adopt?: (container: ContainerState, ownership: Ownership) => Promise<void> | void
  isBack?: boolean
}): Promise<Reconciled> {
  const { engine } = options
  // The sessions are read after the things: one that is made between the two is then a living one.
  const found = await look(engine)
  const livingSessions = await options.livingSessions()
  const status = engine.status()
  const world: World = {
    owner: options.owner,
    launch: options.launch,
    home: options.home ?? null,
    isHomeThere: options.isHomeThere ?? isFolderThere,
    livingSessions,
    isLocalEngine: status.state === 'ready' && status.engine.isLocal,
    isBack: options.isBack ?? false,
  }
  const done: Reconciled = { removed: [], adopted: [], failed: [] }
  const attempt = async (thing: Thing, work: () => Promise<void> | void, to: Thing[]) => {
    try {
      await work()
      to.push(thing)
    } catch (error) {
      done.failed.push({ thing, why: (error as Error).message })
    }
  }
  // Networks and volumes only go once no container holds them.
  for (const kind of ['container', 'network', 'volume', 'image'] as const) {
    const judged = found.filter(({ thing }) => thing.kind === kind).map((one) => ({ ...one, verdict: judge(one.thing, world) }))
    await Promise.all(
      judged.map(async ({ thing, state, verdict }) => {
        if (verdict === 'remove') await attempt(thing, () => remove(engine, thing), done.removed)
        else if (verdict === 'adopt' && state) await attempt(thing, () => options.adopt?.(state, thing.ownership), done.adopted)
      }),
    )
  }
  return done
}

/** Another person's folder, into which we may not look, is there. */
export function isFolderThere(path: string): boolean {
  try {
    statSync(path)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

type Found = { thing: Thing; state: ContainerState | null }

async function look(engine: ContainerEngine): Promise<Found[]> {
  const ours = labelsOf({})
  const [containers, networks, volumes, images] = await Promise.all([
    engine.containers.list(ours),
    engine.networks.list(ours),
    engine.volumes.list(ours),
    engine.images.list(ours),
  ])
  const thing = (kind: Thing['kind'], id: string, labels: Record<string, string>, state: ContainerState | null = null): Found[] => {
    const ownership = ownershipOf(labels)
    return ownership ? [{ thing: { kind, id, ownership, isStarted: state !== null && state.status !== 'created' }, state }] : []
  }
  return [
    ...containers.flatMap((one) => thing('container', one.id, one.labels, one)),
    ...networks.flatMap((one) => thing('network', one.name, one.labels)),
    ...volumes.flatMap((one) => thing('volume', one.name, one.labels)),
    ...images.flatMap((one) => (one.tags.length > 0 ? one.tags : [one.id]).flatMap((ref) => thing('image', ref, one.labels))),
  ]
}

function remove(engine: ContainerEngine, { kind, id }: Thing): Promise<void> {
  switch (kind) {
    case 'container':
      return engine.containers.remove(id)
    case 'network':
      return engine.networks.remove(id)
    case 'volume':
      return engine.volumes.remove(id)
    case 'image':
      return engine.images.remove(id)
  }
}
