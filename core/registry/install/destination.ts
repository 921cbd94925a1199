import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { ManifestKind } from '../../contract/manifests/index.ts'
import type { Catalogue } from '../catalogue.ts'
import { type CheckedFolder, checkFolder } from '../check-folder.ts'
import { keyOf } from '../in-force.ts'
import type { Entry } from '../load/entry.ts'
import { isInside, type Root } from '../load/place.ts'

export type Destination = { destination: string; checked: CheckedFolder }
/** `isBundled`: all that is against it is that it would take the place of what ships, which a person may want. */
export type Objection = { reason: string; isBundled: boolean }

/** Where a staged folder goes: over the one of that name when they share a manifest, else beside it. Checked as if it lay there. */
export async function destinationOf(
  name: string,
  diskFolder: string,
  { root, roots, catalogue, now }: { root: Root; roots: readonly Root[]; catalogue: Catalogue; now: string },
): Promise<Destination> {
  const rootPaths = roots.map((one) => one.path)
  for (let number = 1; ; number++) {
    const destination = join(root.path, number === 1 ? name : `${name}-${number}`)
    const checked = await checkFolder({ diskFolder, folder: destination, root, rootPaths, known: catalogue.resolution.inForce, now })
    if (!isThere(destination)) return { destination, checked }
    const there = [...catalogue.entries.values()].filter((entry) => isInside(destination, entry.place.file)).map(declaredKey)
    if (checked.entries.some((entry) => there.includes(declaredKey(entry)))) return { destination, checked }
  }
}

/** The first thing that speaks against putting it there; null when nothing does. */
export function objectionTo({ checked, destination }: Destination, catalogue: Catalogue): Objection | null {
  if (checked.entries.length === 0)
    return { reason: 'It holds no manifest (a tool.yml, agent.yml, relic.yml, workflow.yml or monument.yml).', isBundled: false }
  let bundled: string | null = null
  for (const entry of checked.entries) {
    const key = declaredKey(entry)
    const owner = key === null ? undefined : catalogue.resolution.inForce.get(key)
    if (!owner || isInside(destination, owner.loaded.file)) continue
    if (owner.loaded.root === 'bundled') bundled ??= `${key} ships with Cortex. Choose another name.`
    else return { reason: `${key} is already declared in ${owner.loaded.file}. Remove that one first, or choose another name.`, isBundled: false }
  }
  const errors = checked.problems.filter((one) => one.severity === 'error').length
  if (errors > 0)
    return {
      reason: errors === 1 ? 'It has a problem that must be fixed first.' : `It has ${errors} problems that must be fixed first.`,
      isBundled: false,
    }
  return bundled === null ? null : { reason: bundled, isBundled: true }
}

type Declaring = { latest: { parsed: { kind: ManifestKind | null; name: string | null } } }

export function declaredKey({ latest: { parsed } }: Declaring): string | null {
  return parsed.kind && parsed.name ? keyOf(parsed.kind, parsed.name) : null
}

/** A file that says this kind and name, in force or not; the person's own before what ships. */
export function declaring(catalogue: Catalogue, key: string): Entry | undefined {
  const all = [...catalogue.entries.values()].filter((one) => declaredKey(one) === key)
  return all.find((one) => one.place.root.root !== 'bundled') ?? all[0]
}

export const declaredNames = (entries: Iterable<Declaring>): { kind: ManifestKind; name: string }[] =>
  [...entries].flatMap(({ latest: { parsed } }) => (parsed.kind && parsed.name ? [{ kind: parsed.kind, name: parsed.name }] : []))

/** Also true for a link that leads nowhere. */
export const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined
