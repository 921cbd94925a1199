import type { ManifestKind } from '../../contract/manifests/index.ts'
import type { Problem } from '../../contract/registry.ts'
import type { Catalogue } from '../catalogue.ts'
import { checkImports } from '../check/imports.ts'
import { danglingReferences, explainReferences } from '../check/references.ts'
import { findCycles } from '../cycles.ts'
import { type InForce, keyOf } from '../in-force.ts'
import { type Entry, versionOfText } from '../load/entry.ts'
import type { Place } from '../load/place.ts'
import { parseManifest } from '../parse/manifest.ts'
import { cycle, duplicate } from '../resolve.ts'
import { sortedProblems } from '../summaries.ts'

export type CheckedText = { kind: ManifestKind | null; name: string | null; problems: Problem[] }

const nothingToSay: CheckedText = { kind: null, name: null, problems: [] }

/** The problems of a text that belongs to no folder (yet): what can be told without the files around it. */
export function checkLooseText(fileName: string, text: string): CheckedText {
  const parsed = parseManifest(fileName, fileName, text)
  return parsed ? { kind: parsed.kind, name: parsed.name, problems: sortedProblems(parsed.problems) } : nothingToSay
}

/**
 * The problems that the file at `place` would have with this text. Looks only at what the text can change (its own words, the files it names, the
 * manifests it reaches), so that it costs the same among ten manifests and ten thousand.
 */
export function checkText(place: Place, text: string, catalogue: Catalogue, rootPaths: readonly string[], now: string): CheckedText {
  const latest = versionOfText(place, text, now)
  if (!latest) return nothingToSay
  const { kind, name } = latest.parsed
  const entry: Entry = { place, order: Number.MAX_SAFE_INTEGER, stamp: '', latest, accepted: null }
  const problems = [...latest.problems]
  if (latest.loaded && kind && name) {
    const { inForce } = catalogue.resolution
    const key = keyOf(kind, name)
    const byFile = new Map(catalogue.entries).set(place.file, entry)
    problems.push(...checkImports(entry, byFile, rootPaths))
    const owner = inForce.get(key)?.entry
    const isOverride = owner?.place.root.root === 'bundled' && place.root.root === 'personal'
    if (owner && owner.place.file !== place.file && !isOverride) problems.push(duplicate(entry, key, owner))
    const way = wayRound(entry, key, inForce)
    if (way) problems.push(cycle(entry, way))
    const own: InForce = { entry, version: latest, loaded: latest.loaded, isStale: false, overrides: null }
    const known = new Map(inForce).set(key, own)
    const brokenToo = [...byFile.values()].filter((one) => one !== entry)
    const dangling = danglingReferences(known, [...brokenToo, entry]).filter((one) => one.entry === entry)
    problems.push(...(explainReferences(dangling, known).get(place.file) ?? []))
  }
  return { kind, name, problems: sortedProblems(problems) }
}

/** From `key` over its new references back to itself; null when no way leads there. */
function wayRound(entry: Entry, key: string, inForce: ReadonlyMap<string, InForce>): string[] | null {
  const edgesOf = (node: string): string[] => {
    const parsed = node === key ? entry.latest.parsed : inForce.get(node)?.version.parsed
    return parsed?.references.map((one) => keyOf(one.kind, one.name)) ?? []
  }
  const reached = new Set([key])
  for (const node of reached) for (const next of edgesOf(node)) reached.add(next)
  return findCycles(reached, edgesOf).get(key) ?? null
}
