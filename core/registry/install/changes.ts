import { isUtf8 } from 'node:buffer'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import type { FileChange } from '../../contract/registry.ts'
import { maxFolderFiles } from '../load/digest.ts'
import { createPause } from '../load/pause.ts'
import { stampOf } from '../load/scan.ts'
import { isSkippedName } from '../load/skipped.ts'

/** A text larger than this is not compared; more than this in all is not shown. */
const maxComparedBytes = 300_000
const maxShownBytes = 1_000_000
/** A file larger than this is told by its size alone. */
const maxReadBytes = 50_000_000
/** Texts with more differences than this have nothing in common worth showing. */
const maxEdits = 4_000
const longestComparisonMs = 200
const longestOfAllMs = 1_500

/** The files below `folder`, by path with forward slashes, to where each is on disk. Hidden ones and caches do not count. Empty when it is not there. */
export function filesBelow(folder: string): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (at: string, above: string, depth: number) => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (isSkippedName(entry.name) || found.size >= maxFolderFiles) continue
      const path = above === '' ? entry.name : `${above}/${entry.name}`
      if (entry.isDirectory() && depth < 32) walk(join(at, entry.name), path, depth + 1)
      else if (entry.isFile()) found.set(path, join(at, entry.name))
    }
  }
  try {
    walk(folder, '', 0)
  } catch {
    // It went away meanwhile; what was found is what there is to say.
  }
  return found
}

/** What differs between two sets of files, sorted by path. Texts are compared line by line, within bounds of size and time. */
export async function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Promise<FileChange[]> {
  const changes: FileChange[] = []
  const pause = createPause()
  const started = performance.now()
  let shownBytes = 0
  for (const path of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const wait = pause()
    if (wait) await wait
    const [old, now] = [read(before.get(path)), read(after.get(path))]
    if (!old && !now) continue
    if (old?.bytes && now?.bytes && old.bytes.equals(now.bytes)) continue
    const isText = (old?.isText ?? true) && (now?.isText ?? true)
    const canShow = isText && shownBytes < maxShownBytes && performance.now() - started < longestOfAllMs
    const diff = canShow ? unifiedDiff(path, textOf(old), textOf(now)) : null
    shownBytes += diff?.length ?? 0
    const change = !old ? 'added' : !now ? 'removed' : 'changed'
    changes.push({ path, change, sizeBytes: now?.size ?? null, oldSizeBytes: old?.size ?? null, isText, diff })
  }
  return changes
}

type Content = { size: number; isText: boolean; bytes: Buffer | null }

function read(path: string | undefined): Content | null {
  if (path === undefined) return null
  const size = stampOf(path)?.size
  if (size === undefined) return null
  if (size > maxReadBytes) return { size, isText: false, bytes: null }
  try {
    const bytes = readFileSync(path)
    return { size, isText: !bytes.includes(0) && isUtf8(bytes), bytes }
  } catch {
    return { size, isText: false, bytes: null }
  }
}

/** null: too large. An absent file is null too, and has no text. */
const textOf = (content: Content | null): string | null => (content ? (content.size > maxComparedBytes ? null : String(content.bytes)) : '')

/** A unified diff, or null when the texts are too large or too different to compare. A line end that is missing or foreign counts. */
export function unifiedDiff(path: string, before: string | null, after: string | null): string | null {
  if (before === null || after === null) return null
  const options = { context: 3, maxEditLength: maxEdits, timeout: longestComparisonMs, headerOptions: FILE_HEADERS_ONLY }
  const [oldName, newName] = [before === '' ? '/dev/null' : `a/${path}`, after === '' ? '/dev/null' : `b/${path}`]
  // One side alone is all of it, however many lines.
  const bound = before === '' || after === '' ? { ...options, maxEditLength: Number.MAX_SAFE_INTEGER } : options
  return createTwoFilesPatch(oldName, newName, before, after, undefined, undefined, bound) ?? null
}
