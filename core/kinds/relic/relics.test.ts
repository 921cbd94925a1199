import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { Fault } from '../../contract/faults.ts'
import type { Program } from '../../engines/containers/testing/fake-process.ts'
import { fakeRoom, keeper, never, runs, store } from './testing/fake-room.ts'
import type { Declared } from './testing/manifests.ts'

const ends =
  (code: number, said = ''): (() => Program) =>
  () =>
  async ({ stderr }) => {
    if (said) await stderr(`${said}\n`)
    return code
  }
const wait = { timeout: 2_000, interval: 2 }

describe('a relic', () => {
  it('is started once for all who want it at the same time, and is healthy then', async () => {
    const room = fakeRoom()
    const relics = room.life()
    const session = room.session()
    const views = await Promise.all([1, 2, 3].map(() => relics.ensure('store', session, { signal: never })))
    expect(views.map((view) => view.state)).toEqual(['healthy', 'healthy', 'healthy'])
    expect(room.relics()).toHaveLength(1)
    expect(room.callers()).toHaveLength(1)
    expect(views[0]?.health.at(-1)).toMatchObject({ isHealthy: true, detail: 'status 200' })
    await relics.ensure('store', session, { signal: never })
    expect(room.relics()).toHaveLength(1)
    await relics.close()
  })

  it('has one container for each chat, each in a network of its own, hardened and without ports', async () => {
    const room = fakeRoom()
    const relics = room.life()
    const [one, other] = [room.session(), room.session()]
    await relics.ensure('store', one, { signal: never })
    await relics.ensure('store', other, { signal: never })
    const [first, second] = room.relics()
    expect([...(first?.networks.keys() ?? [])]).not.toEqual([...(second?.networks.keys() ?? [])])
    expect(first?.spec).toMatchObject({
      isReadOnlyRoot: true,
      capabilities: [],
      ports: [],
      limits: { memoryBytes: 512 * 2 ** 20, cpus: 1, pids: 256 },
      log: { fileBytes: 10 * 2 ** 20, files: 3 },
      mounts: [{ kind: 'volume', path: '/data', mode: 'rw' }],
      labels: {
        'dev.cortex.owner': 'owner1',
        'dev.cortex.session': one,
        'dev.cortex.name': 'store',
        'dev.cortex.digest': 'd1',
        'dev.cortex.home': '/home/of/it',
      },
    })
    expect(room.engine.inside.volumes.size).toBe(2)
    await relics.close()
  })

  it('that is shared is one for all chats; one of a chat is not started without a chat', async () => {
    const room = fakeRoom({ manifests: [store, { ...store, name: 'common', scope: 'shared' }] })
    const relics = room.life()
    const first = await relics.ensure('common', room.session(), { signal: never })
    const second = await relics.ensure('common', null, { signal: never })
    expect(second.id).toBe(first.id)
    expect(second).toMatchObject({ scope: 'shared', sessionId: null })
    await expect(relics.ensure('store', null, { signal: never })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await relics.close()
  })

  it('is built by whoever starts it first, and not again', async () => {
    const room = fakeRoom({ manifests: [{ ...store, service: { build: '.' } }] })
    const relics = room.life()
    const session = room.session()
    const build = vi.fn(async () => void room.built.add('store'))
    await Promise.all([relics.ensure('store', session, { signal: never, build }), relics.ensure('store', session, { signal: never, build })])
    await relics.restart(relics.idOf({ name: 'store', sessionId: session }), { signal: never })
    expect(build).toHaveBeenCalledTimes(1)
    expect(room.builds).toEqual([])
    await relics.close()
  })

  it('is still built and started for the others when the one who began it gives up', async () => {
    const room = fakeRoom({ manifests: [{ ...store, service: { build: '.' } }] })
    const relics = room.life()
    const session = room.session()
    const first = new AbortController()
    // A build is a run below the one that began it, and ends with it.
    const doomed = (_: string, signal: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        const end = () => reject(new Fault('CANCELLED', { name: 'relic/store' }))
        first.signal.addEventListener('abort', end)
        signal.addEventListener('abort', end)
      })
    const one = relics.ensure('store', session, { signal: first.signal, build: doomed })
    const other = relics.ensure('store', session, { signal: never })
    await sleep(5)
    first.abort(new Fault('CANCELLED', { name: 'store' }))
    await expect(one).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await other).toMatchObject({ state: 'healthy' })
    expect(room.builds).toEqual(['store'])
    await relics.close()
  })

  it('is not left running when everybody who wanted it gives up while it starts', async () => {
    const room = fakeRoom()
    room.inside.answer = () => ({ error: 'connect ECONNREFUSED' })
    const relics = room.life()
    const session = room.session()
    const stop = new AbortController()
    const start = relics.ensure('store', session, { signal: stop.signal })
    await sleep(1)
    stop.abort(new Fault('CANCELLED', { name: 'store' }))
    await expect(start).rejects.toMatchObject({ code: 'CANCELLED' })
    await vi.waitFor(() => expect(room.relics().every((one) => one.status !== 'running')).toBe(true), wait)
    await relics.close()
  })

  it('that never answers is stopped and failed with the reason, and may be tried again', async () => {
    const room = fakeRoom({ timing: { startWithinMs: 40 } })
    room.inside.answer = () => ({ error: 'connect ECONNREFUSED' })
    const relics = room.life()
    const session = room.session()
    await expect(relics.ensure('store', session, { signal: never })).rejects.toMatchObject({
      code: 'RELIC_FAILED',
      message: expect.stringContaining('ECONNREFUSED'),
    })
    expect(room.relics().map((one) => one.status)).toEqual(['exited'])
    expect(room.engine.inside.networks.size).toBe(0)
    room.inside.answer = () => ({ status: 204 })
    expect(await relics.ensure('store', session, { signal: never })).toMatchObject({ state: 'healthy' })
    await relics.close()
  })

  it('that ends while it starts is tried again a few times; then it is failed with what it wrote last', async () => {
    const room = fakeRoom({ service: ends(7, 'no such table: settings') })
    room.inside.answer = () => ({ error: 'connect ECONNREFUSED' })
    const relics = room.life()
    const session = room.session()
    await expect(relics.ensure('store', session, { signal: never })).rejects.toThrow(/exit code 7.*no such table: settings/)
    expect(relics.get(relics.idOf({ name: 'store', sessionId: session }))).toMatchObject({ state: 'failed', restarts: 2 })
    expect(room.engine.inside.calls.filter((call) => call === 'containers.start').length).toBeGreaterThanOrEqual(3)
    await relics.close()
  })

  it('that ends by itself is started again, in the same container', async () => {
    const room = fakeRoom()
    const relics = room.life()
    const { id } = await relics.ensure('store', room.session(), { signal: never })
    const [container] = room.relics()
    container?.process?.kill(139)
    await vi.waitFor(() => expect(relics.get(id)).toMatchObject({ state: 'healthy', restarts: 1 }), wait)
    expect(room.relics()).toEqual([container])
    await relics.close()
  })

  it('that keeps ending is given up at last, with how often and why', async () => {
    let isDoomed = false
    const room = fakeRoom({ service: () => (isDoomed ? ends(1, 'disk full')() : runs) })
    const relics = room.life()
    const { id } = await relics.ensure('store', room.session(), { signal: never })
    isDoomed = true
    room.inside.answer = () => ({ error: 'connect ECONNREFUSED' })
    room.relics()[0]?.process?.kill(1)
    await vi.waitFor(() => expect(relics.get(id).state).toBe('failed'), wait)
    expect(relics.get(id)).toMatchObject({
      restarts: 3,
      detail: expect.stringMatching(/^It ended 4 times in a row\. It ended with exit code 1\..*disk full/),
    })
    await relics.close()
  })

  it('that fails its checks is unhealthy, and started again when it stays so', async () => {
    const room = fakeRoom()
    const relics = room.life()
    const { id } = await relics.ensure('store', room.session(), { signal: never })
    const states = new Set<string>()
    room.inside.answer = () => {
      states.add(relics.get(id).state)
      return { status: 503 }
    }
    await vi.waitFor(() => expect(relics.get(id).restarts).toBe(1), wait)
    room.inside.answer = () => ({ status: 200 })
    await vi.waitFor(() => expect(relics.get(id).state).toBe('healthy'), wait)
    expect([...states]).toEqual(expect.arrayContaining(['healthy', 'unhealthy']))
    expect(relics.get(id).health.some((check) => !check.isHealthy && check.detail === 'status 503')).toBe(true)
    await relics.close()
  })

  it('that nobody uses is stopped with its network, and comes back with its volume', async () => {
    const room = fakeRoom({ manifests: [{ ...store, idle: '50ms' }] })
    const relics = room.life()
    const session = room.session()
    const { id, volumes } = await relics.ensure('store', session, { signal: never })
    expect(relics.get(id).stopsAt).not.toBeNull()
    room.pass(51)
    await vi.waitFor(() => expect(relics.get(id).state).toBe('stopped'), wait)
    expect(room.engine.inside.networks.size).toBe(0)
    expect(room.callers()).toEqual([])
    expect([...room.engine.inside.volumes.keys()]).toEqual(volumes.map((one) => one.name))
    expect(await relics.ensure('store', session, { signal: never })).toMatchObject({ state: 'healthy', id })
    expect(room.engine.inside.volumes.size).toBe(1)
    await relics.close()
  })

  it('is not idle while a call is under way', async () => {
    const room = fakeRoom({ manifests: [{ ...store, idle: '20ms' }] })
    const relics = room.life()
    const session = room.session()
    const { id } = await relics.ensure('store', session, { signal: never })
    const answer = Promise.withResolvers<{ status: number; type: string; text: string }>()
    room.inside.answer = (question) => (question.url?.includes('/get') ? answer.promise : { status: 200 })
    const call = relics.call('store', 'read', { key: 'a' }, { sessionId: session, signal: never })
    for (let i = 0; i < 5; i += 1) {
      room.pass(30)
      await sleep(10)
    }
    expect(relics.get(id).state).toBe('healthy')
    answer.resolve({ status: 200, type: 'application/json', text: '"late"' })
    expect(await call).toBe('late')
    await relics.close()
  })

  it('measures itself while it runs', async () => {
    const room = fakeRoom()
    const relics = room.life()
    const { id } = await relics.ensure('store', room.session(), { signal: never })
    await vi.waitFor(() => expect(relics.get(id).samples.length).toBeGreaterThan(2), wait)
    expect(relics.get(id).samples[0]).toMatchObject({ cpuPercent: 1, memoryBytes: 2 ** 20 })
    await relics.stop(id)
    const { length } = relics.get(id).samples
    await sleep(20)
    expect(relics.get(id).samples).toHaveLength(length)
    await relics.close()
  })

  it('says that its manifest changed since it was started; a restart brings the new one', async () => {
    const room = fakeRoom()
    const relics = room.life()
    const { id } = await relics.ensure('store', room.session(), { signal: never })
    room.manifests.declare({ ...store, service: { image: 'store:1', env: { MODE: 'new' } } } as Declared, 'd2')
    expect(relics.get(id)).toMatchObject({ isOutdated: true, digest: 'd1' })
    expect(await relics.restart(id, { signal: never })).toMatchObject({ isOutdated: false, digest: 'd2', state: 'healthy' })
    expect(room.relics()[0]?.spec.env).toMatchObject({ MODE: 'new' })
    await relics.close()
  })

  it('finds the relics that its agents name beside it, and no secret of anybody', async () => {
    const other: Declared = { ...store, name: 'side-car', endpoints: { ask: 'http://side-car:9000/x' } }
    const room = fakeRoom({ manifests: [store, other, { ...keeper, relics: ['store', 'side-car'] }, { ...store, name: 'stranger' }] })
    const relics = room.life()
    const session = room.session()
    await relics.ensure('store', session, { signal: never })
    expect(room.relics()[0]?.spec.env).toEqual({ CORTEX_RELIC_SIDE_CAR_HOST: 'side-car', CORTEX_RELIC_SIDE_CAR_URL: 'http://side-car:9000' })
    expect(room.callers()[0]?.spec.env).toEqual({})
    await relics.close()
  })

  it('that its agent wants from the start is started with the chat', async () => {
    const room = fakeRoom({ manifests: [{ ...store, start: 'session' }, keeper, { ...store, name: 'later' }] })
    const relics = room.life()
    const session = room.session()
    relics.sessionStarted(session, 'keeper')
    await vi.waitFor(() => expect(relics.get(relics.idOf({ name: 'store', sessionId: session })).state).toBe('healthy'), wait)
    expect(room.relics()).toHaveLength(1)
    await relics.close()
  })
})

