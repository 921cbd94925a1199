import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, posix } from 'node:path'
import { Fault } from '../../contract/faults.ts'
import { resolveInside } from '../load/place.ts'

export const maxInstallBytes = 50_000_000
export const maxInstallFiles = 2_000

/** A file that came by value: dropped in a browser, unpacked, fetched or pasted. `path` is below the folder that it belongs to. */
export type UploadedFile = { path: string; bytes: Buffer }
/** What was counted, and the reason why it is not taken; null while there is none. */
export type Tally = { fileCount: number; sizeBytes: number; reason: string | null }

export const isLeftBehind = (name: string): boolean => ['.git', 'node_modules', '__pycache__', '.ds_store', '__macosx'].includes(name.toLowerCase())

/** Writes the files below `target`, or none of them. Throws PATH_OUTSIDE for a path that leads out; `label` names the upload then. */
export async function stageUpload(label: string, uploaded: readonly UploadedFile[], target: string): Promise<Tally> {
  const tally: Tally = { fileCount: 0, sizeBytes: 0, reason: null }
  const seen = new Set<string>()
  const files: UploadedFile[] = []
  for (const { path: given, bytes } of uploaded) {
    if (tally.reason !== null) return tally
    const text = given.replaceAll('\\', '/').replace(/^\.\//, '')
    const path = resolveInside(target, text)
    if (path === null || path === target || leadsOut(text)) throw new Fault('PATH_OUTSIDE', { path: given, root: label })
    const parts = text.split('/')
    if (parts.some(isLeftBehind)) continue
    const unfit = parts.find(isUnfitName)
    if (unfit !== undefined) tally.reason = `${JSON.stringify(unfit)} is not a name that every system can keep. Rename it.`
    // Some file systems do not tell Tool.yml from tool.yml, or one spelling of an accent from another; one would silently replace the other.
    const key = foldedPath(text)
    if (seen.has(key)) tally.reason ??= `It holds ${text} twice.`
    seen.add(key)
    count(tally, bytes.byteLength)
    files.push({ path, bytes })
  }
  const isAlsoFolder = [...seen].some((path) => foldersAbove(path).some((folder) => seen.has(folder)))
  if (isAlsoFolder) tally.reason ??= 'One of its files is also used as a folder.'
  if (tally.reason !== null) return tally
  await mkdir(target, { recursive: true })
  for (const { path, bytes } of files) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes, { flag: 'wx' })
  }
  return tally
}

/** Whether a path with forward slashes is absolute or climbs. */
export const leadsOut = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.split('/').includes('..')

/** Adds one file to the count; the first limit that it breaks is the reason. */
export function count(tally: Tally, bytes: number): void {
  tally.fileCount++
  tally.sizeBytes += bytes
  if (tally.fileCount > maxInstallFiles) tally.reason ??= `It holds more than ${maxInstallFiles} files.`
  if (tally.sizeBytes > maxInstallBytes) tally.reason ??= `It is larger than ${maxInstallBytes / 1e6} MB.`
}

/** Takes off the one folder that everything is in, as browsers, archives and hosts of repositories put around it. `folder` is null when there is none. */
export function withoutTopFolder(files: readonly UploadedFile[]): { folder: string | null; files: UploadedFile[] } {
  const kept = files.map((file) => ({ ...file, path: file.path.replaceAll('\\', '/').replace(/^\.\//, '') }))
  const folder = kept[0]?.path.split('/')[0] ?? ''
  const isAround =
    folder !== '' && folder !== '..' && kept.every((file) => file.path.startsWith(`${folder}/`) && file.path.length > folder.length + 1)
  return isAround ? { folder, files: kept.map((file) => ({ ...file, path: file.path.slice(folder.length + 1) })) } : { folder: null, files: kept }
}

/** As a file system that ignores letter case and spelling of accents sees it. */
const foldedPath = (path: string): string => posix.normalize(path).normalize('NFC').toLowerCase()

function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, 32)
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}

/** Names that Windows takes for a device, for a stream inside another file, or cannot write. */
export function isUnfitName(name: string): boolean {
  return name !== '.' && (deviceName.test(name) || /[<>:"|?*]|[. ]$/.test(name) || [...name].some((char) => char < ' '))
}
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\.|$)/i

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
