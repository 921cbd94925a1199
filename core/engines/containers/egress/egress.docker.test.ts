import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../kernel/logger.ts'
import { createDockerEngine } from '../docker/docker-engine.ts'
import { labelsOf } from '../labels.ts'
import type { ContainerEngine } from '../port.ts'
import { type Connection, createEgress, type Egress } from './egress.ts'

const node = process.env.CORTEX_TEST_BASE_NODE ?? 'cortex-base/node:24'
const whose = { owner: `test-${randomBytes(6).toString('hex')}`, launch: 'launch', home: tmpdir() }
const network = `cortex-test-egress-${whose.owner}`
let engine: ContainerEngine
let egress: Egress
let inside: string
let server: string
let host: string

const start = async (command: string[], where: Parameters<ContainerEngine['containers']['create']>[0]['network']) => {
  const id = await engine.containers.create({
    image: node,
    entrypoint: ['node'],
    command,
    env: {},
    labels: labelsOf({ ...whose, role: 'tool' }),
    user: '10001:10001',
    workingFolder: '/',
    hasStdin: false,
    hasInit: false,
    isReadOnlyRoot: true,
    tmpfs: [],
    mounts: [],
    network: where,
    ports: [],
    capabilities: [],
    limits: { memoryBytes: 2 ** 28, cpus: 1, pids: 64 },
    log: { fileBytes: 100_000, files: 1 },
  })
  await engine.containers.start(id)
  return id
}

beforeAll(async () => {
  engine = createDockerEngine()
  await engine.refresh()
  egress = createEgress({ engine, settings: () => ({ baseImages: { node } }), ...whose, logger: silentLogger })
  await engine.networks.create(network, labelsOf({ ...whose, role: 'network' }))
  inside = await start(['-e', 'setTimeout(() => {}, 1e9)'], { kind: 'joined', networks: [{ name: network, aliases: [] }] })
  server = await start(['-e', `require('http').createServer((_, r) => r.end('served')).listen(8080)`], { kind: 'open', aliases: [] })
  host = Object.values((await engine.containers.inspect(server))?.addresses ?? {})[0] ?? ''
})
afterAll(async () => {
  await egress?.close()
  for (const { id } of await engine.containers.list(labelsOf({ owner: whose.owner }))) await engine.containers.remove(id)
  for (const { name } of await engine.networks.list(labelsOf({ owner: whose.owner }))) await engine.networks.remove(name)
  await engine.close()
})

/** What a container in the network gets from the server, with that environment. */
const ask = async (env: Record<string, string>) => {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const script = `fetch('http://${host}:8080/').then(async (r) => console.log(r.status, await r.text()), (e) => console.log('failed'))`
  return (await engine.containers.exec(inside, ['env', ...variables, 'node', '-e', script], { timeoutMs: 20_000 })).stdout.trim()
}
const proxies = async () => (await engine.containers.list(labelsOf({ owner: whose.owner, role: 'proxy' }))).map((one) => one.id)

describe('the way out', () => {
  it('opens for what is allowed, tells of each connection, and closes', async () => {
    const pass = await egress.join(network)
    const seen: Connection[] = []
    expect(await ask({})).toBe('failed')
    expect(await ask(pass.env)).not.toContain('served')
    await pass.allow([`${host}:8080`], (connection) => seen.push(connection))
    expect(await ask(pass.env)).toBe('200 served')
    await pass.revoke()
    expect(seen).toMatchObject([{ host, port: 8080, verdict: 'allowed', address: host }])
    expect(seen[0]?.bytesIn).toBeGreaterThan(6)
    expect(await ask(pass.env)).not.toContain('served')
    await pass.leave()
    expect(await ask(pass.env)).toBe('failed')
    const [network_] = (await engine.networks.list(labelsOf({ owner: whose.owner }))).filter(({ name }) => name === network)
    expect(network_?.members).toEqual([inside])
  })

  it('is hardened as tools are', async () => {
    const pass = await egress.join(network)
    const [id = ''] = await proxies()
    const { stdout } = await engine.containers.exec(id, ['node', '-e', `console.log(require('fs').readFileSync('/proc/1/status', 'utf8'))`], {
      timeoutMs: 10_000,
    })
    expect(stdout).toMatch(/CapEff:\t0+\n/)
    expect(stdout).toMatch(/NoNewPrivs:\t1\n/)
    expect(stdout).toMatch(/Seccomp:\t2\n/)
    expect(stdout).toMatch(/Uid:\t10001\t/)
    const written = await engine.containers.exec(id, ['node', '-e', `require('fs').writeFileSync('/x', '')`], { timeoutMs: 10_000 })
    expect(written.exitCode).not.toBe(0)
    await pass.leave()
  })

  it('is there again when its container died, for who has a pass', async () => {
    const pass = await egress.join(network)
    await pass.allow([`${host}:8080`], () => {})
    const [before = ''] = await proxies()
    await engine.containers.kill(before)
    let answer = ''
    for (let tries = 0; tries < 60 && answer !== '200 served'; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 250))
      answer = await ask(pass.env)
    }
    expect(answer).toBe('200 served')
    const after = await proxies()
    expect(after).toHaveLength(1)
    expect(after).not.toContain(before)
    await pass.leave()
  })

  it('does not outlive whoever started it', async () => {
    const pass = await egress.join(network)
    await pass.leave()
    await egress.close()
    expect(await proxies()).toEqual([])
  })
})
