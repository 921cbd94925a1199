import type { Problem } from '../contract/registry.ts'
import { checkImports } from './check/imports.ts'
import { danglingReferences, explainReferences } from './check/references.ts'
import { cutWay, findCycles } from './cycles.ts'
import { problemAt } from './finding.ts'
import { type InForce, keyOf, type Resolution } from './in-force.ts'
import type { Entry, Version } from './load/entry.ts'
import type { LoadedManifest } from './port.ts'

/**
 * Decides from all known files which version of which manifest is in force: the newest good one, or the last good one while the file is broken.
 * A personal manifest takes the place of a bundled one with the same name, which stands back without a complaint. Other files that disagree (same name
 * twice, references in a circle) are settled in favour of what is in force already, then of what was loaded first; the circle's members that changed are
 * refused, on a first load all of them. Updates `accepted` of each entry.
 */
export function resolveAll(entries: readonly Entry[], rootPaths: readonly string[], previous: ReadonlyMap<string, InForce>): Resolution {
  const ordered = [...entries].sort((a, b) => a.order - b.order)
  const byFile = new Map(ordered.map((entry) => [entry.place.file, entry]))
  const refused = new Map<Entry, Problem[]>()
  for (const entry of ordered) {
    if (!entry.latest.loaded || entry.latest.parsed.references.every((one) => one.importPath === null)) continue
    const wrong = checkImports(entry, byFile, rootPaths)
    if (wrong.length > 0) refused.set(entry, wrong)
  }
  const isLatest = (entry: Entry) => entry.latest.loaded !== null && !refused.has(entry)
  const candidateOf = (entry: Entry): Version | null => (isLatest(entry) ? entry.latest : entry.accepted)
  const refuse = (entry: Entry, problem: Problem) => {
    if (isLatest(entry)) refused.set(entry, [...(refused.get(entry) ?? []), problem])
    else entry.accepted = null
  }

  let owners = new Map<string, Entry>()
  let overridden = new Map<string, Entry>()
  for (let isSettled = false; !isSettled; ) {
    isSettled = true
    owners = new Map()
    overridden = new Map()
    const claims = new Map<string, Entry[]>()
    for (const entry of ordered) {
      const manifest = candidateOf(entry)?.loaded?.manifest
      if (!manifest) continue
      const key = keyOf(manifest.kind, manifest.name)
      const others = claims.get(key)
      if (others) others.push(entry)
      else claims.set(key, [entry])
    }
    for (const [key, all] of claims) {
      const { claimants, bundled } = withoutOverridden(all)
      if (bundled) overridden.set(key, bundled)
      const first = claimants.find((entry) => previous.get(key)?.entry === entry) ?? (claimants[0] as Entry)
      owners.set(key, first)
      for (const entry of claimants) {
        if (entry === first) continue
        refuse(entry, duplicate(entry, key, first))
        isSettled = false
      }
    }
    if (!isSettled) continue
    const edgesOf = (key: string) => {
      const entry = owners.get(key)
      return (entry ? candidateOf(entry) : null)?.parsed.references.map((one) => keyOf(one.kind, one.name)) ?? []
    }
    const cycles = findCycles(owners.keys(), edgesOf)
    const members = [...cycles].map(([key, way]) => ({ entry: owners.get(key) as Entry, way }))
    const changed = members.filter(({ entry }) => isLatest(entry) && entry.accepted?.parsed !== entry.latest.parsed)
    for (const { entry, way } of changed.length > 0 ? changed : members) {
      refuse(entry, cycle(entry, way))
      isSettled = false
    }
  }

  const inForce = new Map<string, InForce>()
  for (const [key, entry] of owners) {
    const version = candidateOf(entry) as Version
    const isStale = !isLatest(entry)
    if (!isStale) entry.accepted = entry.latest
    const behind = overridden.get(key)
    const overrides = (behind && candidateOf(behind)?.loaded) ?? null
    inForce.set(key, { entry, version, loaded: version.loaded as LoadedManifest, isStale, overrides })
  }
  const dangling = danglingReferences(inForce, ordered)
  const errors = new Map<string, Problem[]>()
  for (const entry of ordered) {
    const all = [...entry.latest.problems, ...(refused.get(entry) ?? [])]
    if (all.length > 0) errors.set(entry.place.file, all)
  }
  let problems: ReadonlyMap<string, Problem[]> | null = null
  return {
    inForce,
    get problems() {
      problems ??= merged(errors, explainReferences(dangling, inForce))
      return problems
    },
    get troubles() {
      return errors.size + dangling.length === 0
        ? ''
        : JSON.stringify([[...errors.values()], dangling.map(({ entry, ...rest }) => [entry.place.file, rest])])
    },
  }
}

/** A good personal manifest of the same name lets the bundled one stand back. */
function withoutOverridden(claimants: Entry[]): { claimants: Entry[]; bundled: Entry | null } {
  if (claimants.length === 1 || claimants.every((one) => one.place.root.root !== 'personal')) return { claimants, bundled: null }
  const isBundled = (entry: Entry) => entry.place.root.root === 'bundled'
  return { claimants: claimants.filter((one) => !isBundled(one)), bundled: claimants.find(isBundled) ?? null }
}

function merged(a: ReadonlyMap<string, Problem[]>, b: ReadonlyMap<string, Problem[]>): Map<string, Problem[]> {
  const all = new Map(a)
  for (const [file, problems] of b) all.set(file, [...(all.get(file) ?? []), ...problems])
  return all
}

/** What is said of a file whose name another one has already. */
export function duplicate(entry: Entry, key: string, first: Entry): Problem {
  return problemAt(entry.place.file, entry.latest.parsed.nameSpan, {
    code: first.place.root.root === 'bundled' && entry.place.root.root !== 'bundled' ? 'bundled-name' : 'duplicate-name',
    message: `${key} is declared in ${first.place.file} and again in ${entry.place.file}. The first one stays in force.`,
    suggestion: 'Rename one of the two, or remove it.',
  })
}

/** What is said of a file whose references lead back to it. */
export function cycle(entry: Entry, way: string[]): Problem {
  const reference = entry.latest.parsed.references.find((one) => keyOf(one.kind, one.name) === way[1])
  return problemAt(entry.place.file, reference?.span ?? entry.latest.parsed.nameSpan, {
    code: 'cycle',
    message: `References go round in a circle: ${cutWay(way).join(' -> ')}.`,
    suggestion: 'Remove one of these references.',
  })
}
