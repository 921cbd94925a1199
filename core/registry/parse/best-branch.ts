import type { z } from 'zod'
import type { ValuePath } from '../finding.ts'

type Issue = z.core.$ZodIssue

/**
 * Which branch of a union the writer most likely meant, by its issues: one that takes this type of value, shares keys with it, and complains least.
 * Null when no branch takes this type, or when several objects fit equally badly (nothing tells which was meant).
 */
export function bestBranch(branches: readonly (readonly Issue[])[], value: unknown): number | null {
  const scores = branches.map((issues) => score(issues, value))
  const best = Math.min(...scores)
  if (!Number.isFinite(best)) return null
  const first = scores.indexOf(best)
  if (scores.lastIndexOf(best) === first) return first
  // A tie: helpful only when the branches complain about a value inside, not about which keys there are.
  const isAboutKeys = (branches[first] ?? []).some(
    (issue) => issue.code === 'unrecognized_keys' || valueAt(value, issue.path as ValuePath) === undefined,
  )
  return isAboutKeys ? null : first
}

function score(issues: readonly Issue[], value: unknown): number {
  let sum = 0
  for (const issue of issues) {
    if (issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_union')) return Number.POSITIVE_INFINITY
    if (issue.code === 'unrecognized_keys') sum += 3 * issue.keys.length
    else if (valueAt(value, issue.path as ValuePath) === undefined) sum += 3
    else sum += 1
  }
  return sum
}

export function valueAt(value: unknown, path: ValuePath): unknown {
  let current = value
  for (const part of path) {
    if (current === null || typeof current !== 'object' || !Object.hasOwn(current, part)) return undefined
    current = (current as Record<string | number, unknown>)[part]
  }
  return current
}
