import { describe, expect, it } from 'vitest'
import { relicManifest } from '../../contract/manifests/index.ts'
import { healthPlanOf } from './health-plan.ts'
import { relicNames, slugOf } from './names.ts'
import { planOf, readPort, readVolume } from './plan.ts'

const relic = (more: Record<string, unknown>) => relicManifest.parse({ kind: 'Relic', name: 'store', service: { image: 'store:1' }, ...more })
const plan = (more: Record<string, unknown>) =>
  planOf({ manifest: relic(more), file: '/m/store/relic.yml', folder: '/m/store', digest: 'd', root: 'extra', body: null, loadedAt: '' })
const check = (health_check: unknown, more: Record<string, unknown> = {}) =>
  healthPlanOf(relic({ ...more, ...(health_check === undefined ? {} : { health_check }) })).check

describe('the health check', () => {
  it.each([
    ['http://localhost:8004/health', { kind: 'http', url: 'http://localhost:8004/health' }],
    [{ http: ':80/x' }, { kind: 'http', url: 'http://localhost:80/x' }],
    [{ http: '/x' }, { kind: 'http', url: 'http://localhost/x' }],
    [{ tcp: 6379 }, { kind: 'tcp', host: 'localhost', port: 6379 }],
    [{ tcp: ':6379' }, { kind: 'tcp', host: 'localhost', port: 6379 }],
    [{ tcp: 'db:5432' }, { kind: 'tcp', host: 'db', port: 5432 }],
    ['tcp://localhost:22', { kind: 'tcp', host: 'localhost', port: 22 }],
    [{ command: 'redis-cli ping' }, { kind: 'command', command: ['/bin/sh', '-c', 'redis-cli ping'] }],
    [{ command: ['redis-cli', 'ping'] }, { kind: 'command', command: ['redis-cli', 'ping'] }],
    [{ log: 'ready' }, { kind: 'log', text: 'ready' }],
    ['docker', { kind: 'docker' }],
    ['pg_isready -U x', { kind: 'command', command: ['/bin/sh', '-c', 'pg_isready -U x'] }],
  ])('%j', (written, expected) => expect(check(written)).toEqual(expected))

  it('may stand under service, and has times of its own', () => {
    expect(healthPlanOf(relic({ service: { image: 'x', health_check: { tcp: 1, interval: '2s', timeout: '500ms', retries: 5 } } }))).toEqual({
      check: { kind: 'tcp', host: 'localhost', port: 1 },
      intervalMs: 2_000,
      timeoutMs: 500,
      retries: 5,
      isOwn: true,
    })
  })

  it('is the port of the first endpoint when the manifest says nothing, and that it runs when there is none', () => {
    expect(check(undefined, { endpoints: { read: 'http://store:8004/items/{id}' } })).toEqual({ kind: 'tcp', host: 'store', port: 8004 })
    expect(check(undefined)).toEqual({ kind: 'running' })
  })
})

describe('the plan of a relic', () => {
  it('keeps named volumes, mounts folders of its own read-only, and refuses others', () => {
    expect(readVolume('/data')).toEqual({ slug: 'data', path: '/data', mode: 'rw', hostPath: null })
    expect(readVolume('cache:/var/cache:ro')).toEqual({ slug: 'cache', path: '/var/cache', mode: 'ro', hostPath: null })
    expect(readVolume('./seed:/seed:rw')).toEqual({ slug: '', path: '/seed', mode: 'ro', hostPath: './seed' })
    expect([readVolume('data'), readVolume('a:b:c:d'), readVolume('/')]).toEqual([null, null, null])
    expect(plan({ service: { image: 'x', volumes: ['./seed:/seed', '/data'] } })).toMatchObject({
      binds: [{ hostPath: '/m/store/seed', path: '/seed' }],
      volumes: [{ slug: 'data', path: '/data', mode: 'rw' }],
    })
    for (const volume of ['/etc:/etc', '../other:/x', '/var/run/docker.sock:/var/run/docker.sock'])
      expect(() => plan({ service: { image: 'x', volumes: [volume] } })).toThrow(/leaves the folder/)
  })

  it('publishes only the ports that are asked for', () => {
    expect(plan({}).ports).toEqual([])
    expect(plan({ ports: [8080, '18080:80'] }).ports).toEqual([
      { containerPort: 8080, hostPort: 0 },
      { containerPort: 80, hostPort: 18080 },
    ])
    expect([readPort('0.0.0.0:1:2'), readPort(0), readPort(70_000), readPort('x')]).toEqual([null, null, null, null])
  })

  it('has limits, and a read-only root unless it asks', () => {
    expect(plan({})).toMatchObject({
      isReadOnlyRoot: true,
      limits: { memoryBytes: 512 * 2 ** 20, cpus: 1, pids: 256 },
      whenRemoved: 'clear',
      idleMs: null,
    })
    expect(plan({ writable_root: true, resources: { memory: '1Gi', cpus: 2, pids: 9 }, idle: '1m' })).toMatchObject({
      isReadOnlyRoot: false,
      limits: { memoryBytes: 2 ** 30, cpus: 2, pids: 9 },
      idleMs: 60_000,
    })
  })
})

it('names follow from owner, chat and relic, and differ when any of them does', () => {
  const [a, b] = [relicNames('owner-a'), relicNames('owner-b')]
  const session = 'ses_01a1f8eff5e5721c925cc822f049e23e' as Parameters<typeof a.network>[0]
  expect(a.id({ name: 'x', sessionId: session })).toBe(relicNames('owner-a').id({ name: 'x', sessionId: session }))
  const ids = [
    a.id({ name: 'x', sessionId: session }),
    a.id({ name: 'y', sessionId: session }),
    a.id({ name: 'x', sessionId: null }),
    b.id({ name: 'x', sessionId: session }),
  ]
  expect(new Set(ids).size).toBe(4)
  expect(ids[0]).toMatch(/^rel_[0-9a-f]{32}$/)
  expect(a.network(session)).toMatch(/^cortex-[0-9a-f]{8}-[0-9a-f]{12}$/)
  expect([slugOf('/var/lib/my data'), slugOf('/'), slugOf('/a_b.c')]).toEqual(['var-lib-my-data', 'root', 'a_b.c'])
})
