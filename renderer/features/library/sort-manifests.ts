import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import type { ManifestSummary } from '../../../core/contract/registry.ts'

export type SortKey = 'name' | 'runsIn' | 'uses' | 'rights' | 'usedBy' | 'state'
export interface LibrarySort {
  by: SortKey
  isDown: boolean
}

type Named = { kind: ManifestKind; name: string }
export const manifestKey = ({ kind, name }: Named): string => `${kind}/${name}`

/** How many manifests use each, by its key. */
export function usedByCounts(manifests: readonly ManifestSummary[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { uses } of manifests) for (const used of uses) counts.set(manifestKey(used), (counts.get(manifestKey(used)) ?? 0) + 1)
  return counts
}

const tierRanks = { container: 0, wasm: 1, process: 2 }
/** What a person would want to look at first comes first. */
function stateRank({ problems, kind, tier, uses }: ManifestSummary): number {
  if (problems.some(({ severity }) => severity === 'error')) return 0
  if (kind === 'Tool' && tier?.tier === null) return 1
  if (problems.length > 0 || uses.some(({ isMissing }) => isMissing)) return 2
  return tier?.isTrusted ? 3 : 4
}

const values: Record<SortKey, (manifest: ManifestSummary, usedBy: ReadonlyMap<string, number>) => number> = {
  name: () => 0,
  runsIn: ({ tier }) => (tier?.tier ? tierRanks[tier.tier] : 3),
  uses: ({ uses }) => -uses.length,
  rights: ({ rights }) => rights.length,
  usedBy: (manifest, usedBy) => -(usedBy.get(manifestKey(manifest)) ?? 0),
  state: stateRank,
}

/** In the order that is asked for; what is equal in it stands by name, always upwards. */
export function sortManifests(
  manifests: readonly ManifestSummary[],
  { by, isDown }: LibrarySort,
  usedBy: ReadonlyMap<string, number>,
): ManifestSummary[] {
  const byName = (a: ManifestSummary, b: ManifestSummary) => a.name.localeCompare(b.name)
  const turn = isDown ? -1 : 1
  if (by === 'name') return manifests.toSorted((a, b) => turn * byName(a, b))
  const value = values[by]
  return manifests.toSorted((a, b) => turn * (value(a, usedBy) - value(b, usedBy)) || byName(a, b))
}
