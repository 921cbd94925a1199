import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { extract } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labelsOf } from '../labels.ts'
import type { ContainerEngine, ContainerSpec } from '../port.ts'
import { dockerfileContext } from '../testing/images.testsuite.ts'
import { baseImages, realEngine } from '../testing/real-engine.ts'

// What only a real kernel can show: the walls that the adapter promises around every container.

let engine: ContainerEngine
const labels = labelsOf({ owner: `confinement-${randomUUID()}`, role: 'tool' })
const megabyte = 1024 * 1024
const never = () => new AbortController().signal

beforeAll(async () => {
  engine = await realEngine()
})
afterAll(async () => {
  for (const { id } of await engine.containers.list(labels)) await engine.containers.remove(id)
  for (const { name } of await engine.networks.list(labels)) await engine.networks.remove(name)
  for (const { name } of await engine.volumes.list(labels)) await engine.volumes.remove(name)
  for (const { id } of await engine.images.list(labels)) await engine.images.remove(id)
  await engine.close()
})

const spec = (changes: Partial<ContainerSpec>): ContainerSpec => ({
  image: baseImages().python,
  command: ['sleep', '120'],
  entrypoint: null,
  env: {},
  labels,
  user: '10001:10001',
  workingFolder: '/tmp',
  hasStdin: false,
  hasInit: true,
  isReadOnlyRoot: true,
  tmpfs: [{ path: '/tmp', sizeBytes: 8 * megabyte }],
  mounts: [],
  network: { kind: 'none' },
  ports: [],
  capabilities: [],
  limits: { memoryBytes: 96 * megabyte, cpus: 1, pids: 48 },
  log: { fileBytes: 64 * 1024, files: 2 },
  ...changes,
})
const begin = async (changes: Partial<ContainerSpec> = {}) => {
  const id = await engine.containers.create(spec(changes))
  await engine.containers.start(id)
  return id
}
const run = async (id: string, script: string, user?: string) =>
  (await engine.containers.exec(id, ['sh', '-c', `{ ${script}\n} 2>&1`], { timeoutMs: 20_000, ...(user && { user }) })).stdout.trim()
const fetches = (url: string) =>
  `python3 -c "import urllib.request as u; print(u.build_opener(u.ProxyHandler({})).open('${url}', timeout=3).read().decode().strip())" | tail -1`

