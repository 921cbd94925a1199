import { afterEach, describe, expect, it } from 'vitest'
import type { ContainerEngine } from '../../../engines/containers/port.ts'
import { createFakeEngine, type FakeEngine, type FakeEngineOptions } from '../../../engines/containers/testing/fake-engine.ts'
import type { Program } from '../../../engines/containers/testing/fake-process.ts'
import type { SandboxRequest } from '../../../engines/sandboxes/port.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import { type ContainerSandbox, createContainerSandbox } from './container-sandbox.ts'

/** As the launcher and a tool behind it: `tool` gets the parameters, and what it returns is the result. */
const launched =
  (tool: (parameters: Record<string, unknown>) => unknown): Program =>
  async ({ stdin, stdout, stderr, signal }) => {
    let seen = ''
    for await (const chunk of stdin) {
      seen += String(chunk)
      const [header = '', ...rest] = seen.split('\n')
      const size = Number(/\/in=(\d+)$/.exec(header)?.[1] ?? Number.NaN)
      const body = rest.join('\n')
      if (rest.length === 0 || body.length < size) continue
      const [mark = ''] = header.split(' ')
      const result = await Promise.race([
        tool(JSON.parse(body.slice(-size)) as Record<string, unknown>),
        new Promise((resolve) => signal.addEventListener('abort', () => resolve('killed'))),
      ])
      if (signal.aborted) return 137
      await stderr(`working\n${mark}\n`)
      await stdout(`${JSON.stringify(result)}${mark} 0 -\n`)
      return 0
    }
    return 1
  }

const request = (changes: Partial<SandboxRequest> = {}): SandboxRequest => ({
  toolName: 'sample',
  language: 'python',
  image: 'cortex-tool/sample:1',
  folder: '/tools/sample',
  script: '/tools/sample/main.py',
  parameters: { a: 1 },
  mounts: [],
  network: [],
  secrets: {},
  state: null,
  limits: { timeoutMs: 10_000, memoryBytes: 2 ** 27, outputBytes: 10_000, cpus: 1, pids: 64 },
  ...changes,
})
const how = (signal = new AbortController().signal) => ({ signal, onLog() {} })
const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2))
}

let engine: FakeEngine
let sandbox: ContainerSandbox
const passes: { hosts: string[] }[] = []
function create(
  options: FakeEngineOptions & {
    warmLimit?: number
    seen?: (engine: FakeEngine) => ContainerEngine
    tool?: (parameters: Record<string, unknown>) => unknown
  } = {},
) {
  const { tool = (parameters: Record<string, unknown>) => parameters } = options
  engine = createFakeEngine({ images: ['cortex-tool/sample:1', 'cortex-tool/sample:2', 'python:3'], behave: () => launched(tool), ...options })
  sandbox = createContainerSandbox({
    engine: options.seen?.(engine) ?? engine,
    egress: {
      async join() {
        const pass = { hosts: [] as string[] }
        passes.push(pass)
        return {
          env: { HTTP_PROXY: 'http://egress' },
          async allow(hosts: string[]) {
            pass.hosts = hosts
          },
          async revoke() {},
          async leave() {},
        }
      },
    },
    owner: 'o',
    launch: 'l',
    home: '/home',
    clock: systemClock,
    logger: silentLogger,
    warmLimit: () => options.warmLimit ?? 0,
    freeMemory: () => 2 ** 33,
    baseImages: () => ['python:3'],
  })
}
afterEach(async () => {
  await sandbox.close()
  // Whatever happened, nothing of it is left.
  if (engine.status().state === 'ready') expect([engine.inside.containers.size, engine.inside.networks.size]).toEqual([0, 0])
  await engine.close()
})

