import { connect, createServer, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ContainerState } from '../../engines/containers/port.ts'
import type { SessionId } from '../../kernel/ids.ts'
import type { Relics } from './relics.ts'
import { type DockerRoom, dockerRoom } from './testing/docker-room.ts'
import { evaluate, probeRelic, tcpFrom } from './testing/probe-relic.ts'

const never = new AbortController().signal
const reaches = (host: string, port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host, port })
    const timer = setTimeout(() => end('silent'), 2_500)
    const end = (how: string) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(how)
    }
    socket.once('connect', () => end('open')).once('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'))
  })

describe('a relic of one chat, on a real engine', () => {
  let room: DockerRoom
  let relics: Relics
  let mine: SessionId
  let theirs: SessionId
  let own: ContainerState
  let beside: ContainerState
  let other: ContainerState
  let listener: Server
  const address = (state: ContainerState) => Object.values(state.addresses)[0] as string
  const containerOf = async (name: string, session: SessionId) => (await room.containersOf('relic', { session, name }))[0] as ContainerState

  beforeAll(async () => {
    room = await dockerRoom({
      relics: [probeRelic('alpha'), probeRelic('beta'), probeRelic('public', { ports: [8080] })],
      agents: [{ kind: 'Agent', name: 'both', relics: ['alpha', 'beta'] }],
    })
    relics = room.life()
    mine = room.session()
    theirs = room.session()
    await Promise.all([
      relics.ensure('alpha', mine, { signal: never }),
      relics.ensure('beta', mine, { signal: never }),
      relics.ensure('alpha', theirs, { signal: never }),
    ])
    own = await containerOf('alpha', mine)
    beside = await containerOf('beta', mine)
    other = await containerOf('alpha', theirs)
    listener = createServer((socket) => socket.on('error', () => {}).end('here')).listen(0, '0.0.0.0')
    await new Promise((resolve) => listener.once('listening', resolve))
  })
  afterAll(async () => {
    listener?.close()
    await room?.close()
  })

  it('reaches the relics of its own chat by name, by address and by its environment', async () => {
    expect(await tcpFrom(room.engine, own.id, ['beta:8080', `${address(beside)}:8080`])).toEqual({
      'beta:8080': 'open',
      [`${address(beside)}:8080`]: 'open',
    })
    expect(await evaluate(room.engine, own.id, 'return (await (await fetch(process.env.CORTEX_RELIC_BETA_URL + "/hello")).json()).path')).toBe(
      '/hello',
    )
  })

  it('reaches no relic of another chat: not by its name, which is its own here, nor by its address', async () => {
    expect(await tcpFrom(room.engine, own.id, [`${address(other)}:8080`])).not.toMatchObject({ [`${address(other)}:8080`]: 'open' })
    const names = ['beta', own.name, own.id.slice(0, 12), `alpha.${Object.keys(own.addresses)[0]}`].map((name) => `${name}:8080`)
    const found = await tcpFrom(room.engine, other.id, [`${address(own)}:8080`, `${address(beside)}:8080`, 'alpha:8080', ...names])
    expect(found['alpha:8080']).toBe('open')
    expect(Object.values(found).filter((how) => how === 'open')).toHaveLength(1)
    for (const name of names) expect(found[name]).toMatch(/ENOTFOUND|EAI_AGAIN/)
    expect(await evaluate(room.engine, other.id, 'return (await require("node:dns/promises").lookup("alpha")).address')).toBe(address(other))
  })

  it('is not reached by this computer, while its chat’s calls reach it', async () => {
    expect(await relics.call('alpha', 'hello', {}, { sessionId: mine, signal: never })).toMatchObject({ path: '/hello' })
    // A gateway of this computer may take any connection: what counts is that the relic never hears of it.
    const answer = await fetch(`http://${address(own)}:8080/from-this-computer`, { signal: AbortSignal.timeout(3_000) }).then(
      (response) => response.text(),
      () => '',
    )
    expect(answer).not.toContain('/from-this-computer')
    expect(own.ports).toEqual({})
    const lines: string[] = []
    for await (const { line } of relics.logs(relics.idOf({ name: 'alpha', sessionId: mine }), { tail: 100, follow: false, signal: never }))
      lines.push(line)
    expect(lines).toContain('asked for /hello')
    expect(lines.join()).not.toContain('from-this-computer')
  })

  it('has no way out: not to this computer, not to the engine, not to any address, not by names', async () => {
    const { port } = listener.address() as { port: number }
    expect(await reaches('127.0.0.1', port)).toBe('open')
    const gateway = address(own).replace(/\d+$/, '1')
    const targets = [...addressesHere(), gateway, '172.17.0.1', 'host.docker.internal'].map((host) => `${host}:${port}`)
    const outside = ['169.254.169.254:80', '1.1.1.1:53', '1.1.1.1:443', '8.8.8.8:53', '172.17.0.1:2375', `${gateway}:53`]
    const found = await tcpFrom(room.engine, own.id, [...targets, ...outside, 'beta:8080'])
    expect(Object.entries(found).filter(([, how]) => how === 'open')).toEqual([['beta:8080', 'open']])
    const names = (await evaluate(
      room.engine,
      own.id,
      `const dns = require('node:dns/promises')
       const direct = new dns.Resolver({ timeout: 1500, tries: 1 })
       direct.setServers(['1.1.1.1', '8.8.8.8'])
       const asked = [dns.resolve4('registry.npmjs.org'), dns.resolveTxt('a-secret.example.com'), direct.resolve4('example.com')]
       return (await Promise.allSettled(asked)).map((one) => one.status)`,
    )) as string[]
    expect(names).toEqual(['rejected', 'rejected', 'rejected'])
    const six =
      'const fs = require("node:fs"); const file = "/proc/net/if_inet6"; return fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\\n").filter((line) => line && !/ lo$/.test(line)) : []'
    expect(await evaluate(room.engine, own.id, six)).toEqual([])
  })

  it('holds nothing that it was not given', async () => {
    const seen = (await evaluate(
      room.engine,
      own.id,
      `const fs = require('node:fs')
       const write = (path) => { try { fs.writeFileSync(path, 'x'); return 'written' } catch (error) { return error.code } }
       const status = fs.readFileSync('/proc/self/status', 'utf8').split('\\n').filter((line) => /^(CapEff|CapBnd|NoNewPrivs|Seccomp):/.test(line)).map((line) => line.replace(/\\s+/g, ' '))
       const paths = (all, of) => Object.fromEntries(all.map((path) => [path, of(path)]))
       return {
         status,
         written: paths(['/tmp/x', '/data/x', '/x', '/etc/x', '/usr/bin/x', '/proc/sys/kernel/core_pattern', '/sys/x'], write),
         there: paths(['/dev/null', '/var/run/docker.sock', '/run/docker.sock', '/dev/kmsg', '/dev/mem', '/dev/sda', ${JSON.stringify(room.home)}], fs.existsSync),
         env: Object.keys(process.env),
       }`,
    )) as { status: string[]; written: Record<string, string>; there: Record<string, boolean>; env: string[] }
    expect(seen.status).toEqual(expect.arrayContaining(['CapEff: 0000000000000000', 'CapBnd: 0000000000000000', 'NoNewPrivs: 1', 'Seccomp: 2']))
    expect(Object.keys(seen.written).filter((path) => seen.written[path] === 'written')).toEqual(['/tmp/x', '/data/x'])
    expect(Object.keys(seen.there).filter((path) => seen.there[path])).toEqual(['/dev/null'])
    for (const name of Object.keys(process.env).filter((key) => /TOKEN|KEY|SECRET|DOCKER/.test(key))) expect(seen.env).not.toContain(name)
  })

  it('opens a port only when its manifest asks, and then on 127.0.0.1 alone', async () => {
    const view = await relics.ensure('public', mine, { signal: never })
    expect(view.ports).toEqual([{ containerPort: 8080, hostPort: expect.any(Number) }])
    const port = view.ports[0]?.hostPort as number
    expect(await (await fetch(`http://127.0.0.1:${port}/hello`)).json()).toMatchObject({ path: '/hello' })
    expect(addressesHere().length).toBeGreaterThan(0)
    for (const host of addressesHere()) expect(`${host} ${await reaches(host, port)}`).not.toContain('open')
    // The door beside it leads to that port only, and nowhere out.
    const [door] = await room.containersOf('caller', { session: mine, name: 'public' })
    const inside = (await containerOf('public', mine)).id
    const doorAddress = Object.entries(door?.addresses ?? {}).find(([name]) => name.startsWith('cortex-'))?.[1] as string
    const found = await tcpFrom(room.engine, inside, [`${doorAddress}:8080`, `${doorAddress}:80`, `${doorAddress}:22`])
    expect(Object.entries(found).filter(([, how]) => how === 'open')).toEqual([[`${doorAddress}:8080`, 'open']])
    await relics.stop(view.id)
    expect(await reaches('127.0.0.1', port)).not.toBe('open')
  })
})

/** Of this computer in its networks. */
const addressesHere = (): string[] =>
  Object.values(networkInterfaces()).flatMap((all) => (all ?? []).filter((one) => one.family === 'IPv4' && !one.internal).map((one) => one.address))
