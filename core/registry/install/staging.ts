import { lstatSync, readdirSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Fault } from '../../contract/faults.ts'
import { isInside } from '../load/place.ts'
import { type GitRequest, readGitAddress } from './git-address.ts'
import { filesOfRepository, type GitLimits } from './git-source.ts'
import { folderOfLoneFile, folderOfText, type LoneFile } from './lone-file.ts'
import { filesOfZip } from './unzip.ts'
import { count, folderName, isLeftBehind, maxInstallBytes, stageUpload, type Tally, withoutTopFolder } from './upload.ts'

export type PreviewInput =
  | { folder: string }
  | GitRequest
  | { text: string; name?: string | undefined }
  | { name: string; files: { path: string; contentBase64: string }[] }

export type SourceType = 'folder' | 'zip' | 'file' | 'git' | 'text'
/** A copy of what was given, or the reason why it was not even copied. */
export type Staged = Tally & { name: string; source: { type: SourceType; from: string; commit: string | null } }

export type StagingOptions = { ownFolders: readonly string[]; git: GitLimits; signal: AbortSignal | undefined }

/**
 * Copies what was given to `target`: a folder, a zip, a lone file, files by value, a repository, or text. Throws NOT_FOUND for a missing folder,
 * PATH_OUTSIDE for uploaded paths that lead out, BAD_INPUT for an address that is none, and what fetching throws.
 */
export async function stage(input: PreviewInput, target: string, options: StagingOptions): Promise<Staged> {
  if ('folder' in input) return stagePath(input.folder, target, options)
  if ('git' in input) return stageRepository(input, target, options)
  if ('text' in input) return stageLoneFile(folderOfText(input.text, input.name), { type: 'text', from: input.name ?? '', commit: null }, target)
  const files = input.files.map((file) => ({ path: file.path, bytes: Buffer.from(file.contentBase64, 'base64') }))
  const [first] = files
  // A file that was dropped alone goes by its own name.
  if (first && files.length === 1 && first.path === input.name) return stageFile(first.path, first.bytes, first.path, target)
  // Browsers name the files of a dropped folder with the folder in front.
  const { folder, files: inside } = withoutTopFolder(files)
  const tally = await stageUpload(input.name, folder === input.name ? inside : files, target)
  return { ...tally, name: folderName(input.name), source: { type: 'folder', from: input.name, commit: null } }
}

const refused = (name: string, source: Staged['source'], reason: string): Staged => ({
  name: folderName(name),
  fileCount: 0,
  sizeBytes: 0,
  reason,
  source,
})

async function stagePath(path: string, target: string, { ownFolders }: StagingOptions): Promise<Staged> {
  let source: string
  try {
    source = await realpath(resolve(path))
  } catch (cause) {
    throw new Fault('NOT_FOUND', { what: 'folder', name: path }, { cause })
  }
  const from = { type: 'folder' as const, from: path, commit: null }
  const stat = lstatSync(source)
  if (ownFolders.some((own) => isInside(own, source)))
    return refused(basename(source), from, `This ${stat.isDirectory() ? 'folder' : 'file'} is among the manifest folders already.`)
  if (stat.isDirectory()) return stageFolder(source, from, target)
  if (!stat.isFile()) return refused(basename(source), from, 'This is neither a folder nor a file.')
  if (stat.size > maxInstallBytes) return refused(basename(source), { ...from, type: 'file' }, tooLarge(basename(source)))
  try {
    return await stageFile(basename(source), await readFile(source), path, target)
  } catch (error) {
    if (!isNoAccess(error)) throw error
    return refused(basename(source), { ...from, type: 'file' }, `${basename(source)} may not be read. Check its permissions.`)
  }
}

async function stageFolder(source: string, from: Staged['source'], target: string): Promise<Staged> {
  const staged: Staged = { name: folderName(basename(source)), fileCount: 0, sizeBytes: 0, reason: null, source: from }
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
  try {
    measure(source, 0)
    if (staged.reason !== null) return staged
    await cp(source, target, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => path === source || (!isLeftBehind(basename(path)) && isPlain(path)),
    })
  } catch (error) {
    if (!isNoAccess(error)) throw error
    const path = (error as NodeJS.ErrnoException).path ?? source
    return { ...staged, reason: `${path.slice(source.length + 1) || basename(source)} in it may not be read. Check its permissions.` }
  }
  return staged
}

/** One file: a zip, else a manifest or a script. */
async function stageFile(name: string, bytes: Buffer, from: string, target: string): Promise<Staged> {
  const isZip = bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1')) || /\.zip$/i.test(name)
  const source = { type: isZip ? ('zip' as const) : ('file' as const), from, commit: null }
  const own = name.replace(/(\.cortex)?\.zip$/i, '')
  if (bytes.byteLength > maxInstallBytes) return refused(own, source, tooLarge(name))
  if (!isZip) return stageLoneFile(folderOfLoneFile(name, bytes), source, target)
  const zip = await filesOfZip(bytes)
  if ('reason' in zip) return refused(own, source, zip.reason)
  const { folder, files } = withoutTopFolder(zip.files)
  return { ...(await stageUpload(name, files, target)), name: folderName(folder ?? own), source }
}

async function stageLoneFile(lone: LoneFile, source: Staged['source'], target: string): Promise<Staged> {
  if ('reason' in lone) return refused(basename(source.from), source, lone.reason)
  return { ...(await stageUpload(lone.name, lone.files, target)), name: folderName(lone.name), source }
}

async function stageRepository(input: GitRequest, target: string, { git, signal }: StagingOptions): Promise<Staged> {
  const address = readGitAddress(input, git.protocols)
  const fetched = await filesOfRepository(address, `${target}.git`, git, signal)
  const source = { type: 'git' as const, from: address.shown, commit: fetched.commit }
  if ('reason' in fetched) return refused(address.name, source, fetched.reason)
  const pointer = fetched.files.find((file) => file.bytes.subarray(0, 48).toString('latin1').startsWith('version https://git-lfs.github.com/spec/'))
  if (pointer) return refused(address.name, source, `${pointer.path} is kept in Git LFS, which is not fetched. Fetch it by hand and drop the folder.`)
  const [only] = fetched.files
  if (only && fetched.isOneFile) return stageLoneFile(folderOfLoneFile(only.path, only.bytes), source, target)
  return { ...(await stageUpload(address.name, fetched.files, target)), name: folderName(address.name), source }
}

const tooLarge = (name: string): string => `${name} is larger than ${maxInstallBytes / 1e6} MB.`
const isNoAccess = (error: unknown): boolean => ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')

/** Sockets, pipes and devices are left out, and links that appeared since the count. */
function isPlain(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat !== undefined && (stat.isFile() || stat.isDirectory())
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
