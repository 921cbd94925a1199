import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newId, type SessionId } from '../../kernel/ids.ts'
import { labelsOf, type Ownership, type Role } from './labels.ts'
import type { ContainerSpec } from './port.ts'
import { isFolderThere, judge, reconcile, type Thing, type World } from './reconcile.ts'
import { createFakeEngine, type FakeEngine } from './testing/fake-engine.ts'

const living = newId('ses')
const gone = newId('ses')
const world: World = {
  owner: 'us',
  launch: 'now',
  home: '/data/us',
  isHomeThere: (home) => home !== '/data/gone',
  livingSessions: new Set([living]),
  isLocalEngine: true,
  isBack: false,
}
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const things: fc.Arbitrary<Thing> = fc.record({
  kind: fc.constantFrom('container', 'network', 'volume', 'image'),
  id: fc.string({ minLength: 1 }),
  isStarted: fc.boolean(),
  ownership: fc.record({
    owner: fc.constantFrom('us', 'them'),
    launch: maybe(fc.constantFrom('now', 'before')),
    role: fc.constantFrom<Role[]>('tool', 'relic', 'compose', 'caller', 'proxy', 'network', 'image', 'volume'),
    session: maybe(fc.constantFrom(living, gone)),
    name: maybe(fc.constant('kv_store')),
    home: maybe(fc.constantFrom('/data/us', '/data/gone', '/data/them')),
  }) as fc.Arbitrary<Ownership>,
})
const worlds: fc.Arbitrary<World> = fc.record({ isLocalEngine: fc.boolean(), isBack: fc.boolean() }).map((changes) => ({ ...world, ...changes }))
const always = (holds: (thing: Thing, world: World) => boolean) => fc.assert(fc.property(things, worlds, (thing, around) => holds(thing, around)))
const implies = (condition: boolean, consequence: boolean) => !condition || consequence

describe('the judgement', () => {
  it('leaves what others own while their folder is there, or may be', () => {
    always((thing, around) => {
      const { owner, home } = thing.ownership
      const isDead = around.isLocalEngine && (home === '/data/gone' || home === '/data/us')
      return implies(owner === 'them', judge(thing, around) === (isDead ? 'remove' : 'leave'))
    })
  })

  it('never takes what belongs to a chat that is there', () => {
    always((thing, around) => {
      const { owner, session, role, launch } = thing.ownership
      const isOneCall = role !== 'relic' && thing.kind === 'container'
      return implies(owner === 'us' && session === living && !(isOneCall && (launch !== 'now' || around.isBack)), judge(thing, around) !== 'remove')
    })
  })

  it('never takes what this launch made, unless the engine was away', () => {
    always((thing, around) =>
      implies(thing.ownership.owner === 'us' && thing.ownership.launch === 'now' && !around.isBack, judge(thing, around) === 'leave'),
    )
  })

  it('leaves no container of a former launch but relics of living chats and shared ones, which it adopts', () => {
    always((thing, around) => {
      const { owner, launch, role, session } = thing.ownership
      const stays = role === 'relic' && session !== gone
      return implies(owner === 'us' && launch !== 'now' && thing.kind === 'container', judge(thing, around) === (stays ? 'adopt' : 'remove'))
    })
  })

  it('adopts only containers of relics, and takes volumes and images of ours never', () => {
    always((thing, around) => {
      const verdict = judge(thing, around)
      const isOurs = thing.ownership.owner === 'us'
      return (
        implies(verdict === 'adopt', thing.kind === 'container' && thing.ownership.role === 'relic') &&
        implies(isOurs && (thing.kind === 'volume' || thing.kind === 'image'), verdict === 'leave')
      )
    })
  })

  it('gives up what ran for one call when the engine was away, but not what is being made', () => {
    const tool = (isStarted: boolean): Thing => ({
      kind: 'container',
      id: 'a',
      isStarted,
      ownership: { owner: 'us', launch: 'now', role: 'tool', name: 'slugify' },
    })
    const back = { ...world, isBack: true }
    expect([judge(tool(true), back), judge(tool(false), back), judge(tool(true), world)]).toEqual(['remove', 'leave', 'leave'])
    const network: Thing = { kind: 'network', id: 'n', isStarted: false, ownership: { owner: 'us', launch: 'now', role: 'network', name: 'slugify' } }
    expect([judge(network, back), judge({ ...network, ownership: { ...network.ownership, session: living } }, back)]).toEqual(['remove', 'leave'])
  })
})

