import { createHash, hash as oneShotHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isInside, type Place, slashPath } from './place.ts'
import { stampOf } from './scan.ts'
import { isCandidateName, isSkippedName } from './skipped.ts'

export const maxFolderFiles = 4_000
export const maxFolderBytes = 64 * 2 ** 20

/** In hex; the one-shot form costs half of a hash object for files this small. */
export const sha256 = (bytes: Uint8Array | string): string => oneShotHash('sha256', bytes)

/** Which files make up a manifest. `writable`: folders that it may change itself, or its version would change with every run. */
export type Extent = {
  writable: readonly string[]
  /** A manifest that lies directly in a root has no folder of its own: its neighbours that are no manifests count, and these folders. Null: all. */
  onlyFolders: readonly string[] | null
}

/** Whether `path`, a file inside the folder of `place`, is one of its files. */
export function isInExtent(place: Place, extent: Extent, path: string): boolean {
  if (!isInside(place.folder, path) || extent.writable.some((one) => isInside(one, path))) return false
  if (extent.onlyFolders === null || path === place.file) return true
  if (extent.onlyFolders.some((one) => isInside(one, path))) return true
  return dirname(path) === place.folder && !isCandidateName(basename(path))
}

/** The files of a manifest, sorted. Null when there are more than `maxFolderFiles` or `maxFolderBytes`. */
export function filesOf(place: Place, extent: Extent): string[] | null {
  const files: string[] = []
  let bytes = 0
  const walk = (folder: string): boolean => {
    for (const entry of readdirSync(place.disk(folder), { withFileTypes: true })) {
      if (isSkippedName(entry.name)) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (extent.onlyFolders !== null && !extent.onlyFolders.some((one) => isInside(one, path))) continue
        if (!extent.writable.some((one) => isInside(one, path)) && !walk(path)) return false
      } else if (entry.isFile() && isInExtent(place, extent, path)) {
        bytes += stampOf(place.disk(path))?.size ?? 0
        files.push(path)
        if (files.length > maxFolderFiles || bytes > maxFolderBytes) return false
      }
    }
    return true
  }
  return walk(place.folder) ? files.sort() : null
}

/**
 * SHA-256 over the names and bytes of a manifest's files, in hex. `manifestHash` stands for the manifest file itself, so that the digest always
 * belongs to the text in force, also while the file on disk is broken. Reads synchronously; callers keep the result.
 */
export function digestOf(place: Place, manifestHash: string, extent: Extent): string {
  const hash = createHash('sha256')
  let files: string[] | null = null
  try {
    files = filesOf(place, extent)
  } catch {
    // The folder went away between the load and now; what is left is the manifest's own text.
  }
  const all = new Set(files ?? []).add(place.file)
  for (const path of [...all].sort())
    hash.update(`${slashPath(place.folder, path)}\0${path === place.file ? manifestHash : hashOf(place.disk(path))}\n`)
  return hash.digest('hex')
}

function hashOf(path: string): string {
  try {
    return sha256(readFileSync(path))
  } catch {
    return 'unreadable'
  }
}