describe('a container', () => {
  it('has no rights, can gain none, runs under seccomp and writes no crash dumps', async () => {
    const id = await begin()
    const status = await run(id, 'grep -E "^(Cap(Prm|Eff|Bnd)|NoNewPrivs|Seccomp):" /proc/self/status; ulimit -c')
    expect(status.split(/\s+/)).toEqual([
      ...['CapPrm:', '0000000000000000', 'CapEff:', '0000000000000000', 'CapBnd:', '0000000000000000'],
      ...['NoNewPrivs:', '1', 'Seccomp:', '2', '0'],
    ])
  })

  it('has the rights that are named, and no others', async () => {
    const id = await begin({ user: '0:0', capabilities: ['CHOWN', 'SETUID'] })
    expect(Number.parseInt(await run(id, "awk '/^CapEff/ {print $2}' /proc/self/status"), 16)).toBe(1 | (1 << 7))
  })

  it('cannot write its root; its tmpfs is bounded and runs nothing, unless it may', async () => {
    const id = await begin({
      tmpfs: [
        { path: '/tmp', sizeBytes: 2 * megabyte },
        { path: '/bin2', sizeBytes: megabyte, isExecutable: true },
      ],
    })
    expect(await run(id, 'touch /etc/x')).toContain('Read-only file system')
    expect(await run(id, 'head -c 3000000 /dev/zero > /tmp/big')).toContain('No space left')
    expect(await run(id, 'rm -f /tmp/big; printf "#!/bin/sh\\necho ran" > /tmp/x; chmod +x /tmp/x; /tmp/x')).toContain('Permission denied')
    expect(await run(id, 'printf "#!/bin/sh\\necho ran" > /bin2/x; chmod +x /bin2/x; /bin2/x')).toBe('ran')
  })

  it('that takes more memory than it may is ended, also when a child of it does', async () => {
    const hungry = 'x = []\nwhile True: x.append(bytearray(1 << 20))'
    const main = await begin({ command: ['python3', '-c', hungry] })
    const child = await begin({ command: ['sh', '-c', `python3 -c "${hungry}"; exit 5`] })
    expect(await engine.containers.wait(main, { signal: never() })).toEqual({ exitCode: 137, isOutOfMemory: true })
    expect(await engine.containers.wait(child, { signal: never() })).toEqual({ exitCode: 5, isOutOfMemory: true })
  })

  it('cannot make more processes than it may', async () => {
    const id = await begin({ limits: { memoryBytes: 96 * megabyte, cpus: 1, pids: 12 } })
    expect(await run(id, 'for i in $(seq 30); do sleep 5 & done; echo made')).toMatch(/Cannot fork|Resource temporarily unavailable/)
  })

  it('keeps no more of its log than it may', async () => {
    const id = await begin({ command: ['seq', '100000'] })
    await engine.containers.wait(id, { signal: never() })
    const lines = await Array.fromAsync(engine.containers.logs(id, { tailLines: Number.POSITIVE_INFINITY, isFollowing: false, signal: never() }))
    expect(lines.at(-1)?.line).toBe('100000')
    expect(lines.length).toBeLessThan(10_000)
  })

  it('gives a long line of its log in one piece', async () => {
    const id = await begin({ command: ['python3', '-c', 'print("é" * 15000); print("end")'] })
    await engine.containers.wait(id, { signal: never() })
    const lines = await Array.fromAsync(engine.containers.logs(id, { tailLines: 10, isFollowing: false, signal: never() }))
    expect(lines.map(({ line }) => line)).toEqual(['é'.repeat(15_000), 'end'])
  })

  it('whose command is ended at its deadline is rid of it and of its children', async () => {
    const id = await begin()
    const outcome = await engine.containers.exec(id, ['sh', '-c', 'echo begun; sleep 77 & sleep 77'], { timeoutMs: 3_000 })
    expect(outcome).toEqual({ exitCode: 137, isTimedOut: true, stdout: 'begun\n', stderr: '' })
    await expect.poll(() => run(id, 'cat /proc/[0-9]*/cmdline | tr "\\0" " " | grep -c "sleep 7[7]"')).toBe('0')
  })

  it('tells what it uses, and nothing once it ended', async () => {
    const id = await begin({ command: ['python3', '-c', 'x = bytearray(30 << 20)\nwhile True: pass'] })
    await pause(500)
    const stats = await engine.containers.stats(id)
    expect(stats).toMatchObject({ memoryLimitBytes: 96 * megabyte, networkInBytes: 0 })
    expect(stats?.memoryBytes).toBeGreaterThan(30 * megabyte)
    expect(stats?.cpuPercent).toBeGreaterThan(5)
    await engine.containers.kill(id)
    expect(await engine.containers.stats(id)).toBeNull()
  })

  it('gives out its files as a tar', async () => {
    const id = await begin({ user: '0:0', isReadOnlyRoot: false })
    await run(id, 'mkdir /kept; echo hello > /kept/note')
    const files: Record<string, string> = {}
    const reading = extract().on('entry', async (header, stream, next) => {
      files[header.name] = await text(stream)
      next()
    })
    await once((await engine.containers.archive(id, '/kept')).pipe(reading), 'finish')
    expect(files).toEqual({ 'kept/': '', 'kept/note': 'hello\n' })
  })
})