describe('the container sandbox', () => {
  it('runs a tool, hands its logs on and removes its container', async () => {
    create()
    const logs: string[] = []
    expect(await sandbox.run(request(), { ...how(), onLog: (line) => logs.push(line) })).toEqual({
      status: 'done',
      output: { a: 1 },
      stateJson: null,
    })
    expect(logs).toEqual(['working'])
  })
  it('starts containers with no rights, and none of the values of a run', async () => {
    create()
    await sandbox.run(request({ secrets: { KEY: 'hush' }, state: { json: '{"s":"hush"}', mode: 'ro' }, parameters: { p: 'hush' } }), how())
    create({ warmLimit: 1 })
    await sandbox.run(request({ secrets: { KEY: 'hush' }, parameters: { p: 'hush' } }), how())
    await sandbox.settle()
    const [spec] = [...engine.inside.containers.values()].map((one) => one.spec)
    expect(spec).toMatchObject({
      user: '10001:10001',
      isReadOnlyRoot: true,
      capabilities: [],
      network: { kind: 'none' },
      env: { KEY_FILE: '/run/cortex/secrets/KEY' },
    })
    expect(JSON.stringify(spec)).not.toContain('hush')
  })
  it('has a container wait for the next call, which is used once', async () => {
    create({ warmLimit: 2 })
    await sandbox.run(request(), how())
    await sandbox.settle()
    const [waiting] = [...engine.inside.containers.keys()]
    expect(engine.inside.containers.size).toBe(1)
    const creations = () => engine.inside.calls.filter((call) => call === 'containers.create').length
    const before = creations()
    const during: number[] = []
    await sandbox.run(request({ parameters: { b: 2 } }), { ...how(), onLog: () => during.push(creations()) })
    expect(during).toEqual([before])
    await sandbox.settle()
    expect(engine.inside.containers.has(waiting ?? '')).toBe(false)
    expect(engine.inside.containers.size).toBe(1)
  })
  it('drops what waits for an older image of a tool', async () => {
    create({ warmLimit: 2 })
    await sandbox.run(request(), how())
    await sandbox.settle()
    await sandbox.run(request({ image: 'cortex-tool/sample:2' }), how())
    await sandbox.settle()
    expect([...engine.inside.containers.values()].map((one) => one.spec.image)).toEqual(['cortex-tool/sample:2'])
  })
  it('gives a tool that names hosts a network of its own, and the hosts for as long as it runs', async () => {
    create()
    passes.length = 0
    await sandbox.run(request({ network: ['api.example.com'] }), how())
    expect(passes).toEqual([{ hosts: ['api.example.com'] }])
    expect(engine.inside.calls).toContain('networks.create')
  })
  it('fails clearly, and at once, when the engine goes away in the middle, and goes on when it is back', async () => {
    create({ warmLimit: 1, tool: (parameters) => (parameters.slow ? new Promise(() => {}) : 'fine') })
    const running = sandbox.run(request({ parameters: { slow: true } }), how())
    await until(() => engine.inside.calls.includes('containers.start'))
    await new Promise((resolve) => setTimeout(resolve, 20))
    engine.cut()
    await expect(running).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' })
    await expect(sandbox.run(request(), how())).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' })
    expect(await sandbox.supports('python', { dependencies: false })).toMatchObject({
      isSupported: false,
      why: expect.stringContaining('went away') as string,
    })
    engine.restore()
    expect(await sandbox.run(request(), how())).toMatchObject({ status: 'done', output: 'fine' })
    // What ended with the lost engine is removed as well.
    await sandbox.settle()
    expect([...engine.inside.containers.values()].filter((one) => one.status !== 'running')).toEqual([])
  })
  it('says that it was cancelled, before and while it runs', async () => {
    create({ tool: () => new Promise(() => {}) })
    expect(await sandbox.run(request(), how(AbortSignal.abort()))).toEqual({ status: 'cancelled' })
    expect(await sandbox.run(request(), how(AbortSignal.timeout(50)))).toEqual({ status: 'cancelled' })
    expect(await sandbox.run(request({ limits: { ...request().limits, timeoutMs: 50 } }), how())).toEqual({ status: 'timed-out' })
  })
  it('says what of the base images is missing, and fetches it when asked to', async () => {
    create({ images: ['cortex-tool/sample:1'] })
    expect(await sandbox.supports('python', { dependencies: false })).toMatchObject({
      isSupported: true,
      missing: expect.stringContaining('python:3 is not there yet') as string,
    })
    sandbox.makeReady?.('python')
    for (let tries = 0; tries < 200; tries += 1) {
      if (!(await sandbox.supports('python', { dependencies: false })).missing) break
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(await sandbox.supports('python', { dependencies: false })).toEqual({ isSupported: true, why: 'Fake 1.0 answers at fake://memory' })
  })
  it('remembers why a base image cannot be had', async () => {
    create({
      images: ['cortex-tool/sample:1'],
      onCall: (call) => {
        if (call === 'images.pull') throw new Error('no such host')
      },
    })
    await sandbox.supports('python', { dependencies: false })
    sandbox.makeReady?.('python')
    await until(() => engine.inside.calls.includes('images.pull'))
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect((await sandbox.supports('python', { dependencies: false })).missing).toContain('cannot be fetched: no such host')
    sandbox.makeReady?.('python')
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(engine.inside.calls.filter((call) => call === 'images.pull').length).toBe(1)
  })
  it('gives no folders of this computer to an engine on another one', async () => {
    create({
      seen(fake) {
        const status = () => {
          const now = fake.status()
          return now.state === 'ready' ? { ...now, engine: { ...now.engine, isLocal: false, endpoint: 'tcp://far:2376' } } : now
        }
        return { ...fake, status }
      },
    })
    expect(await sandbox.supports('python', { dependencies: false, folders: true })).toMatchObject({
      isSupported: false,
      why: expect.stringContaining('tcp://far:2376') as string,
    })
    expect(await sandbox.supports('python', { dependencies: false, folders: false })).toMatchObject({ isSupported: true })
    const mounts = [{ name: 'workspace', hostPath: '/tmp', mode: 'ro' as const }]
    expect(await sandbox.run(request({ mounts }), how())).toMatchObject({ status: 'failed', message: expect.stringContaining('another') as string })
  })
})
