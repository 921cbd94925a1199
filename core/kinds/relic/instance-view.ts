import type { RelicInstance, RelicState } from '../../contract/relics.ts'
import type { RelicId } from '../../kernel/ids.ts'
import type { RelicKey, RelicNames } from './names.ts'
import type { RelicPlan } from './plan.ts'
import type { Sample } from './samples.ts'
import type { Check } from './supervise.ts'

/** An instance as it crosses the contract. */
export function instanceView(given: {
  id: RelicId
  key: RelicKey
  names: RelicNames
  state: RelicState
  detail: string
  /** What it was started by. */
  plan: RelicPlan | null
  /** What its manifest says now; null when it is gone or wrong. */
  declared: RelicPlan | null
  isAlive: boolean
  image: string | null
  startedAt: string | null
  lastUsedMs: number | null
  stopsAtMs: number | null
  restarts: number
  ports: RelicInstance['ports']
  checks: Check[]
  samples: Sample[]
}): RelicInstance {
  const { id, key, names, plan, declared, isAlive } = given
  const shown = plan ?? declared
  return {
    id,
    name: key.name,
    scope: key.sessionId === null ? 'shared' : 'session',
    sessionId: key.sessionId,
    state: given.state,
    detail: given.detail,
    image: given.image,
    digest: shown?.digest ?? '',
    isOutdated: isAlive && plan !== null && declared !== null && plan.digest !== declared.digest,
    startedAt: isAlive ? given.startedAt : null,
    lastUsedAt: iso(given.lastUsedMs),
    stopsAt: iso(given.stopsAtMs),
    restarts: given.restarts,
    ports: isAlive ? given.ports : [],
    volumes: (shown?.volumes ?? []).map(({ slug, path }) => ({ name: names.volume(key, slug), path })),
    health: given.checks.map(({ atMs, ...check }) => ({ at: new Date(atMs).toISOString(), ...check })),
    samples: given.samples,
    memoryLimitBytes: shown?.limits.memoryBytes ?? null,
  }
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
