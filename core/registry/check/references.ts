import { type ManifestKind, manifestKinds } from '../../contract/manifests/index.ts'
import type { Problem } from '../../contract/registry.ts'
import { problemAt, type Span } from '../finding.ts'
import { type InForce, keyOf } from '../in-force.ts'
import type { Entry } from '../load/entry.ts'
import { nearestOf } from '../nearest.ts'

/** A reference to what is not in force. `brokenFile`: the file that declares it, with errors of its own; null when there is none. */
export type DanglingReference = { entry: Entry; kind: ManifestKind; name: string; span: Span; brokenFile: string | null }

/** Near names are looked for among all names; past so many comparisons (some 50 ms of them) the rest go without a suggestion. */
const maxComparisons = 250_000

/** References that lead nowhere, in the order of the entries. Cheap; `explainReferences` makes the words. */
export function danglingReferences(inForce: ReadonlyMap<string, InForce>, entries: readonly Entry[]): DanglingReference[] {
  const broken = new Map<string, string>()
  for (const { latest, place } of entries)
    if (latest.parsed.kind && latest.parsed.name) broken.set(keyOf(latest.parsed.kind, latest.parsed.name), place.file)
  const found: DanglingReference[] = []
  for (const entry of entries) {
    for (const { kind, name, importPath, span } of entry.latest.parsed.references) {
      const key = keyOf(kind, name)
      if (inForce.has(key)) continue
      const brokenFile = broken.get(key) ?? null
      // What is wrong with an import has been said as an error already.
      if (importPath === null || brokenFile !== null) found.push({ entry, kind, name, span, brokenFile })
    }
  }
  return found
}

/**
 * Warnings about names that lead nowhere, by file. Warnings only: what they name may be installed later, and the manifest is usable without it. Names that
 * are written often are looked for once.
 */
export function explainReferences(dangling: readonly DanglingReference[], inForce: ReadonlyMap<string, InForce>): Map<string, Problem[]> {
  const names = new Map<ManifestKind, string[]>(manifestKinds.map((kind) => [kind, []]))
  if (dangling.length > 0) for (const { loaded } of inForce.values()) names.get(loaded.manifest.kind)?.push(loaded.manifest.name)
  const nearest = new Map<string, string | null>()
  let comparisons = 0
  const nearestTo = (kind: ManifestKind, name: string): string | null => {
    const key = keyOf(kind, name)
    const known = nearest.get(key)
    if (known !== undefined) return known
    const candidates = names.get(kind) ?? []
    comparisons += candidates.length
    const found = comparisons > maxComparisons ? null : nearestOf(name, candidates)
    nearest.set(key, found)
    return found
  }

  const problems = new Map<string, Problem[]>()
  for (const { entry, kind, name, span, brokenFile } of dangling) {
    const { file } = entry.place
    const all = problems.get(file) ?? []
    problems.set(file, all)
    if (brokenFile !== null) {
      const message = `${keyOf(kind, name)} has errors and is not in force.`
      all.push(problemAt(file, span, { code: 'broken-reference', message, suggestion: `See ${brokenFile}.`, severity: 'warning' }))
      continue
    }
    const otherKind = manifestKinds.find((one) => inForce.has(keyOf(one, name)))
    const near = nearestTo(kind, name)
    const hint = otherKind ? `There is ${keyOf(otherKind, name)}; list it under its own kind.` : 'Install it, or correct the name.'
    all.push(
      problemAt(file, span, {
        code: 'unknown-reference',
        message: `There is no ${kind.toLowerCase()} named "${name}".`,
        suggestion: near ? `Did you mean "${near}"?` : hint,
        ...(near ? { fix: { replacement: near } } : {}),
        severity: 'warning',
      }),
    )
  }
  return problems
}
