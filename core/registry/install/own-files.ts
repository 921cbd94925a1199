import type { Catalogue } from '../catalogue.ts'
import { type Entry, isPartOf } from '../load/entry.ts'
import { filesBelow } from './changes.ts'

/** The files that make up a manifest, by path below its folder, to where each is. Manifests that lie in the same folder are left out. */
export function ownFiles(entry: Entry, catalogue: Catalogue): Map<string, string> {
  const { place, latest } = entry
  return new Map(
    [...filesBelow(place.folder)].filter(
      ([, at]) => at === place.file || (!catalogue.entries.has(at) && isPartOf(place, latest.parsed.manifest, at)),
    ),
  )
}