describe('a network', () => {
  const network = `cortex-confinement-${randomUUID().slice(0, 8)}`
  const other = `${network}-other`
  let server: string
  let client: string
  beforeAll(async () => {
    for (const name of [network, other]) await engine.networks.create(name, labels)
    const joined = (name: string, aliases: string[]) => ({ network: { kind: 'joined' as const, networks: [{ name, aliases }] } })
    server = await begin({
      ...joined(network, ['web']),
      command: ['sh', '-c', 'mkdir /tmp/w; cd /tmp/w; echo found > index.html; python3 -m http.server 8000'],
    })
    client = await begin(joined(network, []))
  })

  it('reaches members by name, and nobody in another one', async () => {
    const stranger = await begin({ network: { kind: 'joined', networks: [{ name: other, aliases: [] }] } })
    const address = Object.values((await engine.containers.inspect(server))?.addresses ?? {})[0]
    await expect.poll(() => run(client, fetches('http://web:8000/')), { timeout: 20_000 }).toBe('found')
    expect(await run(client, fetches(`http://${address}:8000/`))).toBe('found')
    expect(await run(stranger, fetches('http://web:8000/'))).toContain('Temporary failure in name resolution')
    expect(await run(stranger, fetches(`http://${address}:8000/`))).toMatch(/timed out|unreachable|No route/)
  })

  it('does not lead to this computer, nor out of it, nor to a resolver', async () => {
    const listener = createServer((_, response) => response.end('found'))
    await once(listener.listen(0, '0.0.0.0'), 'listening')
    const { port } = listener.address() as AddressInfo
    const open = await begin({ network: { kind: 'open', aliases: [] } })
    const gateway = (id: string) =>
      run(
        id,
        "awk '$2 == \"00000000\" {print $3}' /proc/net/route | sed 's/\\(..\\)\\(..\\)\\(..\\)\\(..\\)/0x\\4 0x\\3 0x\\2 0x\\1/' | xargs printf '%d.%d.%d.%d'",
      )
    try {
      expect(await run(open, fetches(`http://${await gateway(open)}:${port}/`))).toBe('found')
      expect(await run(client, fetches(`http://${await gateway(client)}:${port}/`))).toMatch(/timed out|unreachable|No route|refused/)
      expect(await run(client, fetches(`http://${await gateway(open)}:${port}/`))).toMatch(/timed out|unreachable|No route/)
      expect(await run(client, 'getent hosts deb.debian.org || echo nothing')).toBe('nothing')
      expect(await run(client, 'cat /proc/sys/net/ipv6/conf/all/disable_ipv6; cat /proc/net/if_inet6')).toBe('1')
    } finally {
      listener.close()
    }
  })

  it('publishes no ports; the open one does, on 127.0.0.1 only', async () => {
    const ports = [{ containerPort: 8000, hostPort: 0 }]
    const joined = { kind: 'joined' as const, networks: [{ name: network, aliases: [] }] }
    await expect(engine.containers.create(spec({ network: joined, ports }))).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
    const id = await begin({ network: { kind: 'open', aliases: [] }, ports, command: ['python3', '-m', 'http.server', '8000', '-d', '/tmp'] })
    const port = (await engine.containers.inspect(id))?.ports[8000]
    await expect.poll(async () => (await fetch(`http://127.0.0.1:${port}/`).catch(() => null))?.status, { timeout: 20_000 }).toBe(200)
  })

  it('there can be many of', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `${network}-${index}`)
    for (const name of names) await engine.networks.create(name, labels)
    for (const name of names) await engine.networks.remove(name)
  })
})

describe('a build', () => {
  it('that is aborted leaves no container and no layer of its own', async () => {
    const mark = randomUUID()
    const stop = new AbortController()
    const lines: string[] = []
    const outcome = engine.images.build(
      {
        context: dockerfileContext(`FROM ${baseImages().bash}\nRUN echo ${mark} > /made\nRUN echo waiting; sleep 300\n`),
        dockerfile: 'Dockerfile',
        tag: 'cortex-suite/aborted:1',
        labels,
        buildArgs: {},
        isPulling: false,
        isCached: true,
      },
      {
        signal: stop.signal,
        onLog(line) {
          lines.push(line)
          if (line === 'waiting') stop.abort()
        },
      },
    )
    expect(await outcome).toEqual({ status: 'cancelled' })
    const ran = lines.flatMap((line) => /Running in (\w+)/.exec(line)?.[1] ?? [])
    expect(ran).toHaveLength(2)
    for (const id of ran) await expect.poll(() => engine.containers.inspect(id)).toBeNull()
    const [made] = lines.flatMap((line, at) => (lines[at - 2]?.includes('Running in') && / ---> (\w+)/.exec(line)?.[1]) || [])
    expect(made).toBeDefined()
    expect(await engine.images.inspect(made ?? '')).toBeNull()
  })
})
