import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { labelsOf, ownershipOf } from '../../engines/containers/labels.ts'
import type { ContainerEngine, Labels } from '../../engines/containers/port.ts'
import { type Clock, isoNow } from '../../kernel/clock.ts'
import type { SessionId } from '../../kernel/ids.ts'
import type { RelicKey } from './names.ts'

/** What stays of a relic whose chat is gone. `where` is the volume's name, or the path of the archive. */
export type Kept = { kind: 'volume' | 'archive'; name: string; sessionId: SessionId | null; where: string; sizeBytes: number | null }

/** Everything about what relics keep: their volumes, and archives of them. */
export function createKeeping(options: {
  engine: Pick<ContainerEngine, 'containers' | 'volumes'>
  owner: string
  snapshotsFolder: string
  nodeImage: () => Promise<string>
  /** For the container that a volume is read through. */
  labels: (key: RelicKey) => Labels
  clock: Clock
}) {
  const { engine, owner, snapshotsFolder, clock } = options
  const volumesOf = async ({ name, sessionId }: RelicKey) =>
    (await engine.volumes.list(labelsOf({ owner, role: 'volume', name }))).filter(
      ({ labels }) => (ownershipOf(labels)?.session ?? null) === sessionId,
    )

  /** Packs volumes into one archive, which appears under its name only when it is whole. */
  async function snapshot(key: RelicKey, volumes: readonly string[]): Promise<string> {
    await mkdir(snapshotsFolder, { recursive: true })
    const at = isoNow(clock).replaceAll(/[:.]/g, '-')
    const file = join(snapshotsFolder, `${key.name}.${key.sessionId ?? 'shared'}.${at}.tar.gz`)
    // Never started: it only holds the volumes, so that they can be read.
    const id = await engine.containers.create({
      image: await options.nodeImage(),
      command: ['--version'],
      entrypoint: ['node'],
      env: {},
      labels: options.labels(key),
      user: null,
      workingFolder: null,
      hasStdin: false,
      hasInit: false,
      isReadOnlyRoot: true,
      tmpfs: [],
      mounts: volumes.map((volume) => ({ kind: 'volume', volume, path: `/volumes/${volume}`, mode: 'ro' })),
      network: { kind: 'none' },
      ports: [],
      capabilities: [],
      limits: { memoryBytes: 64 * 2 ** 20, cpus: 1, pids: 16 },
      log: null,
    })
    try {
      await pipeline(await engine.containers.archive(id, '/volumes'), createGzip(), createWriteStream(`${file}.part`, { mode: 0o600 }))
      await rename(`${file}.part`, file)
    } finally {
      await engine.containers.remove(id).catch(() => {})
      await rm(`${file}.part`, { force: true })
    }
    return file
  }

  return {
    /** Makes the volume unless it is there. */
    async volume(key: RelicKey, name: string, labels: Labels): Promise<string> {
      if (!(await volumesOf(key)).some((one) => one.name === name)) await engine.volumes.create(name, labels)
      return name
    },
    /** Clears, keeps or packs away what a relic without containers has kept; resolves with how many volumes went. */
    async settle(key: RelicKey, how: 'clear' | 'keep' | 'snapshot'): Promise<number> {
      if (how === 'keep') return 0
      const volumes = (await volumesOf(key)).map((one) => one.name)
      if (how === 'snapshot' && volumes.length > 0) await snapshot(key, volumes)
      for (const volume of volumes) await engine.volumes.remove(volume)
      return volumes.length
    },
    async list(sessionExists: (id: SessionId) => Promise<boolean>): Promise<Kept[]> {
      const kept: Kept[] = []
      for (const { name: where, labels, sizeBytes } of await engine.volumes.list(labelsOf({ owner, role: 'volume' }))) {
        const { name = '', session: sessionId = null } = ownershipOf(labels) ?? {}
        if (sessionId !== null && !(await sessionExists(sessionId))) kept.push({ kind: 'volume', name, sessionId, where, sizeBytes })
      }
      for (const file of (await readdir(snapshotsFolder).catch(() => [])).toSorted()) {
        const [, name = '', session = 'shared'] = /^(.+)\.(ses_\w+|shared)\..+\.tar\.gz$/.exec(file) ?? []
        if (name === '') continue
        const where = join(snapshotsFolder, file)
        kept.push({
          kind: 'archive',
          name,
          sessionId: session === 'shared' ? null : (session as SessionId),
          where,
          sizeBytes: (await stat(where)).size,
        })
      }
      return kept
    },
  }
}
