import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DockerRoom, dockerRoom } from './testing/docker-room.ts'
import type { Declared } from './testing/manifests.ts'
import { probeRelic } from './testing/probe-relic.ts'

const never = new AbortController().signal
const timing = { interval: '300ms', timeout: '2s', retries: 2 }
const own: Declared = { kind: 'Relic', name: 'own', service: { build: '.' } }

describe('each kind of health check, on a real engine', () => {
  let room: DockerRoom
  beforeAll(async () => {
    room = await dockerRoom({
      relics: [
        probeRelic('http'),
        probeRelic('tcp', { health_check: { tcp: 8080, ...timing } }),
        probeRelic('command', {
          health_check: { command: ['node', '-e', 'fetch("http://localhost:8080/health").then((r) => process.exit(r.ok ? 0 : 1))'], ...timing },
        }),
        probeRelic('log', { health_check: { log: 'ready to answer', ...timing } }),
        probeRelic('unsaid', { health_check: undefined }),
        probeRelic('wrong', { health_check: { tcp: 9, ...timing } }),
        own,
      ],
      timing: { startWithinMs: 4_000 },
    })
    await room.write(
      'own',
      'Dockerfile',
      `ARG BASE_NODE\nFROM \${BASE_NODE}\nHEALTHCHECK --interval=1s --timeout=2s --retries=2 CMD ["node", "-e", "require('fs').statSync('/tmp/up')"]\nCMD ["node", "-e", "setTimeout(() => require('fs').writeFileSync('/tmp/up', ''), 700); setInterval(() => {}, 1000)"]\n`,
    )
  })
  afterAll(() => room?.close())

  it.each([
    ['http', 'status 200'],
    ['tcp', 'port 8080 is open'],
    ['command', 'exit code 0'],
    ['log', 'it wrote "ready to answer"'],
    ['unsaid', 'port 8080 is open'],
    ['own', 'its own check passes'],
  ])('%s', async (name, detail) => {
    const relics = room.life({})
    const view = await relics.ensure(name, room.session(), { signal: never })
    expect(view.state).toBe('healthy')
    expect(view.health.at(-1)).toMatchObject({ isHealthy: true, detail })
    if (name === 'own') expect(view.health.some((check) => check.detail === 'its own check has not passed yet')).toBe(true)
    await relics.remove(view.id)
  })

  it('one that never passes fails the start with what it saw', async () => {
    const relics = room.life({})
    await expect(relics.ensure('wrong', room.session(), { signal: never })).rejects.toThrow(/not healthy within 4 s: .*ECONNREFUSED/)
    expect((await room.containersOf('relic')).every((one) => one.status === 'exited')).toBe(true)
  })
})
