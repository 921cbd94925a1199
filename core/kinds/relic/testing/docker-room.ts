import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { labelsOf } from '../../../engines/containers/labels.ts'
import type { ContainerEngine } from '../../../engines/containers/port.ts'
import { baseImages, realEngine } from '../../../engines/containers/testing/real-engine.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { newId, type SessionId } from '../../../kernel/ids.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import { createRelics, type Relics, type RelicsOptions } from '../relics.ts'
import type { RelicTiming } from '../timing.ts'
import { type Declared, declaredManifests } from './manifests.ts'

const run = promisify(execFile)
export const shippedFolder = join(import.meta.dirname, '../../../../manifests/relics')
const local = baseImages()
export const bases = { BASE_NODE: local.node, BASE_PYTHON: local.python, BASE_REDIS: local.redis, BASE_DEBIAN: local.bash }

/**
 * A room on the machine's real engine, with an owner of its own. `rooms` are its lives: leave one without closing and make the next to
 * see what a killed app leaves. `close` removes everything of the owner.
 */
export async function dockerRoom(given: {
  relics?: Declared[]
  agents?: Declared[]
  shipped?: string[]
  timing?: Partial<RelicTiming>
  engine?: ContainerEngine
}) {
  const owner = randomBytes(6).toString('hex')
  const home = mkdtempSync(join(tmpdir(), 'cortex-relics-'))
  const engine = given.engine ?? (await realEngine())
  const shipped = new Map<string, Declared>()
  for (const name of given.shipped ?? []) {
    shipped.set(name, parse(await readFile(join(shippedFolder, name, 'relic.yml'), 'utf8')) as Declared)
  }
  const folderOf = (name: string) => (shipped.has(name) ? join(shippedFolder, name) : join(home, 'manifests', name))
  const manifests = declaredManifests([...shipped.values(), ...(given.relics ?? []), ...(given.agents ?? [])], folderOf)
  for (const one of given.relics ?? []) await mkdir(folderOf(one.name), { recursive: true })
  const sessions = new Set<SessionId>()
  const built = new Set<string>()
  const builds: string[] = []
  const lives: Relics[] = []
  const tagOf = (name: string) => `cortex-relic-test/${owner}/${name}:1`

  const life = (more: Partial<RelicsOptions> = {}): Relics => {
    const relics = createRelics({
      engine,
      images: {
        ofRelic: async ({ manifest }) => ({ tag: tagOf(manifest.name), isBuilt: built.has(manifest.name) }),
        node: () => bases.BASE_NODE,
      },
      manifests: manifests.lookup,
      async executeBuild(name) {
        builds.push(name)
        const args = Object.entries(bases).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`])
        await run('docker', ['build', '-q', '-t', tagOf(name), ...args, folderOf(name)])
        built.add(name)
      },
      sessionExists: async (id) => sessions.has(id),
      owner,
      launch: randomBytes(6).toString('hex'),
      home,
      snapshotsFolder: join(home, 'snapshots'),
      settings: () => ({}),
      clock: systemClock,
      logger: silentLogger,
      publish() {},
      timing: { sampleEveryMs: 1_000, stopGraceMs: 2_000, ...given.timing },
      ...more,
    })
    lives.push(relics)
    return relics
  }

  return {
    owner,
    home,
    engine,
    manifests,
    sessions,
    builds,
    life,
    folderOf,
    session(): SessionId {
      const id = newId('ses')
      sessions.add(id)
      return id
    },
    async write(relic: string, file: string, text: string) {
      const path = join(folderOf(relic), file)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    },
    /** Ids of this owner's running containers. */
    containersOf: (role: 'relic' | 'caller', more: { session?: SessionId; name?: string } = {}) =>
      engine.containers.list(labelsOf({ owner, role, ...more })),
    async left() {
      const labels = labelsOf({ owner })
      const [containers, networks, volumes] = await Promise.all([
        engine.containers.list(labels),
        engine.networks.list(labels),
        engine.volumes.list(labels),
      ])
      return { containers: containers.length, networks: networks.map((one) => one.name), volumes: volumes.map((one) => one.name) }
    },
    async close() {
      await Promise.all(lives.map((one) => one.close()))
      const labels = labelsOf({ owner })
      for (const { id } of await engine.containers.list(labels)) await engine.containers.remove(id)
      for (const { name } of await engine.networks.list(labels)) await engine.networks.remove(name)
      for (const { name } of await engine.volumes.list(labels)) await engine.volumes.remove(name)
      for (const name of built) await engine.images.remove(tagOf(name)).catch(() => {})
      if (!given.engine) await engine.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
export type DockerRoom = Awaited<ReturnType<typeof dockerRoom>>
