import type { AgentManifest, Reference, RelicManifest } from '../../contract/manifests/index.ts'
import type { ManifestLookup } from '../../registry/port.ts'
import { healthPlanOf } from './health-plan.ts'

/**
 * Where a relic finds the others of its place: for each relic that an agent names together with it, `CORTEX_RELIC_<NAME>_HOST` and,
 * where a port is known, `CORTEX_RELIC_<NAME>_URL`. By name they answer in the network's own DNS, too. Pure; in the order of names.
 */
export function discoveryEnv(relic: RelicManifest, manifests: Pick<ManifestLookup, 'list' | 'get'>): Record<string, string> {
  const scope = relic.scope ?? 'session'
  const beside = new Set<string>()
  for (const { manifest } of manifests.list('Agent')) {
    const names = relicsOf(manifest)
    if (names.includes(relic.name)) for (const name of names) beside.add(name)
  }
  beside.delete(relic.name)
  const env: Record<string, string> = {}
  for (const name of [...beside].toSorted()) {
    const other = manifests.get('Relic', name)?.manifest
    if (!other || (other.scope ?? 'session') !== scope) continue
    const key = `CORTEX_RELIC_${name.toUpperCase().replaceAll('-', '_')}`
    env[`${key}_HOST`] = name
    const base = baseUrl(other)
    if (base !== null) env[`${key}_URL`] = base
  }
  return env
}

function baseUrl(relic: RelicManifest): string | null {
  for (const endpoint of Object.values(relic.endpoints ?? {})) {
    const url = URL.parse((typeof endpoint === 'string' ? endpoint : endpoint.url).replaceAll(/[{}]/g, ''))
    if (url) return `${url.protocol}//${relic.name}${url.port ? `:${url.port}` : ''}`
  }
  const { check } = healthPlanOf(relic)
  return check.kind === 'tcp' ? `tcp://${relic.name}:${check.port}` : null
}

/** Names of the relics that an agent owns. */
export const relicsOf = (agent: AgentManifest): string[] => (agent.relics ?? []).map((one: Reference) => (typeof one === 'string' ? one : one.name))
