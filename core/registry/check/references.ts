import { type ManifestKind, manifestKinds } from '../../contract/manifests/index.ts'
import type { Problem } from '../../contract/registry.ts'
import { problemAt } from '../finding.ts'
import type { Entry } from '../load/entry.ts'
import { nearestOf } from '../nearest.ts'
import { type InForce, keyOf } from '../resolve.ts'

type Complaint = Omit<Parameters<typeof problemAt>[2], 'severity'>

/**
 * Finds names that lead nowhere. Warnings only: what they name may be installed later, and the manifest is usable without it. The returned function is
 * for one state of things; it answers the same question once, because near names are searched among all.
 */
export function createReferenceCheck(inForce: ReadonlyMap<string, InForce>, entries: readonly Entry[]): (entry: Entry) => Problem[] {
  const answers = new Map<string, Complaint>()
  const broken = new Map<string, string>()
  const names = new Map<ManifestKind, string[]>()
  for (const { latest, place } of entries)
    if (latest.parsed.kind && latest.parsed.name) broken.set(keyOf(latest.parsed.kind, latest.parsed.name), place.file)
  for (const kind of manifestKinds) names.set(kind, [])
  for (const { loaded } of inForce.values()) names.get(loaded.manifest.kind)?.push(loaded.manifest.name)

  const complain = (kind: ManifestKind, name: string): Complaint => {
    const key = keyOf(kind, name)
    const file = broken.get(key)
    if (file !== undefined) return { code: 'broken-reference', message: `${key} has errors and is not in force.`, suggestion: `See ${file}.` }
    const otherKind = manifestKinds.find((one) => inForce.has(keyOf(one, name)))
    const nearest = nearestOf(name, names.get(kind) ?? [])
    const hint = otherKind ? `There is ${keyOf(otherKind, name)}; list it under its own kind.` : 'Install it, or correct the name.'
    return {
      code: 'unknown-reference',
      message: `There is no ${kind.toLowerCase()} named "${name}".`,
      suggestion: nearest ? `Did you mean "${nearest}"?` : hint,
      ...(nearest ? { fix: { replacement: nearest } } : {}),
    }
  }

  return (entry) => {
    const problems: Problem[] = []
    for (const { kind, name, importPath, span } of entry.latest.parsed.references) {
      const key = keyOf(kind, name)
      if (inForce.has(key)) continue
      const answer = answers.get(key) ?? complain(kind, name)
      answers.set(key, answer)
      // What is wrong with an import has been said as an error already.
      if (importPath === null || answer.code === 'broken-reference')
        problems.push(problemAt(entry.place.file, span, { ...answer, severity: 'warning' }))
    }
    return problems
  }
}
