import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../../contract/registry.ts'
import { problemAt, startOfFile } from '../finding.ts'
import { isInside } from './place.ts'
import { isCandidateName, isSkippedName } from './skipped.ts'

/** `stamp` changes whenever the file does. */
export type ScannedFile = { path: string; size: number; stamp: string }
/** Files and bytes of a folder and everything below it. */
export type FolderTally = { files: number; bytes: number }
export type Scan = { candidates: ScannedFile[]; tallies: Map<string, FolderTally>; problems: Problem[] }

const maxFolderDepth = 24

/**
 * Walks `start` (inside the root at `rootPath`) in path order without following symbolic links. `pause` is awaited between folders so that the
 * caller can let others run: single reads are synchronous, because thousands of small ones cost several times as much through the thread pool.
 */
export async function scanFolder(start: string, rootPath: string, pause: () => Promise<void> | undefined): Promise<Scan> {
  const scan: Scan = { candidates: [], tallies: new Map(), problems: [] }
  const walk = async (folder: string, depth: number): Promise<FolderTally> => {
    const tally = { files: 0, bytes: 0 }
    const wait = pause()
    if (wait) await wait
    for (const entry of sortedEntries(folder, scan.problems)) {
      if (isSkippedName(entry.name)) continue
      const path = join(folder, entry.name)
      if (entry.isSymbolicLink()) {
        const found = linkProblem(path, rootPath)
        if (found) scan.problems.push(found)
      } else if (entry.isDirectory()) {
        if (depth >= maxFolderDepth) continue
        const below = await walk(path, depth + 1)
        tally.files += below.files
        tally.bytes += below.bytes
      } else if (entry.isFile()) {
        const found = stampOf(path)
        if (!found) continue
        tally.files++
        tally.bytes += found.size
        if (isCandidateName(entry.name)) scan.candidates.push(found)
      }
    }
    scan.tallies.set(folder, tally)
    return tally
  }
  await walk(start, 0)
  return scan
}

/** Size and stamp of a regular file; null when there is none (any more). */
export function stampOf(path: string): ScannedFile | null {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat?.isFile()) return null
  return { path, size: stat.size, stamp: `${stat.size} ${stat.mtimeMs} ${stat.ctimeMs} ${stat.ino}` }
}

function sortedEntries(folder: string, problems: Problem[]): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      const message = `This folder cannot be read: ${(error as Error).message}.`
      problems.push(problemAt(folder, startOfFile, { code: 'cannot-read', message, suggestion: 'Check its permissions.' }))
    }
    return []
  }
}

/** A link that stays inside is silently left alone (its target is read where it is); one that leads out is worth saying. */
export function linkProblem(path: string, rootPath: string): Problem | null {
  let target: string
  try {
    target = realpathSync.native(path)
  } catch {
    return null
  }
  if (isInside(rootPath, target)) return null
  const message = 'This symbolic link leads out of the manifest folder and is not followed.'
  return problemAt(path, startOfFile, { code: 'symlink-outside', message, suggestion: 'Copy what it points to into this folder.' })
}
