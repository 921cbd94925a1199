import { randomUUID } from 'node:crypto'
import { buffer, text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { labelsOf, type Ownership } from './labels.ts'
import type { ContainerEngine, ContainerSpec } from './port.ts'
import { dockerfileContext, testImages } from './testing/images.testsuite.ts'

/** What containers of the suite do; each adapter's harness says how. */
export type SuiteProgram = 'copy' | 'fail' | 'forever' | 'flood' | 'count' | 'deaf'
export const floodBytes = 10 * 1024 * 1024

/** One engine under test, which the suite may cut off and bring back. */
export type EngineHarness = {
  engine: ContainerEngine
  /** A base image that is there, for containers and builds. */
  image: string
  command: Record<SuiteProgram, string[]>
  cut(): Promise<void>
  restore(): Promise<void>
  close(): Promise<void>
}

const never = () => new AbortController().signal

/** What every adapter of the port promises. Everything made here belongs to an owner of its own and is taken away at the end. */
export function testContainerEngine(title: string, open: () => Promise<EngineHarness>): void {
  describe(title, () => {
    let harness: EngineHarness
    let engine: ContainerEngine
    const ownership: Ownership = { owner: `suite-${randomUUID()}`, role: 'tool' }
    const labels = labelsOf(ownership)
    const name = () => `cortex-suite-${randomUUID().slice(0, 8)}`
    const spec = (program: SuiteProgram, changes: Partial<ContainerSpec> = {}): ContainerSpec => ({
      image: harness.image,
      command: harness.command[program],
      entrypoint: null,
      env: {},
      labels,
      user: null,
      workingFolder: null,
      hasStdin: true,
      hasInit: true,
      isReadOnlyRoot: true,
      tmpfs: [],
      mounts: [],
      network: { kind: 'none' },
      ports: [],
      capabilities: [],
      limits: { memoryBytes: 128 * 1024 * 1024, cpus: 1, pids: 32 },
      log: { fileBytes: 1024 * 1024, files: 2 },
      ...changes,
    })
    const begin = async (program: SuiteProgram, changes: Partial<ContainerSpec> = {}) => {
      const id = await engine.containers.create(spec(program, changes))
      await engine.containers.start(id)
      return id
    }
    const build = (dockerfile: string, tag: string, options: { signal?: AbortSignal; onLog?: (line: string) => void; labels?: typeof labels } = {}) =>
      engine.images.build(
        {
          context: dockerfileContext(dockerfile),
          dockerfile: 'Dockerfile',
          tag,
          labels: options.labels ?? labels,
          buildArgs: {},
          isPulling: false,
          isCached: true,
        },
        { signal: options.signal ?? never(), onLog: options.onLog ?? (() => undefined) },
      )

    beforeAll(async () => {
      harness = await open()
      engine = harness.engine
    })
    beforeEach(async () => {
      expect((await engine.refresh()).state).toBe('ready')
    })
    afterAll(async () => {
      if (!harness) return
      await harness.restore()
      await engine.refresh()
      for (const { id } of await engine.containers.list(labels)) await engine.containers.remove(id)
      for (const network of await engine.networks.list(labels)) await engine.networks.remove(network.name)
      for (const volume of await engine.volumes.list(labels)) await engine.volumes.remove(volume.name)
      for (const image of await engine.images.list(labels))
        for (const ref of image.tags.length ? image.tags : [image.id]) await engine.images.remove(ref)
      await harness.close()
    })

    describe('a container', () => {
      it('reads what is written to its stdin, 4 MB of it, and ends when that ends', async () => {
        const id = await engine.containers.create(spec('copy'))
        const streams = await engine.containers.attach(id)
        const ended = engine.containers.wait(id, { signal: never() })
        await engine.containers.start(id)
        const sent = Buffer.alloc(4 * 1024 * 1024, 'abcdefgh')
        streams.stdin.end(sent)
        const received = await buffer(streams.stdout)
        expect(received.equals(sent)).toBe(true)
        expect(await ended).toEqual({ exitCode: 0, isOutOfMemory: false })
      })

      it('gives stderr and the exit code of a failure', async () => {
        const id = await engine.containers.create(spec('fail'))
        const streams = await engine.containers.attach(id)
        await engine.containers.start(id)
        expect(await text(streams.stderr)).toBe('oops\n')
        expect(await engine.containers.wait(id, { signal: never() })).toEqual({ exitCode: 3, isOutOfMemory: false })
        expect(await engine.containers.inspect(id)).toMatchObject({ status: 'exited', exitCode: 3 })
      })

      it('that writes 10 MB is read whole', async () => {
        const id = await engine.containers.create(spec('flood'))
        const streams = await engine.containers.attach(id)
        await engine.containers.start(id)
        expect((await buffer(streams.stdout)).length).toBe(floodBytes)
      })

      it('waits for a reader that does not read, and goes on when it does', async () => {
        const id = await engine.containers.create(spec('flood'))
        const { stdout } = await engine.containers.attach(id)
        await engine.containers.start(id)
        let before = -1
        while (stdout.readableLength !== before || before === 0) {
          before = stdout.readableLength
          await new Promise((resolve) => setTimeout(resolve, 300))
        }
        expect(before).toBeLessThan(floodBytes / 2)
        expect((await buffer(stdout)).length).toBe(floodBytes)
      })

      it('that never reads its stdin still gives out all that it wrote', async () => {
        const id = await engine.containers.create(spec('deaf'))
        const streams = await engine.containers.attach(id)
        await engine.containers.start(id)
        streams.stdin.end(Buffer.alloc(4 * 1024 * 1024))
        const lines = (await text(streams.stdout)).trim().split('\n')
        expect([lines.length, lines.at(-1)]).toEqual([200_000, '200000'])
        expect(await engine.containers.wait(id, { signal: never() })).toMatchObject({ exitCode: 0 })
      })

      it('can be waited for after it ended, and by several', async () => {
        const id = await begin('fail')
        await engine.containers.wait(id, { signal: never() })
        const again = await Promise.all([1, 2].map(() => engine.containers.wait(id, { signal: never() })))
        expect(again.map((ending) => ending.exitCode)).toEqual([3, 3])
      })

      it('is waited for no longer than the signal says', async () => {
        const id = await begin('forever')
        await expect(engine.containers.wait(id, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/i)
        await engine.containers.remove(id)
      })

      it('that is removed ends who waits for it, also when it was never started', async () => {
        const id = await engine.containers.create(spec('forever'))
        const ended = engine.containers.wait(id, { signal: AbortSignal.timeout(10_000) })
        await new Promise((resolve) => setTimeout(resolve, 100))
        await engine.containers.remove(id)
        expect((await ended).isOutOfMemory).toBe(false)
        expect(await engine.containers.inspect(id)).toBeNull()
      })

      it('is stopped, killed and removed, and it is no error to do so twice', async () => {
        const stopped = await begin('forever')
        await engine.containers.stop(stopped, { graceMs: 5_000 })
        await engine.containers.stop(stopped, { graceMs: 5_000 })
        const killed = await begin('forever')
        await engine.containers.kill(killed)
        expect(await engine.containers.wait(killed, { signal: never() })).toMatchObject({ exitCode: 137 })
        await engine.containers.kill(killed)
        for (const id of [stopped, killed, killed]) await engine.containers.remove(id)
        await engine.containers.stop(killed, { graceMs: 0 })
        expect(await engine.containers.inspect(killed)).toBeNull()
        expect(await engine.containers.stats(killed)).toBeNull()
      })

      it('is found by its labels', async () => {
        const own = labelsOf({ ...ownership, name: 'kv_store' })
        const id = await engine.containers.create(spec('copy', { labels: own }))
        expect(await engine.containers.list(own)).toMatchObject([{ id, labels: own, status: 'created', exitCode: null }])
        expect((await engine.containers.list(labels)).some((one) => one.id === id)).toBe(true)
        expect(await engine.containers.list(labelsOf({ owner: 'nobody' }))).toEqual([])
        await engine.containers.remove(id)
      })

      it('is named while it runs, by a name that nothing else has', async () => {
        const [first, second] = [await begin('forever'), await begin('forever')]
        const name = `cortex-suite-${randomUUID()}`
        await engine.containers.rename(first, name)
        expect(await engine.containers.inspect(first)).toMatchObject({ name, status: 'running' })
        await expect(engine.containers.rename(second, name)).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
        for (const id of [first, second]) await engine.containers.remove(id)
        await engine.containers.rename(first, `${name}-gone`)
      })

      it('of an image that is not there is refused', async () => {
        await expect(engine.containers.create(spec('copy', { image: 'cortex-suite/none:1' }))).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
        expect(await engine.images.inspect('cortex-suite/none:1')).toBeNull()
      })

      it('that is not there can be neither started, attached to nor waited for', async () => {
        const calls = [
          () => engine.containers.start('nothing'),
          () => engine.containers.attach('nothing'),
          () => engine.containers.wait('nothing', { signal: never() }),
          () => engine.containers.exec('nothing', ['true'], { timeoutMs: 1_000 }),
        ]
        for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
      })
    })

    describe('logs', () => {
      it('come oldest first, the last ones only when asked for, each with its time', async () => {
        const id = await begin('count')
        await engine.containers.wait(id, { signal: never() })
        const read = async (tailLines: number) => Array.fromAsync(engine.containers.logs(id, { tailLines, isFollowing: false, signal: never() }))
        expect((await read(Number.POSITIVE_INFINITY)).map(({ line }) => line)).toEqual(['1', '2', '3', '4', '5'])
        const last = await read(2)
        expect(last.map(({ line, stream }) => `${stream} ${line}`)).toEqual(['stdout 4', 'stdout 5'])
        expect(Date.parse(last[0]?.at ?? '')).toBeGreaterThan(0)
      })

      it('are followed until the container ends', async () => {
        const id = await engine.containers.create(spec('count'))
        await engine.containers.start(id)
        const lines = await Array.fromAsync(engine.containers.logs(id, { tailLines: 100, isFollowing: true, signal: AbortSignal.timeout(20_000) }))
        expect(lines.map(({ line }) => line)).toEqual(['1', '2', '3', '4', '5'])
      })

      it('end without an error when the signal aborts', async () => {
        const id = await begin('forever')
        const lines = await Array.fromAsync(engine.containers.logs(id, { tailLines: 10, isFollowing: true, signal: AbortSignal.timeout(200) }))
        expect(lines).toEqual([])
        await engine.containers.remove(id)
      })
    })

    describe('a command beside the main one', () => {
      it('gets its stdin and gives its outputs and exit code', async () => {
        const id = await begin('forever')
        const copied = await engine.containers.exec(id, harness.command.copy, { stdin: 'hello', timeoutMs: 20_000 })
        expect(copied).toEqual({ exitCode: 0, stdout: 'hello', stderr: '', isTimedOut: false })
        expect(await engine.containers.exec(id, harness.command.fail, { timeoutMs: 20_000 })).toMatchObject({ exitCode: 3, stderr: 'oops\n' })
        const flooded = await engine.containers.exec(id, harness.command.flood, { timeoutMs: 20_000 })
        expect([flooded.stdout.length, flooded.isTimedOut]).toEqual([1024 * 1024, false])
        await engine.containers.remove(id)
      })

      it('is ended at its deadline', async () => {
        const id = await begin('forever')
        expect(await engine.containers.exec(id, harness.command.forever, { timeoutMs: 300 })).toMatchObject({ isTimedOut: true })
        await engine.containers.remove(id)
      })
    })

    describe('networks and volumes', () => {
      it('a network has its running members, is left and joined, and goes when it is empty', async () => {
        const network = name()
        await engine.networks.create(network, labels)
        await expect(engine.networks.create(network, labels)).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
        const first = await begin('forever', { network: { kind: 'joined', networks: [{ name: network, aliases: ['first'] }] } })
        const second = await begin('forever', { network: { kind: 'joined', networks: [{ name: network, aliases: ['second'] }] } })
        const members = async () => (await engine.networks.list(labels)).find((one) => one.name === network)?.members.toSorted()
        expect(await members()).toEqual([first, second].toSorted())
        expect(Object.keys((await engine.containers.inspect(first))?.addresses ?? {})).toEqual([network])
        await engine.networks.disconnect(network, second)
        await engine.networks.disconnect(network, second)
        expect(await members()).toEqual([first])
        await engine.networks.connect(network, second, ['again'])
        expect(await members()).toEqual([first, second].toSorted())
        await expect(engine.networks.remove(network)).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
        for (const id of [first, second]) await engine.containers.remove(id)
        await engine.networks.remove(network)
        await engine.networks.remove(network)
        expect(await members()).toBeUndefined()
      })

      it('a container joins several networks, and none that is not there', async () => {
        const [one, two] = [name(), name()]
        for (const network of [one, two]) await engine.networks.create(network, labels)
        const joining = (networks: string[]) => ({
          network: { kind: 'joined' as const, networks: networks.map((each) => ({ name: each, aliases: [] })) },
        })
        const id = await begin('forever', joining([one, two]))
        expect(Object.keys((await engine.containers.inspect(id))?.addresses ?? {}).toSorted()).toEqual([one, two].toSorted())
        await expect(begin('forever', joining(['cortex-suite-none']))).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
        await engine.containers.remove(id)
        for (const network of [one, two]) await engine.networks.remove(network)
      })

      it('a volume stays while it is used and goes after', async () => {
        const volume = name()
        await engine.volumes.create(volume, labels)
        const id = await engine.containers.create(spec('copy', { mounts: [{ kind: 'volume', volume, path: '/kept', mode: 'rw' }] }))
        expect((await engine.volumes.list(labels)).map((one) => one.name)).toContain(volume)
        await expect(engine.volumes.remove(volume)).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
        await engine.containers.remove(id)
        await engine.volumes.remove(volume)
        await engine.volumes.remove(volume)
      })
    })

    testImages(() => ({ engine, image: harness.image, labels, name, build }))

    it('says what is on its disk', async () => {
      const use = await engine.disk()
      for (const value of Object.values(use)) expect(value).toBeGreaterThanOrEqual(0)
    })

    it('that goes away ends all that is under way, tells it, and comes back by itself', async () => {
      const id = await engine.containers.create(spec('forever'))
      const streams = await engine.containers.attach(id)
      await engine.containers.start(id)
      const states: string[] = []
      const end = engine.onChange((status) => states.push(status.state))
      const lost = { code: 'ENGINE_UNAVAILABLE' }
      const waiting = expect(engine.containers.wait(id, { signal: never() })).rejects.toMatchObject(lost)
      const building = expect(build(`FROM ${harness.image}\nRUN sleep 301\n`, `cortex-suite/${name()}:1`)).rejects.toMatchObject(lost)
      const executing = expect(engine.containers.exec(id, harness.command.forever, { timeoutMs: 60_000 })).rejects.toMatchObject(lost)
      const reading = text(streams.stdout).catch((error: { code: string }) => error.code)
      const following = Array.fromAsync(engine.containers.logs(id, { tailLines: 1, isFollowing: true, signal: never() })).catch((error) => error.code)
      await new Promise((resolve) => setTimeout(resolve, 500))
      await harness.cut()
      await Promise.all([waiting, building, executing])
      expect(['', 'ENGINE_UNAVAILABLE']).toContain(await reading)
      expect(await following).toBe('ENGINE_UNAVAILABLE')
      expect(engine.status()).toMatchObject({ state: 'lost', why: expect.any(String) })
      await expect(engine.containers.inspect(id)).rejects.toMatchObject(lost)
      await harness.restore()
      await expect.poll(() => engine.status().state, { timeout: 20_000 }).toBe('ready')
      expect(states).toEqual(['lost', 'ready'])
      end()
      await engine.containers.remove(id)
    })
  })
}
