import { isAbsolute, relative, resolve } from 'node:path'
import { Fault } from '../../contract/faults.ts'
import type { RelicManifest } from '../../contract/manifests/index.ts'
import { parseBytes, parseDurationMs } from '../../kernel/units.ts'
import type { LoadedManifest } from '../../registry/port.ts'
import { type Endpoint, endpointsOf } from './endpoints.ts'
import { type HealthPlan, healthPlanOf, shellOr } from './health-plan.ts'
import { slugOf } from './names.ts'

/** What a manifest comes to: everything needed to start a relic but the chat it is for. */
export type RelicPlan = {
  name: string
  digest: string
  folder: string
  scope: 'session' | 'shared'
  source: { kind: 'image'; image: string } | { kind: 'build' } | { kind: 'compose'; file: string }
  /** null: as the image says. */
  command: string[] | null
  env: Record<string, string>
  /** Kept over restarts, each in a volume of its own. `slug` tells them apart. */
  volumes: { slug: string; path: string; mode: 'ro' | 'rw' }[]
  /** Folders of the manifest's own, read-only. */
  binds: { hostPath: string; path: string }[]
  /** `hostPort` 0 takes a free one. */
  ports: { containerPort: number; hostPort: number }[]
  /** `isOwn`: the manifest says it; otherwise an image's HEALTHCHECK comes first. */
  health: HealthPlan & { isOwn: boolean }
  endpoints: Endpoint[]
  /** null: the settings say. */
  idleMs: number | null
  whenRemoved: 'clear' | 'keep' | 'snapshot'
  isReadOnlyRoot: boolean
  capabilities: string[]
  limits: { memoryBytes: number; cpus: number; pids: number }
}

/** What a relic gets unless its `resources` say otherwise. */
const usualLimits = { memoryBytes: 512 * 2 ** 20, cpus: 1, pids: 256 }

/** Pure. Throws RELIC_FAILED for what a manifest may not ask for. */
export function planOf(loaded: LoadedManifest<RelicManifest>): RelicPlan {
  const { manifest, folder, digest } = loaded
  const { name, service, resources } = manifest
  const refuse = (detail: string): never => {
    throw new Fault('RELIC_FAILED', { name, detail })
  }
  const volumes: RelicPlan['volumes'] = []
  const binds: RelicPlan['binds'] = []
  for (const written of ('volumes' in service && service.volumes) || []) {
    const one = readVolume(written) ?? refuse(`the volume ${written} is not written as /data, name:/data or ./folder:/path.`)
    if (one.hostPath === null) volumes.push({ slug: one.slug, path: one.path, mode: one.mode })
    else {
      const hostPath = resolve(folder, one.hostPath)
      if (!isWithin(folder, hostPath)) refuse(`the volume ${written} leaves the folder of the relic.`)
      binds.push({ hostPath, path: one.path })
    }
  }
  const health = healthPlanOf(manifest)
  if (health.check.kind === 'tcp' && Number.isNaN(health.check.port)) refuse('its tcp health check names no port.')
  return {
    name,
    digest,
    folder,
    scope: manifest.scope ?? 'session',
    source:
      'image' in service
        ? { kind: 'image', image: service.image }
        : 'build' in service
          ? { kind: 'build' }
          : { kind: 'compose', file: resolve(folder, service.compose_file) },
    command: 'command' in service && service.command !== undefined ? shellOr(service.command) : null,
    env: 'env' in service ? Object.fromEntries(Object.entries(service.env ?? {}).map(([key, value]) => [key, String(value)])) : {},
    volumes,
    binds,
    ports: (manifest.ports ?? []).map((port) => readPort(port) ?? refuse(`the port ${port} is not written as 8080 or "18080:8080".`)),
    health,
    endpoints: endpointsOf(manifest),
    idleMs: manifest.idle === undefined ? null : parseDurationMs(manifest.idle),
    whenRemoved: manifest.when_removed ?? 'clear',
    isReadOnlyRoot: manifest.writable_root !== true,
    capabilities: manifest.capabilities ?? [],
    limits: {
      memoryBytes: (resources?.memory === undefined ? null : parseBytes(resources.memory)) ?? usualLimits.memoryBytes,
      cpus: resources?.cpus ?? usualLimits.cpus,
      pids: resources?.pids ?? usualLimits.pids,
    },
  }
}

/** `/data`, `name:/data`, `./folder:/path`, each also with `:ro` or `:rw`. A folder of the manifest's is always read-only. */
export function readVolume(written: string): { slug: string; path: string; mode: 'ro' | 'rw'; hostPath: string | null } | null {
  const [, before, path, mode] = /^(?:([^:]+):)?(\/[^:]*)(?::(ro|rw))?$/.exec(written) ?? []
  if (path === undefined || path === '/') return null
  if (before === undefined) return { slug: slugOf(path), path, mode: mode === 'ro' ? 'ro' : 'rw', hostPath: null }
  if (/[/\\]|^\.{1,2}$/.test(before)) return { slug: '', path, mode: 'ro', hostPath: before }
  return { slug: slugOf(before), path, mode: mode === 'ro' ? 'ro' : 'rw', hostPath: null }
}

/** 8080 and "8080" take a free port of this computer, "18080:8080" that one. */
export function readPort(written: number | string): { containerPort: number; hostPort: number } | null {
  const [, host, container] = /^(?:(\d+):)?(\d+)$/.exec(String(written)) ?? []
  const containerPort = Number(container)
  const hostPort = Number(host ?? 0)
  if (!(containerPort >= 1 && containerPort <= 65_535 && hostPort <= 65_535)) return null
  return { containerPort, hostPort }
}

export const isWithin = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return !isAbsolute(way) && way.split(/[/\\]/)[0] !== '..'
}
