import { t } from '../../app/messages.ts'
import { formatBytes } from '../../ui/format.ts'

/** What is to be looked at: a path the core can read itself, files by value, a repository, or text. */
export type Source =
  | { folder: string }
  | { name: string; files: { path: string; contentBase64: string }[] }
  | { git: string; ref?: string; subfolder?: string }
  | { text: string; name?: string }

/** A drop that cannot be used, with the reason in plain words. */
export class WrongDrop extends Error {}

const maxFiles = 2_000
const maxBytes = 32_000_000
/** Left out while reading: never part of a manifest folder, and often huge. */
const skipped = new Set(['node_modules', '.git', '__pycache__', '.venv', '.DS_Store'])

interface Found {
  path: string
  file: File
}

/** Everything below the dropped entries, with paths relative to what was dropped. */
export async function readEntries(entries: readonly FileSystemEntry[]): Promise<Source> {
  const found: Found[] = []
  const walk = async (entry: FileSystemEntry, path: string): Promise<void> => {
    if (skipped.has(entry.name)) return
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
      found.push({ path, file })
      if (found.length > maxFiles) throw new WrongDrop(t.install.tooMany(maxFiles))
      return
    }
    for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) await walk(child, path === '' ? child.name : `${path}/${child.name}`)
  }
  const [only] = entries
  const isOneFolder = entries.length === 1 && only?.isDirectory
  for (const entry of entries) await walk(entry, isOneFolder ? '' : entry.name)
  // A file alone goes by its whole name: the core takes it for a zip, a manifest or a script by that.
  const name = only && entries.length === 1 ? only.name : (only?.name.replace(/\.[^.]+$/, '') ?? 'dropped')
  return byValue(name, found)
}

/** A directory lists its children in pages of about 100. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader()
  const children: FileSystemEntry[] = []
  for (;;) {
    const page = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (page.length === 0) return children
    children.push(...page)
  }
}

/** What was chosen in a dialog: a folder, whose files' paths start with its name, or one file. */
export function readChosen(files: readonly File[]): Promise<Source> {
  const [only] = files
  if (only && files.length === 1 && !only.webkitRelativePath) return byValue(only.name, [{ path: only.name, file: only }])
  const name = files[0]?.webkitRelativePath.split('/')[0] ?? ''
  const found = files
    .map((file) => ({ path: file.webkitRelativePath.split('/').slice(1).join('/') || file.name, file }))
    .filter(({ path }) => !path.split('/').some((part) => skipped.has(part)))
  if (found.length > maxFiles) throw new WrongDrop(t.install.tooMany(maxFiles))
  return byValue(name || 'folder', found)
}

async function byValue(name: string, found: readonly Found[]): Promise<Source> {
  if (found.length === 0) throw new WrongDrop(t.install.nothingDropped)
  if (found.reduce((sum, { file }) => sum + file.size, 0) > maxBytes) throw new WrongDrop(t.install.tooLarge(formatBytes(maxBytes)))
  const files = await Promise.all(found.map(async ({ path, file }) => ({ path, contentBase64: await base64(file) })))
  return { name: name.slice(0, 100), files }
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
