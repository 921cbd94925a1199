import type { FileStatus } from '../confined-files.ts'

/** Asks the host for one file operation; throws an error with an errno name in `code`. */
export type AskHost = (operation: string, values: unknown[], bytes?: Uint8Array) => { value: unknown; bytes: Uint8Array }

// The little of Emscripten's file system that a mount needs; Pyodide's types leave it open.
type Node = { id: number; name: string; parent: Node; mount: { opts: { root: string } }; node_ops: unknown; stream_ops: unknown }
type Stream = { node: Node; position: number; flags: number }
export type EmscriptenFs = {
  createNode(parent: Node | null, name: string, mode: number, device: number): Node
  isRoot(node: Node): boolean
  isDir(mode: number): boolean
  ErrnoError: new (errno: number) => Error
}

// Emscripten numbers errors as WASI does.
const numbers: Record<string, number> = {
  EACCES: 2,
  EBUSY: 10,
  EEXIST: 20,
  EINVAL: 28,
  EIO: 29,
  EISDIR: 31,
  ELOOP: 32,
  ENAMETOOLONG: 37,
  ENOENT: 44,
  ENOSPC: 51,
  ENOTDIR: 54,
  ENOTEMPTY: 55,
  EPERM: 63,
  EROFS: 69,
  EXDEV: 75,
}
const folderMode = 0o040755
const fileMode = 0o100644
const blockBytes = 4096

/**
 * A file system for Pyodide whose every operation is asked of the host, which confines it. The process that runs Python needs no
 * rights to files for it. Links cannot be made and are not followed to anywhere the host would not.
 */
export function createRemoteFiles(fs: EmscriptenFs, ask: AskHost) {
  const attempt = (operation: string, values: unknown[], bytes?: Uint8Array) => {
    try {
      return ask(operation, values, bytes)
    } catch (error) {
      throw new fs.ErrnoError(numbers[(error as { code?: string }).code ?? ''] ?? 29)
    }
  }
  const pathOf = (node: Node): string => {
    const names: string[] = []
    let at = node
    for (; !fs.isRoot(at) && at.parent !== at; at = at.parent) names.unshift(at.name)
    return [at.mount.opts.root, ...names].join('/')
  }
  const inner = (parent: Node, name: string) => `${pathOf(parent)}/${name}`
  const statusOf = (path: string) => attempt('status', [path]).value as FileStatus
  const modeOf = (status: FileStatus) => (status.type === 'folder' ? folderMode : fileMode)
  const create = (parent: Node | null, name: string, mode: number): Node => {
    const node = fs.createNode(parent, name, mode, 0)
    node.node_ops = nodeOperations
    node.stream_ops = streamOperations
    return node
  }

  const nodeOperations = {
    getattr(node: Node) {
      const status = statusOf(pathOf(node))
      const at = new Date(status.modifiedMs)
      const size = status.type === 'folder' ? blockBytes : status.sizeBytes
      return {
        dev: 1,
        ino: node.id,
        mode: modeOf(status),
        nlink: 1,
        uid: 0,
        gid: 0,
        rdev: 0,
        size,
        atime: at,
        mtime: at,
        ctime: at,
        blksize: blockBytes,
        blocks: Math.ceil(size / blockBytes),
      }
    },
    setattr(node: Node, attributes: { size?: number }) {
      if (attributes.size !== undefined) attempt('truncate', [pathOf(node), attributes.size])
    },
    lookup: (parent: Node, name: string) => create(parent, name, modeOf(statusOf(inner(parent, name)))),
    mknod(parent: Node, name: string, mode: number) {
      const path = inner(parent, name)
      if (fs.isDir(mode)) attempt('makeFolder', [path])
      else attempt('write', [path, 'create'], new Uint8Array())
      return create(parent, name, fs.isDir(mode) ? folderMode : fileMode)
    },
    rename(node: Node, parent: Node, name: string) {
      attempt('rename', [pathOf(node), inner(parent, name)])
      node.name = name
    },
    unlink: (parent: Node, name: string) => void attempt('remove', [inner(parent, name)]),
    rmdir: (parent: Node, name: string) => void attempt('remove', [inner(parent, name)]),
    readdir: (node: Node) => ['.', '..', ...(attempt('list', [pathOf(node)]).value as { name: string }[]).map((entry) => entry.name)],
    symlink() {
      throw new fs.ErrnoError(numbers.EPERM ?? 63)
    },
    readlink() {
      throw new fs.ErrnoError(numbers.EINVAL ?? 28)
    },
  }
  const streamOperations = {
    open() {},
    close() {},
    read(stream: Stream, buffer: Uint8Array, offset: number, length: number, position: number) {
      const { bytes } = attempt('readAt', [pathOf(stream.node), position, length])
      buffer.set(bytes, offset)
      return bytes.byteLength
    },
    write: (stream: Stream, buffer: Uint8Array, offset: number, length: number, position: number) =>
      attempt('writeAt', [pathOf(stream.node), position], new Uint8Array(buffer.subarray(offset, offset + length))).value as number,
    llseek(stream: Stream, offset: number, whence: number) {
      const from = whence === 1 ? stream.position : whence === 2 ? statusOf(pathOf(stream.node)).sizeBytes : 0
      if (from + offset < 0) throw new fs.ErrnoError(numbers.EINVAL ?? 28)
      return from + offset
    },
  }
  return { mount: () => create(null, '/', folderMode) }
}
