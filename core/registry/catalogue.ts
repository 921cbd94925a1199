import { dirname } from 'node:path'
import type { Resolution } from './in-force.ts'
import { type Entry, hasDigest, isPartOf, readVersion, refreshVersion, reloadVersion, type Version } from './load/entry.ts'
import { isInside, onDisk, type Place, type Root } from './load/place.ts'
import type { FolderTally, ScannedFile } from './load/scan.ts'
import { resolveAll } from './resolve.ts'

/** All manifest files that are known, and what follows from them. Holds no files open and watches nothing; callers say what to look at. */
export type Catalogue = {
  readonly entries: ReadonlyMap<string, Entry>
  readonly resolution: Resolution
  /** Reads `file` (null when it is gone) and keeps what it says. `isSure: false` leaves a good version alone when the new one is not good. */
  take(path: string, root: Root, file: ScannedFile | null, options: { isSure: boolean; tally?: FolderTally | undefined }): 'same' | 'taken' | 'unsure'
  /** Looks again at the files that manifests around `path` are made of. `isSure` as above; with `isNews` a file there is known to have changed. */
  refresh(path: string, options: { isSure: boolean; isNews: boolean }): 'same' | 'taken' | 'unsure'
  /** Looks at the files of every manifest (inside `folder`), whether or not somebody said that they changed. Makes their digests. */
  recheck(folder?: string): void
  /** Works out again what is in force. True when anything differs from before. */
  settle(): boolean
}

export function createCatalogue(options: { rootPaths: readonly string[]; now: () => string }): Catalogue {
  const entries = new Map<string, Entry>()
  /** Manifest files by the folder they are in, so that a changed script finds its manifests without a search. */
  const byFolder = new Map<string, Set<Entry>>()
  let resolution: Resolution = { inForce: new Map(), problems: new Map(), troubles: '' }
  let nextOrder = 0
  let fingerprint = ''

  const drop = (entry: Entry) => {
    entries.delete(entry.place.file)
    byFolder.get(entry.place.folder)?.delete(entry)
    if (byFolder.get(entry.place.folder)?.size === 0) byFolder.delete(entry.place.folder)
  }

  const isWorse = (entry: Entry | undefined, version: Version | null): boolean =>
    version === null ? entry !== undefined : version.loaded === null && (!entry || entry.latest.loaded !== null)

  return {
    entries,
    get resolution() {
      return resolution
    },
    take(path, root, file, { isSure, tally }) {
      const entry = entries.get(path)
      if (entry && file && entry.stamp === file.stamp) return 'same'
      const place: Place = entry?.place ?? { file: path, folder: dirname(path), root, disk: onDisk }
      const version = file && readVersion(place, file, options.now(), tally)
      if (!entry && !version) return 'same'
      // What is being written right now is often cut off; it gets a moment to become whole.
      if (!isSure && isWorse(entry, version)) return 'unsure'
      if (!version || !file) {
        if (entry) drop(entry)
        return 'taken'
      }
      if (entry) {
        if (entry.latest.hash === version.hash && version.hash !== '' && entry.latest.loaded && version.loaded && isSameBody(entry.latest, version)) {
          entry.stamp = file.stamp
          return 'same'
        }
        entry.stamp = file.stamp
        entry.latest = version
      } else {
        const made: Entry = { place, order: nextOrder++, stamp: file.stamp, latest: version, accepted: null }
        entries.set(path, made)
        const neighbours = byFolder.get(place.folder)
        if (neighbours) neighbours.add(made)
        else byFolder.set(place.folder, new Set([made]))
      }
      return 'taken'
    },
    refresh(path, { isSure, isNews }) {
      let outcome: 'same' | 'taken' | 'unsure' = 'same'
      for (let folder = path; ; folder = dirname(folder)) {
        for (const entry of byFolder.get(folder) ?? []) {
          if (entry.place.file === path || !isPartOf(entry.place, entry.latest.parsed.manifest, path)) continue
          const version = refreshVersion(entry.place, entry.latest, options.now())
          const [before, after] = [entry.latest.loaded, version.loaded]
          // A digest that nobody has read yet will be right whenever it is.
          const isSameDigest = before && after && (hasDigest(before) ? before.digest === after.digest : !isNews)
          if (isSameDigest && before.body === after.body) continue
          if (!isSure && entry.latest.loaded && !version.loaded) {
            if (outcome === 'same') outcome = 'unsure'
            continue
          }
          if (entry.accepted && !version.loaded) {
            // The last good text stays in force over files that changed: its digest is a new one.
            entry.accepted = reloadVersion(entry.place, entry.accepted, options.now())
          }
          const wasAccepted = entry.accepted?.parsed === entry.latest.parsed
          entry.latest = version
          if (wasAccepted && version.loaded) entry.accepted = version
          outcome = 'taken'
        }
        if (dirname(folder) === folder) return outcome
      }
    },
    recheck(folder) {
      for (const entry of entries.values()) {
        if (folder !== undefined && !isInside(folder, entry.place.file)) continue
        const version = refreshVersion(entry.place, entry.latest, options.now())
        const [before, after] = [entry.latest.loaded, version.loaded]
        if (before && after && before.body === after.body && before.digest === after.digest) continue
        if (entry.accepted?.parsed === version.parsed && after) entry.accepted = version
        entry.latest = version
      }
    },
    settle() {
      resolution = resolveAll([...entries.values()], options.rootPaths, resolution.inForce)
      const before = fingerprint
      fingerprint = fingerprintOf(resolution)
      return before !== fingerprint
    },
  }
}

const isSameBody = (a: Version, b: Version): boolean => a.loaded?.body === b.loaded?.body

const numbers = new WeakMap<object, number>()
let lastNumber = 0

/** Differs when another version of anything is in force, or a problem came, moved or went. */
function fingerprintOf({ inForce, troubles }: Resolution): string {
  const parts: string[] = []
  for (const [key, { loaded, isStale }] of inForce) {
    if (!numbers.has(loaded)) numbers.set(loaded, ++lastNumber)
    parts.push(`${key} ${numbers.get(loaded)} ${isStale}`)
  }
  return `${parts.join('\n')}\n${troubles}`
}
