import { isUtf8 } from 'node:buffer'
import { lstatSync, readFileSync, realpathSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { Fault } from '../../contract/faults.ts'
import { newId } from '../../kernel/ids.ts'
import { isUnfitName } from '../install/upload.ts'
import { sha256 } from '../load/digest.ts'
import { isInside, resolveInside } from '../load/place.ts'
import { isSkippedName } from '../load/skipped.ts'

export const maxTextBytes = 1_000_000

/**
 * `path` (as a person or a page gives it) as a file inside `folder`, which is real. Throws PATH_OUTSIDE when it leads out, by itself or by a symbolic
 * link, and BAD_INPUT for names that are never part of a manifest.
 */
export function pathInside(folder: string, path: string): string {
  const full = resolveInside(folder, path)
  if (full === null || full === folder) throw new Fault('PATH_OUTSIDE', { path, root: folder })
  let at = folder
  for (const name of relative(folder, full).split(sep)) {
    if (isSkippedName(name) || isUnfitName(name))
      throw new Fault('BAD_INPUT', { detail: `${JSON.stringify(name)} is no name for a file of a manifest.` })
    at = join(at, name)
    const stat = lstatSync(at, { throwIfNoEntry: false })
    if (!stat) break
    if (stat.isSymbolicLink() && !isInside(folder, realPathOf(at))) throw new Fault('PATH_OUTSIDE', { path, root: folder })
    if (stat.isSymbolicLink()) throw new Fault('BAD_INPUT', { detail: `${path} is a symbolic link. Change the file that it points to.` })
  }
  return full
}

/** Throws PATH_OUTSIDE when a folder that was real when it was read is reached through a link by now. */
export function mustBeReal(folder: string): void {
  const real = realPathOf(folder)
  if (real !== '' && real !== folder) throw new Fault('PATH_OUTSIDE', { path: real, root: folder })
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return ''
  }
}

/** The text and its digest; null when there is no such file. Throws TOO_LARGE above 1 MB and NOT_SUPPORTED for what is no text. */
export function readTextFile(path: string): { text: string; digest: string } | null {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat) return null
  if (!stat.isFile()) throw new Fault('NOT_SUPPORTED', { detail: `${path} is no file.` })
  if (stat.size > maxTextBytes) throw new Fault('TOO_LARGE', { what: path, limit: '1 MB' })
  const bytes = readFileSync(path)
  if (bytes.includes(0) || !isUtf8(bytes)) throw new Fault('NOT_SUPPORTED', { detail: `${path} is not UTF-8 text and cannot be edited here.` })
  return { text: bytes.toString('utf8'), digest: sha256(bytes) }
}

/**
 * Saves `text` in one rename, with the permissions of the file that was there. `digest` is that of the text it was made from (null for a new file);
 * throws FILE_CHANGED when the file is another by now.
 */
export async function writeTextFile(path: string, text: string, digest: string | null): Promise<string> {
  const bytes = Buffer.from(text)
  if (bytes.byteLength > maxTextBytes) throw new Fault('TOO_LARGE', { what: basename(path), limit: '1 MB' })
  if ((readTextFile(path)?.digest ?? null) !== digest) throw new Fault('FILE_CHANGED', { file: path })
  const mode = lstatSync(path, { throwIfNoEntry: false })?.mode
  await mkdir(dirname(path), { recursive: true })
  // A dot file, which nothing watches or counts.
  const draft = join(dirname(path), `.${newId('pre')}.draft`)
  try {
    const handle = await open(draft, 'wx', mode === undefined ? 0o644 : mode & 0o777)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    // Once more, because writing took a moment in which an editor may have saved.
    if ((readTextFile(path)?.digest ?? null) !== digest) throw new Fault('FILE_CHANGED', { file: path })
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  return sha256(bytes)
}
