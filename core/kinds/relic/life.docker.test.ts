import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createDockerEngine } from '../../engines/containers/docker/docker-engine.ts'
import { reconcile } from '../../engines/containers/reconcile.ts'
import { createCuttableSocket } from '../../engines/containers/testing/cuttable-socket.ts'
import { realEngineSocket } from '../../engines/containers/testing/real-engine.ts'
import type { SessionId } from '../../kernel/ids.ts'
import { bases, type DockerRoom, dockerRoom } from './testing/docker-room.ts'
import { mortalEngine } from './testing/mortal-engine.ts'
import { probeRelic } from './testing/probe-relic.ts'

const never = new AbortController().signal
const within = (ms: number) => ({ timeout: ms, interval: 50 })
const restarts = { firstMs: 200, longestMs: 1_000, forgetAfterMs: 60_000, giveUpAfter: 3, giveUpAfterUnborn: 2 }

describe('the life of a relic, on a real engine', () => {
  let room: DockerRoom
  beforeAll(async () => {
    room = await dockerRoom({
      relics: [
        probeRelic('probe'),
        probeRelic('keeps', { when_removed: 'keep' }),
        probeRelic('packs', { when_removed: 'snapshot' }),
        {
          kind: 'Relic',
          name: 'doomed',
          service: { image: bases.BASE_NODE, command: ['node', '-e', 'console.error("no licence"); process.exit(9)'] },
        },
      ],
      timing: { restarts },
    })
  })
  afterAll(() => room?.close())
  const at = (sessionId: SessionId) => ({ sessionId, signal: never })

  it('that ends is started again with what it kept, and given up with the reason when it keeps ending', async () => {
    const relics = room.life()
    const session = room.session()
    const { id } = await relics.ensure('probe', session, { signal: never })
    expect(await relics.call('probe', 'count', {}, at(session))).toMatchObject({ count: 1 })
    await relics.call('probe', 'crash', {}, at(session)).catch(() => {})
    await vi.waitFor(() => expect(relics.get(id)).toMatchObject({ state: 'healthy', restarts: 1 }), within(20_000))
    expect(await relics.call('probe', 'count', {}, at(session))).toMatchObject({ count: 2 })
    for (let i = 0; i < 2; i += 1) {
      await vi.waitFor(() => expect(relics.get(id).state).toBe('healthy'), within(20_000))
      await relics.call('probe', 'crash', {}, at(session)).catch(() => {})
      await vi.waitFor(() => expect(relics.get(id).state).not.toBe('healthy'), within(20_000))
    }
    await vi.waitFor(() => expect(relics.get(id).state).toBe('failed'), within(20_000))
    expect(relics.get(id).detail).toMatch(/ended 3 times in a row.*exit code 3.*fatal: told to end/)
    expect((await relics.ensure('probe', session, { signal: never })).state).toBe('healthy')
    await relics.remove(id)
  })

  it('that never gets up fails with what it wrote', async () => {
    const relics = room.life()
    const session = room.session()
    await expect(relics.ensure('doomed', session, { signal: never })).rejects.toThrow(/exit code 9.*no licence/)
    await relics.remove(relics.idOf({ name: 'doomed', sessionId: session }))
  })

  it('that turns sick is seen so, and started again', async () => {
    const relics = room.life()
    const session = room.session()
    const { id } = await relics.ensure('probe', session, { signal: never })
    await relics.call('probe', 'sick', {}, at(session))
    await vi.waitFor(() => expect(relics.get(id)).toMatchObject({ state: 'healthy', restarts: 1 }), within(20_000))
    expect(
      relics
        .get(id)
        .health.filter((check) => !check.isHealthy)
        .map((check) => check.detail),
    ).toContain('status 503')
    await relics.remove(id)
  })

  it('is read live: what it wrote, then what it writes, in order, until the reader is gone', async () => {
    const relics = room.life()
    const session = room.session()
    const { id } = await relics.ensure('probe', session, { signal: never })
    const stop = new AbortController()
    const lines: string[] = []
    const reading = (async () => {
      for await (const { line } of relics.logs(id, { tail: 100, follow: true, signal: stop.signal })) lines.push(line)
    })().catch(() => {})
    await vi.waitFor(() => expect(lines).toEqual(['ready to answer']), within(5_000))
    await relics.call('probe', 'hello', {}, at(session))
    await relics.call('probe', 'count', {}, at(session))
    await vi.waitFor(() => expect(lines).toEqual(['ready to answer', 'asked for /hello', 'asked for /count']), within(5_000))
    stop.abort()
    await reading
    await vi.waitFor(() => expect(relics.get(id).samples.length).toBeGreaterThan(0), within(10_000))
    expect(relics.get(id).samples.at(-1)?.memoryBytes).toBeGreaterThan(2 ** 20)
    await relics.remove(id)
  })

  it('keeps, packs away or clears with its chat what it kept', async () => {
    const relics = room.life()
    const session = room.session()
    for (const name of ['probe', 'keeps', 'packs']) {
      await relics.ensure(name, session, { signal: never })
      await relics.call(name, 'count', {}, at(session))
    }
    expect((await room.left()).volumes).toHaveLength(3)
    room.sessions.delete(session)
    await relics.removeSession(session)
    const left = await room.left()
    expect(left).toMatchObject({ containers: 0, networks: [], volumes: [expect.stringContaining('keeps')] })
    const kept = await relics.kept()
    expect(kept.map(({ kind, name, sessionId }) => ({ kind, name, sessionId }))).toEqual([
      { kind: 'volume', name: 'keeps', sessionId: session },
      { kind: 'archive', name: 'packs', sessionId: session },
    ])
    const archive = kept.find((one) => one.kind === 'archive')?.where as string
    expect((await stat(archive)).mode & 0o077).toBe(0)
    const { stdout } = await promisify(execFile)('tar', ['tzf', archive])
    expect(stdout).toMatch(/-packs-data\/count$/m)
    expect(await readdir(join(room.home, 'snapshots'))).toHaveLength(1)
    await room.engine.volumes.remove(left.volumes[0] as string)
  })

  it('goes on when the app is killed: the next life takes over the same container with the same volume, and clears what has no chat', async () => {
    const killed = mortalEngine(room.engine)
    const before = room.life({ engine: killed.engine, launch: 'first' })
    const [living, gone] = [room.session(), room.session()]
    const view = await before.ensure('probe', living, { signal: never })
    await before.ensure('probe', gone, { signal: never })
    await before.call('probe', 'count', {}, at(living))
    const [container] = await room.containersOf('relic', { session: living })
    killed.kill()
    room.sessions.delete(gone)

    const startedMs = performance.now()
    const done = await reconcile({
      engine: room.engine,
      owner: room.owner,
      launch: 'second',
      home: room.home,
      isHomeThere: () => true,
      livingSessions: () => room.sessions,
    })
    expect(done.failed).toEqual([])
    const after = room.life({ launch: 'second' })
    await after.adopt()
    expect(await after.ensure('probe', living, { signal: never })).toMatchObject({ id: view.id, state: 'healthy', startedAt: view.startedAt })
    expect(performance.now() - startedMs).toBeLessThan(10_000)
    expect((await room.containersOf('relic')).map((one) => one.id)).toEqual([container?.id])
    expect(await after.call('probe', 'count', {}, at(living))).toMatchObject({ count: 2 })
    const left = await room.left()
    expect({ networks: left.networks.length, volumes: left.volumes.length }).toEqual({ networks: 1, volumes: 1 })
    await after.close()
    expect((await room.containersOf('relic')).map((one) => one.status)).toEqual(['exited'])
    const third = room.life({ launch: 'third' })
    await third.adopt()
    expect(await third.ensure('probe', living, { signal: never })).toMatchObject({ state: 'healthy' })
    expect(await third.call('probe', 'count', {}, at(living))).toMatchObject({ count: 3 })
    await third.remove(view.id)
  })

  it('is unknown while the engine is away, and itself again when it is back', async () => {
    const socket = await createCuttableSocket(join(tmpdir(), `cortex-relics-${process.pid}.sock`), await realEngineSocket())
    const engine = createDockerEngine({ env: { DOCKER_HOST: `unix://${socket.path}` } })
    await engine.refresh()
    const relics = room.life({ engine })
    const session = room.session()
    const { id } = await relics.ensure('probe', session, { signal: never })
    const [container] = await room.containersOf('relic', { session })
    await socket.cut()
    await vi.waitFor(() => expect(relics.get(id).state).toBe('unknown'), within(20_000))
    await expect(relics.call('probe', 'hello', {}, at(session))).rejects.toThrow()
    await expect(relics.ensure('probe', session, { signal: never })).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' })
    await socket.restore()
    await vi.waitFor(() => expect(relics.get(id).state).toBe('healthy'), within(30_000))
    expect(await relics.call('probe', 'hello', {}, at(session))).toMatchObject({ path: '/hello' })
    expect((await room.containersOf('relic', { session })).map((one) => one.id)).toEqual([container?.id])
    await relics.remove(id)
    await relics.close()
    await engine.close()
    await socket.cut()
  })
})
