import { manifestKinds } from '../../contract/manifests/index.ts'
import type { Problem } from '../../contract/registry.ts'
import { problemAt } from '../finding.ts'
import type { Entry } from '../load/entry.ts'
import { nearestOf } from '../nearest.ts'
import { type InForce, keyOf } from '../resolve.ts'

/** Names that lead nowhere. Warnings only: what they name may be installed later, and the manifest is usable without it. */
export function checkReferences(entry: Entry, inForce: ReadonlyMap<string, InForce>, entries: readonly Entry[]): Problem[] {
  const problems: Problem[] = []
  for (const { kind, name, importPath, span } of entry.latest.parsed.references) {
    const key = keyOf(kind, name)
    if (inForce.has(key)) continue
    const broken = entries.find((one) => one.latest.parsed.kind === kind && one.latest.parsed.name === name)
    if (broken) {
      const message = `${key} has errors and is not in force.`
      problems.push(
        problemAt(entry.place.file, span, { code: 'broken-reference', message, suggestion: `See ${broken.place.file}.`, severity: 'warning' }),
      )
      continue
    }
    // A bad import has been reported as an error already.
    if (importPath !== null) continue
    const otherKind = manifestKinds.find((one) => inForce.has(keyOf(one, name)))
    const prefix = `${kind.toLowerCase()}/`
    const names = [...inForce.keys()].filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length))
    const nearest = nearestOf(name, names)
    const hint = nearest
      ? `Did you mean "${nearest}"?`
      : otherKind
        ? `There is ${keyOf(otherKind, name)}; list it under its own kind.`
        : 'Install it, or correct the name.'
    problems.push(
      problemAt(entry.place.file, span, {
        code: 'unknown-reference',
        message: `There is no ${kind.toLowerCase()} named "${name}".`,
        suggestion: hint,
        ...(nearest ? { fix: { replacement: nearest } } : {}),
        severity: 'warning',
      }),
    )
  }
  return problems
}
