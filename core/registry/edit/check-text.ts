import type { ManifestKind } from '../../contract/manifests/index.ts'
import type { Problem } from '../../contract/registry.ts'
import type { Catalogue } from '../catalogue.ts'
import { checkImports } from '../check/imports.ts'
import { danglingReferences, explainReferences } from '../check/references.ts'
import { shortestWayRound } from '../cycles.ts'
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
  const { references } = latest.parsed
  const problems = [...latest.problems]
  let { inForce } = catalogue.resolution
  if (latest.loaded && kind && name) {
    // As `resolveAll` does: what is refused for one of these is not asked the next.
    const key = keyOf(kind, name)
    const hasImports = references.some((one) => one.importPath !== null)
    const refused = hasImports ? checkImports(entry, new Map(catalogue.entries).set(place.file, entry), rootPaths) : []
    const owner = inForce.get(key)?.entry
    const isOverride = owner?.place.root.root === 'bundled' && place.root.root === 'personal'
    if (refused.length === 0 && owner && owner.place.file !== place.file && !isOverride) refused.push(duplicate(entry, key, owner))
    const way = refused.length === 0 ? wayRound(entry, key, inForce) : null
    if (way) refused.push(cycle(entry, way))
    problems.push(...refused)
    if (refused.length === 0) inForce = withOwn(inForce, key, { entry, version: latest, loaded: latest.loaded, isStale: false, overrides: null })
  }
  if (references.some((one) => !inForce.has(keyOf(one.kind, one.name)))) {
    const others = [...catalogue.entries.values()].filter((one) => one.place.file !== place.file)
    const dangling = danglingReferences(inForce, [...others, entry]).filter((one) => one.entry === entry)
    problems.push(...(explainReferences(dangling, inForce).get(place.file) ?? []))
  }
  return { kind, name, problems: sortedProblems(problems) }
}

/** What would be in force with the text: itself, and no longer what the file was called before. */
function withOwn(inForce: ReadonlyMap<string, InForce>, key: string, own: InForce): ReadonlyMap<string, InForce> {
  const known = new Map(inForce).set(key, own)
  for (const [other, { entry }] of inForce) if (other !== key && entry.place.file === own.entry.place.file) known.delete(other)
  return known
}

/** From `key` over its new references back to itself; null when no way leads there. */
function wayRound(entry: Entry, key: string, inForce: ReadonlyMap<string, InForce>): string[] | null {
  return shortestWayRound(key, (node) => {
    const parsed = node === key ? entry.latest.parsed : inForce.get(node)?.version.parsed
    return parsed?.references.map((one) => keyOf(one.kind, one.name)) ?? []
  })
}
