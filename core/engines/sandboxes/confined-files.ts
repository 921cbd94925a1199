import fs from 'node:fs'
import { basename, dirname, join, posix, sep } from 'node:path'

/** A host folder (or single file) as the guest sees it. Mounts may nest; the longest guest path wins. */
export type GuestMount = { guestPath: string; hostPath: string; isWritable: boolean }

export type FileStatus = { type: 'file' | 'folder' | 'link'; sizeBytes: number; modifiedMs: number; mode: number }

/** Carries the guest's path, never the host's. `code` is the usual errno name. */
export class FileError extends Error {
  readonly code: string
  constructor(code: string, guestPath: string, detail: string) {
    super(`${code}: ${detail}, '${guestPath}'`)
    this.name = 'Error'
    this.code = code
  }
}

export type ConfinedFiles = ReturnType<typeof createConfinedFiles>

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_APPEND, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants

/**
 * The only file operations a guest in a wasm sandbox has. Each call resolves real paths anew and refuses whatever ends up outside
 * the mount it names: `..`, absolute paths and symbolic links alike. The guest cannot make links. Everything is synchronous,
 * because the guest's own calls are. `writeLimitBytes` bounds what one run may write in total.
 */
export function createConfinedFiles(mounts: GuestMount[], writeLimitBytes: number) {
  const table = mounts
    .map((mount) => ({ ...mount, realRoot: fs.realpathSync(mount.hostPath) }))
    .sort((left, right) => right.guestPath.length - left.guestPath.length)
  let writtenBytes = 0

  const guard = <T>(guestPath: string, action: () => T): T => {
    try {
      return action()
    } catch (error) {
      if (error instanceof FileError) throw error
      const code = (error as NodeJS.ErrnoException).code ?? 'EIO'
      throw new FileError(code, guestPath, wording[code] ?? 'the operation failed')
    }
  }

  /** The real host path for a guest path. With `keepLink` a link in last place is named itself, not followed. */
  const locate = (guestPath: string, options: { isWrite?: boolean; keepLink?: boolean } = {}) => {
    const path = posix.resolve('/work', guestPath)
    const outside = () => new FileError('EACCES', guestPath, 'outside of what this tool may see')
    if (path.includes('\0') || (sep === '\\' && /[\\:]/.test(path))) throw outside()
    const mount = table.find((one) => path === one.guestPath || path.startsWith(`${one.guestPath}/`))
    if (!mount) throw outside()
    if (options.isWrite && !mount.isWritable) throw new FileError('EROFS', guestPath, 'this tool may only read here')
    const inside = path.slice(mount.guestPath.length + 1)
    if (inside === '') return { hostPath: mount.realRoot, isRoot: true }
    const isInside = (real: string) => real === mount.realRoot || real.startsWith(mount.realRoot + sep)
    const wanted = join(mount.realRoot, ...inside.split('/'))
    const parent = fs.realpathSync(dirname(wanted))
    if (!isInside(parent)) throw outside()
    const last = join(parent, basename(wanted))
    const found = fs.lstatSync(last, { throwIfNoEntry: false })
    if (options.keepLink || !found?.isSymbolicLink()) return { hostPath: last, isRoot: false }
    // A link that leads nowhere is refused as well: writing through it would make a file outside.
    const real = fs.existsSync(last) ? fs.realpathSync(last) : null
    if (real === null || !isInside(real)) throw outside()
    return { hostPath: real, isRoot: false }
  }

  const withFile = <T>(guestPath: string, flags: number, action: (fd: number) => T): T =>
    guard(guestPath, () => {
      const { hostPath } = locate(guestPath, { isWrite: flags !== O_RDONLY })
      // Non-blocking, so that a pipe in a shared folder cannot hang the opening; then refused, being no plain file.
      const fd = fs.openSync(hostPath, flags | O_NOFOLLOW | O_NONBLOCK, 0o644)
      try {
        if (!fs.fstatSync(fd).isFile()) throw new FileError('EISDIR', guestPath, 'not a plain file')
        return action(fd)
      } finally {
        fs.closeSync(fd)
      }
    })

  const countWritten = (guestPath: string, bytes: number) => {
    writtenBytes += bytes
    if (writtenBytes > writeLimitBytes) throw new FileError('ENOSPC', guestPath, `more than ${writeLimitBytes} bytes written in one run`)
  }

  const status = (found: fs.Stats): FileStatus => ({
    type: found.isDirectory() ? 'folder' : found.isSymbolicLink() ? 'link' : 'file',
    sizeBytes: found.size,
    modifiedMs: found.mtimeMs,
    mode: found.mode & 0o777,
  })

  return {
    read: (guestPath: string): Buffer => withFile(guestPath, O_RDONLY, (fd) => fs.readFileSync(fd)),

    readAt: (guestPath: string, offset: number, length: number): Buffer =>
      withFile(guestPath, O_RDONLY, (fd) => {
        const bytes = Buffer.alloc(length)
        return bytes.subarray(0, fs.readSync(fd, bytes, 0, length, offset))
      }),

    /** `replace` empties the file first, `create` fails when it exists. */
    write(guestPath: string, bytes: Uint8Array, mode: 'replace' | 'append' | 'create'): void {
      countWritten(guestPath, bytes.byteLength)
      const flags = O_WRONLY | O_CREAT | (mode === 'append' ? O_APPEND : mode === 'create' ? O_EXCL : 0)
      withFile(guestPath, flags, (fd) => {
        if (mode === 'replace') fs.ftruncateSync(fd, 0)
        for (let done = 0; done < bytes.byteLength; ) done += fs.writeSync(fd, bytes, done)
      })
    },

    writeAt(guestPath: string, offset: number, bytes: Uint8Array): number {
      countWritten(guestPath, bytes.byteLength)
      return withFile(guestPath, O_WRONLY, (fd) => fs.writeSync(fd, bytes, 0, bytes.byteLength, offset))
    },

    truncate(guestPath: string, sizeBytes: number): void {
      countWritten(guestPath, sizeBytes)
      withFile(guestPath, O_WRONLY, (fd) => fs.ftruncateSync(fd, sizeBytes))
    },

    list: (guestPath: string): { name: string; type: FileStatus['type'] }[] =>
      guard(guestPath, () =>
        fs
          .readdirSync(locate(guestPath).hostPath, { withFileTypes: true })
          .map((entry): { name: string; type: FileStatus['type'] } => ({
            name: entry.name,
            type: entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'file',
          }))
          .sort((left, right) => (left.name < right.name ? -1 : 1)),
      ),

    status: (guestPath: string, options: { keepLink?: boolean } = {}): FileStatus =>
      guard(guestPath, () => status(fs.lstatSync(locate(guestPath, options).hostPath))),

    /** Whether the path belongs to a mount at all, there or not. */
    isInside(guestPath: string): boolean {
      const path = posix.resolve('/work', guestPath)
      return table.some((one) => path === one.guestPath || path.startsWith(`${one.guestPath}/`))
    },

    exists(guestPath: string): boolean {
      try {
        return fs.existsSync(locate(guestPath).hostPath)
      } catch {
        return false
      }
    },

    makeFolder: (guestPath: string): void => guard(guestPath, () => fs.mkdirSync(locate(guestPath, { isWrite: true }).hostPath)),

    /** Removes a file or an empty folder; with `isRecursive` a folder and all it holds. Links are removed, never followed. */
    remove: (guestPath: string, options: { isRecursive: boolean }): void =>
      guard(guestPath, () => {
        const { hostPath, isRoot } = locate(guestPath, { isWrite: true, keepLink: true })
        if (isRoot) throw new FileError('EBUSY', guestPath, 'a granted folder itself cannot be removed')
        if (options.isRecursive) fs.rmSync(hostPath, { recursive: true })
        else if (fs.lstatSync(hostPath).isDirectory()) fs.rmdirSync(hostPath)
        else fs.unlinkSync(hostPath)
      }),

    rename: (from: string, to: string): void =>
      guard(from, () => {
        const source = locate(from, { isWrite: true, keepLink: true })
        const target = locate(to, { isWrite: true, keepLink: true })
        if (source.isRoot || target.isRoot) throw new FileError('EBUSY', from, 'a granted folder itself cannot be moved')
        fs.renameSync(source.hostPath, target.hostPath)
      }),
  }
}

const wording: Record<string, string> = {
  ENOENT: 'no such file or folder',
  EEXIST: 'it exists already',
  ENOTDIR: 'not a folder',
  EISDIR: 'it is a folder',
  ENOTEMPTY: 'the folder is not empty',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ELOOP: 'outside of what this tool may see',
  EXDEV: 'it cannot be moved to another granted folder; copy it instead',
  ENAMETOOLONG: 'the name is too long',
}
