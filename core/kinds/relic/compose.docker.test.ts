import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createComposeCli } from './compose/compose-cli.ts'
import { bases, type DockerRoom, dockerRoom } from './testing/docker-room.ts'
import { evaluate, tcpFrom } from './testing/probe-relic.ts'

const never = new AbortController().signal

/** A front that counts in a back of its own, which nobody else reaches. Written as people write them for other purposes. */
const composeFile = (image: string) => `version: "3.8"
services:
  back:
    image: ${image}
    command: ["node", "-e", "const fs = require('fs'); require('http').createServer((q, r) => { fs.appendFileSync('/data/n', '.'); r.end(String(fs.readFileSync('/data/n').length)) }).listen(7000)"]
    volumes: [numbers:/data]
    restart: always
  front:
    build: .
    depends_on: [back]
    ports: ["8004:80"]
    environment: { GREETING: hello }
    volumes: ["./seed:/seed"]
volumes: { numbers: }
networks: { default: { driver: bridge } }
`
const dockerfile = `ARG BASE=${bases.BASE_NODE}
FROM \${BASE}
CMD ["node", "-e", "require('http').createServer(async (q, r) => { console.log('asked for ' + q.url); const n = q.url === '/get' ? await (await fetch('http://back:7000')).text() : null; r.setHeader('content-type', 'application/json'); r.end(JSON.stringify({ n, greeting: process.env.GREETING, seed: require('fs').readFileSync('/seed/text', 'utf8') })) }).listen(80)"]
`

describe('a relic described by a compose file, on a real engine', () => {
  let room: DockerRoom
  beforeAll(async () => {
    const compose = (name: string) => ({
      kind: 'Relic' as const,
      name,
      service: { type: 'docker-compose', compose_file: './docker-compose.yml', health_check: 'http://localhost:8004/health' },
      endpoints: { read: `http://${name}:8004/get` },
      // The base image runs as root, without any capability.
      resources: { memory: '256Mi', cpus: 1, pids: 64 },
    })
    room = await dockerRoom({ relics: [compose('shop'), compose('greedy'), compose('broken')] })
    for (const [file, text] of [
      ['docker-compose.yml', composeFile(bases.BASE_NODE)],
      ['Dockerfile', dockerfile],
      ['seed/text', 'planted'],
    ] as const)
      await room.write('shop', file, text)
    await room.write('greedy', 'docker-compose.yml', `services:\n  web:\n    image: ${bases.BASE_NODE}\n    privileged: true\n`)
    await room.write('broken', 'docker-compose.yml', 'services:\n  web:\n    image: cortex-test/no-such-image:1\n')
  })
  afterAll(() => room?.close())

  it('is started with all its services, answers through the published port of its file, and keeps its volumes', async () => {
    const relics = room.life()
    const [session, other] = [room.session(), room.session()]
    const lines: string[] = []
    const view = await relics.ensure('shop', session, { signal: never, onLog: (line) => lines.push(line) })
    expect(view).toMatchObject({ state: 'healthy', ports: [] })
    expect(lines.length).toBeGreaterThan(2)
    const read = (sessionId = session) => relics.call('shop', 'read', {}, { sessionId, signal: never })
    expect(await read()).toEqual({ n: '1', greeting: 'hello', seed: 'planted' })
    const containers = await room.containersOf('relic', { session })
    expect(containers).toHaveLength(2)
    const front = containers.find((one) => one.labels['dev.cortex.service'] === 'front')
    const back = containers.find((one) => one.labels['dev.cortex.service'] === 'back')
    expect(Object.keys(front?.addresses ?? {})).toHaveLength(2)
    expect(Object.keys(back?.addresses ?? {})).toEqual([expect.stringMatching(/-inner$/)])
    for (const one of containers) expect(one.ports).toEqual({})
    const inside = (await evaluate(
      room.engine,
      front?.id as string,
      `const fs = require('node:fs')
       const status = fs.readFileSync('/proc/self/status', 'utf8')
       let seed = 'written'
       try { fs.writeFileSync('/seed/text', 'x') } catch (error) { seed = error.code }
       return { caps: /CapBnd:\\s*(\\w+)/.exec(status)[1], privs: /NoNewPrivs:\\s*(\\d)/.exec(status)[1], seed }`,
    )) as Record<string, string>
    expect(inside).toEqual({ caps: '0000000000000000', privs: '1', seed: 'EROFS' })
    const reached = await tcpFrom(room.engine, front?.id as string, ['back:7000', '1.1.1.1:443', '172.17.0.1:22', '169.254.169.254:80'])
    expect(Object.entries(reached).filter(([, how]) => how === 'open')).toEqual([['back:7000', 'open']])

    await relics.ensure('shop', other, { signal: never })
    expect(await read(other)).toMatchObject({ n: '1' })
    await relics.restart(view.id, { signal: never })
    expect(await read()).toMatchObject({ n: '2' })
    const [now] = (await room.containersOf('relic', { session })).filter((one) => one.labels['dev.cortex.service'] === 'back')
    await room.engine.containers.kill(now?.id as string)
    await vi.waitFor(() => expect(relics.get(view.id)).toMatchObject({ state: 'healthy', restarts: 1 }), { timeout: 30_000, interval: 100 })
    expect(await read()).toMatchObject({ n: '3' })
    const logged: string[] = []
    for await (const { line } of relics.logs(view.id, { tail: 50, follow: false, signal: never })) logged.push(line)
    expect(logged).toContain('front | asked for /get')
    for (const one of [session, other]) await relics.removeSession(one)
    expect(await room.left()).toEqual({ containers: 0, networks: [], volumes: [] })
  })

  it('that wants more than a relic may have is refused at its line, and nothing is made', async () => {
    const relics = room.life()
    await expect(relics.ensure('greedy', room.session(), { signal: never })).rejects.toThrow(
      /line 4 of its compose file: services\.web\.privileged: a relic cannot be privileged/,
    )
    expect(await room.left()).toEqual({ containers: 0, networks: [], volumes: [] })
  })

  it('that compose cannot start fails with what compose says, and leaves nothing running', async () => {
    const relics = room.life()
    const session = room.session()
    await expect(relics.ensure('broken', session, { signal: never })).rejects.toThrow(/compose could not start it: .*no-such-image/s)
    await relics.removeSession(session)
    expect(await room.left()).toEqual({ containers: 0, networks: [], volumes: [] })
  })

  it('says that compose is missing where it is', async () => {
    const relics = room.life({ compose: createComposeCli({ endpoint: () => null, commands: [['/no/such/docker', 'compose']] }) })
    const session = room.session()
    await expect(relics.ensure('shop', session, { signal: never })).rejects.toThrow(/neither `docker compose` nor `docker-compose` is installed/)
    await relics.removeSession(session)
  })

  it('is stopped while it is being made, with what it had made', async () => {
    const relics = room.life()
    const session = room.session()
    const stop = new AbortController()
    const start = relics.ensure('shop', session, { signal: stop.signal })
    await vi.waitFor(async () => expect((await room.left()).networks.length).toBeGreaterThan(0), { timeout: 10_000, interval: 20 })
    stop.abort(new Error('stopped'))
    await expect(start).rejects.toThrow('stopped')
    await relics.removeSession(session)
    await vi.waitFor(async () => expect(await room.left()).toEqual({ containers: 0, networks: [], volumes: [] }), { timeout: 10_000, interval: 100 })
  })
})