it('a folder is gone only when it certainly is', () => {
  const tooLong = `/tmp/${'x'.repeat(5_000)}`
  expect([isFolderThere(import.meta.dirname), isFolderThere(`${import.meta.dirname}/nothing`), isFolderThere(tooLong)]).toEqual([true, false, true])
})

describe('reconciling', () => {
  const spec = (ownership: Ownership, networks: string[] = []): ContainerSpec => ({
    image: 'base:1',
    command: null,
    entrypoint: null,
    env: {},
    labels: labelsOf(ownership),
    user: null,
    workingFolder: null,
    hasStdin: true,
    hasInit: true,
    isReadOnlyRoot: true,
    tmpfs: [],
    mounts: [],
    network: { kind: 'joined', networks: networks.map((name) => ({ name, aliases: [] })) },
    ports: [],
    capabilities: [],
    limits: { memoryBytes: 1, cpus: 1, pids: 1 },
    log: null,
  })
  const begin = async (engine: FakeEngine, ownership: Ownership, networks?: string[]) => {
    const id = await engine.containers.create(spec(ownership, networks))
    await engine.containers.start(id)
    return id
  }
  const options = (engine: FakeEngine, adopted: string[] = []) => ({
    engine,
    owner: 'us',
    launch: 'now',
    isHomeThere: world.isHomeThere,
    livingSessions: () => new Set<SessionId>([living]),
    adopt: ({ id }: { id: string }) => void adopted.push(id),
  })

  it('takes what a dead life left, with its networks, and hands relics over', async () => {
    const engine = createFakeEngine({ images: ['base:1'] })
    await engine.networks.create('tool-net', labelsOf({ owner: 'us', launch: 'before', role: 'network', name: 'slugify' }))
    await engine.networks.create('gone-net', labelsOf({ owner: 'us', launch: 'before', role: 'network', session: gone }))
    await engine.networks.create('living-net', labelsOf({ owner: 'us', launch: 'before', role: 'network', session: living }))
    await begin(engine, { owner: 'us', launch: 'before', role: 'tool', name: 'slugify' }, ['tool-net'])
    await begin(engine, { owner: 'us', launch: 'before', role: 'proxy' }, ['tool-net'])
    await begin(engine, { owner: 'us', launch: 'before', role: 'relic', session: gone }, ['gone-net'])
    const relic = await begin(engine, { owner: 'us', launch: 'before', role: 'relic', session: living }, ['living-net'])
    const current = await begin(engine, { owner: 'us', launch: 'now', role: 'tool' })
    await engine.volumes.create('forsaken', labelsOf({ owner: 'them', role: 'volume', home: '/data/gone' }))
    await engine.volumes.create('theirs', labelsOf({ owner: 'them', role: 'volume', home: '/data/them' }))

    const adopted: string[] = []
    const done = await reconcile(options(engine, adopted))
    expect(done.failed).toEqual([])
    expect([done.removed.length, adopted]).toEqual([6, [relic]])
    expect([...engine.inside.containers.keys()]).toEqual([relic, current])
    expect([...engine.inside.networks.keys()]).toEqual(['living-net'])
    expect([...engine.inside.volumes.keys()]).toEqual(['theirs'])
    expect((await reconcile(options(engine))).removed).toEqual([])
  })

  it('does no harm when two run at once', async () => {
    const engine = createFakeEngine({ images: ['base:1'] })
    for (let count = 0; count < 20; count += 1) await begin(engine, { owner: 'us', launch: 'before', role: 'tool' })
    const all = await Promise.all([reconcile(options(engine)), reconcile(options(engine))])
    expect(all.flatMap((one) => one.failed)).toEqual([])
    expect(engine.inside.containers.size).toBe(0)
  })

  it('goes on when one thing cannot be removed, and says which', async () => {
    let refusals = 1
    const engine = createFakeEngine({
      images: ['base:1'],
      onCall(call) {
        if (call === 'containers.remove' && refusals-- > 0) throw new Error('device or resource busy')
      },
    })
    for (let count = 0; count < 3; count += 1) await begin(engine, { owner: 'us', launch: 'before', role: 'tool' })
    const done = await reconcile(options(engine))
    expect([done.removed.length, done.failed.map(({ why }) => why)]).toEqual([2, ['device or resource busy']])
    expect((await reconcile(options(engine))).removed).toHaveLength(1)
  })

  it('rejects when the engine is not there', async () => {
    await expect(reconcile(options(createFakeEngine({ isThere: false })))).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' })
  })
})