describe('what a relic keeps', () => {
  it('goes when it is cleared; the relic stays, stopped', async () => {
    const room = fakeRoom()
    const relics = room.life()
    const { id } = await relics.ensure('store', room.session(), { signal: never })
    expect(await relics.clear(id)).toMatchObject({ state: 'stopped' })
    expect(room.engine.inside.volumes.size).toBe(0)
    expect(room.relics()).toEqual([])
    await relics.close()
  })

  it('goes with its chat, unless the manifest says that it is kept', async () => {
    const room = fakeRoom({ manifests: [store, { ...store, name: 'archive', when_removed: 'keep' }] })
    const relics = room.life()
    const [session, other] = [room.session(), room.session()]
    for (const name of ['store', 'archive']) await relics.ensure(name, session, { signal: never })
    await relics.ensure('store', other, { signal: never })
    room.sessions.delete(session)
    expect(await relics.removeSession(session)).toBe(3)
    expect(await relics.kept()).toEqual([
      { kind: 'volume', name: 'archive', sessionId: session, where: expect.stringContaining('archive'), sizeBytes: null },
    ])
    expect(room.relics()).toHaveLength(1)
    expect(room.engine.inside.networks.size).toBe(1)
    await relics.close()
  })
})

describe('which relic is meant', () => {
  it('is the one of the chat, or the only one, and unclear among several', async () => {
    const room = fakeRoom()
    const relics = room.life()
    const [one, other] = [room.session(), room.session()]
    const first = await relics.ensure('store', one, { signal: never })
    expect(relics.idOf({ name: 'store' })).toBe(first.id)
    const second = await relics.ensure('store', other, { signal: never })
    expect(relics.idOf({ name: 'store', sessionId: other })).toBe(second.id)
    expect(() => relics.idOf({ name: 'store' })).toThrow(/at work for 2 chats/)
    expect(relics.list()).toMatchObject([
      {
        name: 'store',
        usedBy: ['keeper'],
        endpoints: [
          { name: 'read', method: 'GET' },
          { name: 'write', method: 'POST' },
        ],
      },
    ])
    expect(relics.summary('store').instances).toHaveLength(2)
    expect(() => relics.summary('stare')).toThrow(/Did you mean store/)
    await relics.close()
  })
})
