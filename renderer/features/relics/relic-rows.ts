import type { RelicInstance, RelicState, RelicSummary } from '../../../core/contract/relics.ts'

/** A line of the list: a relic at work, or one that is declared and is not. */
export interface RelicRow {
  /** Its address: `kv_store/rel_…`, or `kv_store` where it is not at work. */
  path: string
  relic: RelicSummary
  instance: RelicInstance | null
}

/** Relics as a table or as cards. */
export interface RelicListProps {
  rows: readonly RelicRow[]
  current: RelicRow | null
  onOpen: () => void
}

/** What wants a look first stands first; what is stopped is last. */
const order: Record<RelicState, number> = {
  failed: 0,
  unhealthy: 1,
  restarting: 2,
  building: 3,
  starting: 4,
  healthy: 5,
  unknown: 6,
  stopped: 7,
}
const groupOf = (row: RelicRow) => (row.instance === null ? 8 : order[row.instance.state] >= 6 ? order[row.instance.state] : 0)

/** Every relic with a line for each place where it is at work, in the order of their names; what is at rest stands below. */
export function relicRows(relics: readonly RelicSummary[]): RelicRow[] {
  return relics
    .flatMap((relic): RelicRow[] =>
      relic.instances.length === 0
        ? [{ path: relic.name, relic, instance: null }]
        : relic.instances.map((instance) => ({ path: `${relic.name}/${instance.id}`, relic, instance })),
    )
    .sort((a, b) => groupOf(a) - groupOf(b) || a.relic.name.localeCompare(b.relic.name) || (a.instance?.id ?? '').localeCompare(b.instance?.id ?? ''))
}

/** The one to show for an address: the instance that is named, else the one of the relic that most wants a look. */
export function findRow(rows: readonly RelicRow[], name: string | null, instanceId: string | null): RelicRow | null {
  const own = rows.filter((row) => row.relic.name === name)
  return (
    own.find((row) => row.instance?.id === instanceId) ??
    own.toSorted((a, b) => (a.instance ? order[a.instance.state] : 9) - (b.instance ? order[b.instance.state] : 9))[0] ??
    null
  )
}

/** How many are up, and how many of those that are not are in which state; for the head of the list. */
export function countStates(rows: readonly RelicRow[]): { state: RelicState; count: number }[] {
  const states: RelicState[] = ['healthy', 'starting', 'building', 'unhealthy', 'restarting', 'failed', 'unknown', 'stopped']
  return states.map((state) => ({ state, count: rows.filter((row) => row.instance?.state === state).length })).filter(({ count }) => count > 0)
}

/** It has a container, or is about to. */
export const isAtWork = (state: RelicState): boolean => state !== 'stopped' && state !== 'failed'
/** It has a container that can be measured. */
export const isRunning = (state: RelicState): boolean =>
  state === 'starting' || state === 'healthy' || state === 'unhealthy' || state === 'restarting'
/** It changes by itself in a moment. */
export const isMoving = (state: RelicState): boolean => state === 'building' || state === 'starting' || state === 'restarting'
