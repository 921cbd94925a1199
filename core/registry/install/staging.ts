import { lstatSync, readdirSync } from 'node:fs'
import { cp, mkdir, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, posix, resolve } from 'node:path'
import { Fault } from '../../contract/faults.ts'
import { isInside, resolveInside } from '../load/place.ts'

export const maxInstallBytes = 50_000_000
export const maxInstallFiles = 2_000

export type PreviewInput = { folder: string } | { name: string; files: { path: string; contentBase64: string }[] }

/** A copy of what was dropped, or the reason why it was not even copied. */
export type Staged = { name: string; fileCount: number; sizeBytes: number; reason: string | null }

/** Copies a dropped folder or uploaded files to `target`. Throws NOT_FOUND for a missing folder and PATH_OUTSIDE for paths that lead out. */
export async function stage(input: PreviewInput, target: string, ownFolders: readonly string[]): Promise<Staged> {
  return 'folder' in input ? stageFolder(input.folder, target, ownFolders) : stageFiles(input, target)
}

const isLeftBehind = (name: string): boolean => ['.git', 'node_modules', '__pycache__', '.ds_store'].includes(name.toLowerCase())

async function stageFolder(folder: string, target: string, ownFolders: readonly string[]): Promise<Staged> {
  let source: string
  try {
    source = await realpath(resolve(folder))
  } catch (cause) {
    throw new Fault('NOT_FOUND', { what: 'folder', name: folder }, { cause })
  }
  const name = folderName(basename(source))
  const stat = lstatSync(source)
  if (!stat.isDirectory()) return { name, fileCount: 0, sizeBytes: 0, reason: 'This is a file. Drop the folder that holds the manifest.' }
  if (ownFolders.some((own) => isInside(own, source)))
    return { name, fileCount: 0, sizeBytes: 0, reason: 'This folder is among the manifest folders already.' }
  const staged: Staged = { name, fileCount: 0, sizeBytes: 0, reason: null }
  const measure = (at: string, depth: number) => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (staged.reason !== null) return
      if (isLeftBehind(entry.name)) continue
      const path = join(at, entry.name)
      if (entry.isSymbolicLink())
        staged.reason = `It holds a symbolic link (${path.slice(source.length + 1)}). Replace it by a copy of what it points to.`
      else if (entry.isDirectory()) {
        if (depth > 24) staged.reason = 'Its folders are nested too deeply.'
        else measure(path, depth + 1)
      } else if (entry.isFile()) count(staged, lstatSync(path).size)
    }
  }
  measure(source, 0)
  if (staged.reason !== null) return staged
  await cp(source, target, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => path === source || (!isLeftBehind(basename(path)) && isPlain(path)),
  })
  return staged
}

/** Sockets, pipes and devices are left out, and links that appeared since the count. */
function isPlain(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat !== undefined && (stat.isFile() || stat.isDirectory())
}

async function stageFiles(input: { name: string; files: { path: string; contentBase64: string }[] }, target: string): Promise<Staged> {
  const staged: Staged = { name: folderName(input.name), fileCount: 0, sizeBytes: 0, reason: null }
  const paths = input.files.map((file) => file.path.replaceAll('\\', '/').replace(/^\.\//, ''))
  // Browsers name the files of a dropped folder with the folder in front.
  const prefix = `${input.name}/`
  const hasPrefix = paths.length > 0 && paths.every((path) => path.startsWith(prefix))
  const seen = new Set<string>()
  const files: { path: string; bytes: Buffer }[] = []
  for (const [index, file] of input.files.entries()) {
    if (staged.reason !== null) return staged
    const text = hasPrefix ? (paths[index] ?? '').slice(prefix.length) : (paths[index] ?? '')
    const parts = text.split('/')
    const path = resolveInside(target, text)
    if (path === null || path === target || parts.includes('..') || /^[A-Za-z]:/.test(text))
      throw new Fault('PATH_OUTSIDE', { path: file.path, root: input.name })
    if (parts.some(isLeftBehind)) continue
    const unfit = parts.find(isUnfitName)
    if (unfit !== undefined) staged.reason = `${JSON.stringify(unfit)} is not a name that every system can keep. Rename it.`
    // Some file systems do not tell Tool.yml from tool.yml, or one spelling of an accent from another; one would silently replace the other.
    const key = foldedPath(text)
    if (seen.has(key)) staged.reason ??= `It holds ${text} twice.`
    seen.add(key)
    const bytes = Buffer.from(file.contentBase64, 'base64')
    count(staged, bytes.byteLength)
    files.push({ path, bytes })
  }
  const isAlsoFolder = [...seen].some((path) => foldersAbove(path).some((folder) => seen.has(folder)))
  if (isAlsoFolder) staged.reason ??= 'One of its files is also used as a folder.'
  if (staged.reason !== null) return staged
  await mkdir(target, { recursive: true })
  for (const { path, bytes } of files) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes, { flag: 'wx' })
  }
  return staged
}

/** As a file system that ignores letter case and spelling of accents sees it. */
const foldedPath = (path: string): string => posix.normalize(path).normalize('NFC').toLowerCase()

function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, 32)
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}

/** Names that Windows takes for a device, for a stream inside another file, or cannot write. */
function isUnfitName(name: string): boolean {
  return name !== '.' && (deviceName.test(name) || /[<>:"|?*]|[. ]$/.test(name) || [...name].some((char) => char < ' '))
}
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\.|$)/i

function count(staged: Staged, bytes: number): void {
  staged.fileCount++
  staged.sizeBytes += bytes
  if (staged.fileCount > maxInstallFiles) staged.reason ??= `It holds more than ${maxInstallFiles} files.`
  if (staged.sizeBytes > maxInstallBytes) staged.reason ??= `It is larger than ${maxInstallBytes / 1e6} MB.`
}

/** A name that is safe as a folder on every system and is not skipped by the scan. */
export function folderName(text: string): string {
  const name = text
    .replaceAll(/[^\p{L}\p{N}._ -]+/gu, '-')
    .replace(/^[.\s-]+/, '')
    .slice(0, 100)
    .replace(/[.\s~-]+$/, '')
  if (deviceName.test(name)) return `manifests-${name}`
  return name === '' || name === 'node_modules' || name === '__pycache__' ? 'manifests' : name
}

/** Moves across file systems too; there it is a copy and a removal. */
export async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  try {
    await rename(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    await cp(from, to, { recursive: true, verbatimSymlinks: true })
    await rm(from, { recursive: true, force: true })
  }
}

/** Removes `folder` and its parents up to `end`, as long as they are empty. */
export async function removeEmptyFolders(folder: string, end: string): Promise<void> {
  for (let at = folder; at !== end && isInside(end, at); at = dirname(at)) {
    if ((await readdir(at).catch(() => ['?'])).length > 0) return
    await rm(at, { recursive: true, force: true })
  }
}

const stagingPrefix = '.staging-'
/** Removes what a process that ended left behind: its id is free (or ours again), or nothing was put there for a day. */
export async function sweepStaging(root: string): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    const pid = name.startsWith(stagingPrefix) ? Number(name.slice(stagingPrefix.length)) : Number.NaN
    if (!Number.isSafeInteger(pid) || pid <= 0) continue
    const stat = lstatSync(join(root, name), { throwIfNoEntry: false })
    if (!stat?.isDirectory()) continue
    const isOld = Date.now() - stat.mtimeMs > 86_400_000
    if (pid === process.pid || isOld || !isRunning(pid)) await rm(join(root, name), { recursive: true, force: true }).catch(() => {})
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
