import { constants } from 'node:fs'
import { cp, lstat, mkdir, open, readFile, readlink, rm } from 'node:fs/promises'
import { dirname, isAbsolute, join, parse, relative, resolve } from 'node:path'
import type { SessionId } from '../kernel/ids.ts'

export type WorkspaceFolders = ReturnType<typeof createWorkspaceFolders>

/** So many files of one name, then the next has to be called otherwise. */
const mostOfOneName = 1_000

/** The working folder of each chat, which its tools see: `<root>/<session>`. */
export function createWorkspaceFolders(root: string) {
  const folderOf = (id: SessionId) => join(root, id)

  return {
    folderOf,
    /**
     * Puts a file there under its name, or one like it when the name is taken by another; returns the name. Never writes over
     * a file, nor through a link that a tool left.
     */
    async place(id: SessionId, name: string, bytes: Uint8Array): Promise<string> {
      const folder = folderOf(id)
      await mkdir(folder, { recursive: true })
      const { name: stem, ext } = parse(safeFileName(name))
      for (let number = 1; number <= mostOfOneName; number++) {
        const candidate = number === 1 ? `${stem}${ext}` : `${stem} (${number})${ext}`
        const path = join(folder, candidate)
        if ((await writeNew(path, bytes)) || (await holds(path, bytes))) return candidate
      }
      throw new Error(`There are ${mostOfOneName} files named like ${name} already.`)
    },
    /** A copy of its own for another chat. Links that lead out of the folder, and what is no file or folder, stay behind. */
    async copy(from: SessionId, to: SessionId): Promise<void> {
      const source = folderOf(from)
      if (!(await lstat(source).catch(() => null))?.isDirectory()) return
      await cp(source, folderOf(to), {
        ...{ recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE, errorOnExist: true, force: false },
        filter: (path) => isOwn(source, path),
      })
    },
    remove: (id: SessionId) => rm(folderOf(id), { recursive: true, force: true }),
  }
}

async function isOwn(root: string, path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null)
  if (!found?.isSymbolicLink()) return found !== null && (found.isFile() || found.isDirectory())
  const target = await readlink(path)
  const inside = relative(root, resolve(dirname(path), target))
  return !isAbsolute(target) && !isAbsolute(inside) && inside.split(/[\\/]/)[0] !== '..'
}

async function writeNew(path: string, bytes: Uint8Array): Promise<boolean> {
  // `wx` refuses whatever has the name, a dangling link too.
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null
    throw error
  })
  if (!file) return false
  try {
    await file.writeFile(bytes)
    return true
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await lstat(path).catch(() => null)
  if (!found?.isFile() || found.size !== bytes.byteLength) return false
  return Buffer.compare(await readFile(path), bytes) === 0
}

const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
const longestName = 120

/** A name that every file system takes, without a folder in it. */
export function safeFileName(name: string): string {
  const bare = [...(name.split(/[\\/]/).at(-1) ?? '')]
    .map((character) => (/[<>:"|?*\p{C}]/u.test(character) ? '_' : character))
    .join('')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  const { name: stem, ext } = parse(bare)
  const short = Array.from(ext).length > 20 ? bare : stem
  const end = Array.from(ext).length > 20 ? '' : ext
  const cut = Array.from(short)
    .slice(0, longestName - Array.from(end).length)
    .join('')
    .trimEnd()
  const safe = `${cut}${end}`
  if (safe === '') return 'file'
  return reserved.test(safe) ? `_${safe}` : safe
}
