import { type Manifest, type ManifestKind, manifestKinds, type ToolManifest } from '../contract/manifests/index.ts'
import type { ManifestSummary, Problem, TierChoice } from '../contract/registry.ts'
import { usesOf } from './graph.ts'
import { keyOf, type Resolution } from './in-force.ts'
import type { LoadedManifest } from './port.ts'
import { rightsThrough } from './rights.ts'

/** In which tier a tool would run, and why. Plugged in by the parts list, which knows the sandboxes. */
export type TierOf = (tool: LoadedManifest<ToolManifest>) => Promise<TierChoice>

/** Everything in force of one kind (or all), sorted by kind and name. */
export async function summariesOf(resolution: Resolution, tierOf: TierOf | undefined, kind?: ManifestKind): Promise<ManifestSummary[]> {
  const found = [...resolution.inForce.keys()].filter((key) => !kind || resolution.inForce.get(key)?.loaded.manifest.kind === kind)
  const summaries = await Promise.all(found.map((key) => summaryOf(resolution, key, tierOf)))
  const rank = (one: ManifestSummary) => manifestKinds.indexOf(one.kind)
  return summaries.filter((one) => one !== null).sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
}

/** One manifest in force; null when there is none under that key. */
export async function summaryOf({ inForce, problems }: Resolution, key: string, tierOf: TierOf | undefined): Promise<ManifestSummary | null> {
  const found = inForce.get(key)
  if (!found) return null
  const { loaded, isStale, overrides } = found
  const { manifest } = loaded
  return {
    kind: manifest.kind,
    name: manifest.name,
    description: manifest.description ?? '',
    version: manifest.version === undefined ? null : String(manifest.version),
    file: loaded.file,
    root: loaded.root,
    digest: loaded.digest,
    rights: rightsThrough(manifest, (one) => usedManifests(inForce, one)),
    tier: await tierChoiceOf(loaded, tierOf),
    uses: usesOf(found).map((used) => ({ ...used, isMissing: !inForce.has(keyOf(used.kind, used.name)) })),
    problems: sortedProblems(problems.get(loaded.file) ?? []),
    isStale,
    ...(overrides ? { overrides: { file: overrides.file, digest: overrides.digest } } : {}),
    loadedAt: loaded.loadedAt,
  }
}

function usedManifests(inForce: Resolution['inForce'], manifest: Manifest): Manifest[] {
  const found = inForce.get(keyOf(manifest.kind, manifest.name))
  return (found ? usesOf(found) : []).flatMap((used) => inForce.get(keyOf(used.kind, used.name))?.loaded.manifest ?? [])
}

export async function tierChoiceOf(loaded: LoadedManifest, tierOf: TierOf | undefined): Promise<TierChoice | null> {
  return tierOf && loaded.manifest.kind === 'Tool' ? await tierOf(loaded as LoadedManifest<ToolManifest>) : null
}

/** By file, then from top to bottom. */
export function sortedProblems(problems: Iterable<Problem>): Problem[] {
  return [...problems].sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1))
}
