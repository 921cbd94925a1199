import { constants } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, sep } from 'node:path'
import type { FoundFile, OpenFileInput } from '../contract/chat-files.ts'
import { Fault } from '../contract/faults.ts'
import { attachmentLimitBytes } from '../contract/limits.ts'
import type { Storage } from '../engines/storage/port.ts'
import type { ArtifactId, SessionId } from '../kernel/ids.ts'
import { mediaTypeOf } from './media-types.ts'
import type { WorkspaceFolders } from './workspace-folders.ts'

/**
 * What a program shows and does not run, by ending. A tool or a model wrote the file, so of everything else the folder is shown instead: to open a script
 * or a web page would be to run it.
 */
const shownEndings = new Set(
  '.txt .md .csv .tsv .log .json .yaml .yml .toml .sql .png .jpg .jpeg .gif .webp .pdf .mp3 .wav .ogg .mp4 .webm'.split(' '),
)

type Options = {
  storage: Pick<Storage, 'sessions' | 'artifacts'>
  workspaces: WorkspaceFolders
  /** Opens a file or folder with the program that the system has for it; absent where there is no desktop. */
  openPath?: ((path: string) => Promise<void>) | undefined
}

/** Files that tools made: those in the working folder of a chat, and those that a result holds. */
export function createWorkspaceFiles({ storage, workspaces, openPath }: Options) {
  /** The real path of a plain file in the working folder; null: there is none, or it leads out. */
  async function locate(id: SessionId, path: string): Promise<string | null> {
    if (path.includes('\0')) return null
    const root = await realpath(workspaces.folderOf(id)).catch(() => null)
    const real = root && (await realpath(join(root, path)).catch(() => null))
    if (!root || !real?.startsWith(root + sep)) return null
    return (await stat(real).catch(() => null))?.isFile() ? real : null
  }
  async function located(id: SessionId, path: string): Promise<string> {
    const real = await locate(id, path)
    if (!real) throw new Fault('NOT_FOUND', { what: 'file of this chat', name: path })
    return real
  }
  const requireChat = async (id: SessionId) => {
    if (!(await storage.sessions.get(id))) throw new Fault('NOT_FOUND', { what: 'chat', name: id })
  }

  return {
    /** Which of these paths are files in the working folder. */
    async findFiles({ id, paths }: { id: SessionId; paths: readonly string[] }): Promise<{ files: FoundFile[] }> {
      await requireChat(id)
      const files = await Promise.all(
        paths.map(async (path) => {
          const real = await locate(id, path)
          return real ? [{ path, name: basename(real), sizeBytes: (await stat(real)).size }] : []
        }),
      )
      return { files: files.flat() }
    },
    async readFile({ id, path }: { id: SessionId; path: string }) {
      await requireChat(id)
      const real = await located(id, path)
      // Not through a link that a tool puts in its place meanwhile.
      const file = await open(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
      try {
        const { size } = await file.stat()
        if (size > attachmentLimitBytes) throw new Fault('TOO_LARGE', { what: basename(real), limit: '25 MB' })
        const bytes = await file.readFile()
        const name = basename(real)
        return { name, mediaType: mediaTypeOf(name, bytes), sizeBytes: bytes.byteLength, contentBase64: bytes.toString('base64') }
      } finally {
        await file.close()
      }
    },
    /** Opens it with the system's program when that only shows it, else the folder it lies in. What is not in the working folder is put there first. */
    async openFile({ id, ...file }: OpenFileInput): Promise<{ opened: 'file' | 'folder' }> {
      await requireChat(id)
      const path = 'path' in file ? file.path : await workspaces.place(id, ...(await contentOf(id, file)))
      const real = await located(id, path)
      if (!openPath) throw new Fault('NOT_SUPPORTED', { detail: `Files are opened in the desktop app. This one is ${real}` })
      const isShown = shownEndings.has(extname(real).toLowerCase())
      await openPath(isShown ? real : dirname(real))
      return { opened: isShown ? 'file' : 'folder' }
    },
  }

  async function contentOf(
    id: SessionId,
    file: { artifactId: ArtifactId } | { name: string; contentBase64: string },
  ): Promise<[name: string, bytes: Uint8Array]> {
    if ('name' in file) return [file.name, Buffer.from(file.contentBase64, 'base64')]
    const row = await storage.artifacts.get(file.artifactId)
    const content = row?.sessionId === id ? await storage.artifacts.read(row.id) : null
    if (!row || !content) throw new Fault('NOT_FOUND', { what: 'file of this chat', name: file.artifactId })
    return [row.name, content.bytes]
  }
}
