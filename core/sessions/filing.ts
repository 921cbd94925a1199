import type { ChatAction, ChatFolder } from '../contract/chat-order.ts'
import { Fault } from '../contract/faults.ts'
import type { AppEvent } from '../contract/system.ts'
import type { SessionRow, Storage } from '../engines/storage/port.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import { type FolderId, newId, type SessionId } from '../kernel/ids.ts'

const trashMs = 30 * 24 * 60 * 60_000
const page = 100
const mostFolders = 1_000

type FilingOptions = {
  storage: Storage
  /** Ends what is being written. */
  stop: (id: SessionId) => Promise<boolean>
  /** Takes away what else is kept for a chat, once it is gone for good. */
  onRemoved: (id: SessionId) => Promise<unknown>
  /** Puts to rest what runs for a chat that went to the trash; what is kept for it stays. */
  onTrashed: (id: SessionId) => void
  publish: (event: AppEvent) => void
  clock: Clock
}

/** Order among chats: folders, pins, archive, and the trash, where deleted chats wait for 30 days. */
export function createFiling({ storage, stop, onRemoved, onTrashed, publish, clock }: FilingOptions) {
  async function purge(ids: readonly SessionId[]): Promise<number> {
    let removed = 0
    for (const id of ids) {
      await stop(id)
      if (await storage.sessions.remove(id)) removed += 1
      await onRemoved(id)
      publish({ type: 'session.removed', sessionId: id })
    }
    if (removed > 0) await storage.artifacts.sweep()
    return removed
  }

  /** The oldest of the trash that was put there before `time`, until none is left. */
  async function purgeTrashBefore(time: string): Promise<number> {
    let removed = 0
    for (;;) {
      const rows = await storage.sessions.list({ show: 'trash', before: { trashedAt: time, updatedAt: '', id: 'ses_~' as SessionId }, limit: page })
      if (rows.length === 0) return removed
      removed += await purge(rows.map((row) => row.id))
    }
  }

  const folders = async (): Promise<{ folders: ChatFolder[] }> => {
    const rows = await storage.folders.list()
    return { folders: rows.toSorted((a, b) => a.name.localeCompare(b.name, undefined, { sensitivity: 'base', numeric: true })) }
  }
  const folderOf = async (id: FolderId): Promise<ChatFolder> => {
    const found = (await storage.folders.list()).find((folder) => folder.id === id)
    if (!found) throw new Fault('NOT_FOUND', { what: 'folder', name: id })
    return found
  }
  const refuseTaken = async (name: string, own?: FolderId) => {
    const all = await storage.folders.list()
    if (all.some((folder) => folder.id !== own && folder.name.toLowerCase() === name.toLowerCase()))
      throw new Fault('BAD_INPUT', { detail: `There is a folder ${name} already. Choose another name.` })
    if (own === undefined && all.length >= mostFolders) throw new Fault('BAD_INPUT', { detail: `There are ${mostFolders} folders already.` })
  }
  const foldersChanged = () => publish({ type: 'folders.changed' })

  return {
    /** For good; returns how many there were. */
    purge,
    folders,
    async createFolder({ name }: { name: string }): Promise<ChatFolder> {
      await refuseTaken(name)
      const folder = { id: newId('fol'), name, createdAt: isoNow(clock) }
      await storage.folders.insert(folder)
      foldersChanged()
      return { ...folder, chats: 0 }
    },
    async renameFolder({ id, name }: { id: FolderId; name: string }): Promise<ChatFolder> {
      await refuseTaken(name, id)
      await storage.folders.rename(id, name)
      foldersChanged()
      return await folderOf(id)
    },
    async removeFolder({ id }: { id: FolderId }): Promise<{ removed: boolean }> {
      const removed = await storage.folders.remove(id)
      if (removed) foldersChanged()
      return { removed }
    },
    /** To the trash; from there, for good. */
    async remove(id: SessionId): Promise<boolean> {
      const row = await storage.sessions.get(id)
      if (!row) throw new Fault('NOT_FOUND', { what: 'chat', name: id })
      if (row.trashedAt) return (await purge([id])) > 0
      // In this order: from then on no turn can begin.
      await storage.sessions.update(id, { trashedAt: isoNow(clock) })
      await stop(id)
      onTrashed(id)
      publish({ type: 'session.removed', sessionId: id })
      return true
    },
    async bulk(input: { ids: readonly SessionId[]; action: ChatAction; folderId?: FolderId | null | undefined }) {
      const { action } = input
      const ids = [...new Set(input.ids)]
      if (action === 'move') {
        if (input.folderId === undefined) throw new Fault('BAD_INPUT', { detail: 'Say where to move them: `folderId`, null for no folder.' })
        if (input.folderId !== null) await folderOf(input.folderId)
      }
      const done: SessionId[] = []
      const failed: { id: SessionId; message: string }[] = []
      const at = isoNow(clock)
      await storage.transaction(async (tx) => {
        for (const id of ids) {
          const row = await tx.sessions.get(id)
          const why = row ? refusal(row, action) : new Fault('NOT_FOUND', { what: 'chat', name: id }).message
          if (!row || why !== null) {
            failed.push({ id, message: why ?? '' })
            continue
          }
          await tx.sessions.update(id, changeOf(row, action, at, input.folderId ?? null))
          done.push(id)
        }
      })
      if (action === 'delete') {
        for (const id of done) {
          await stop(id)
          onTrashed(id)
        }
      }
      if (action === 'purge') await purge(done)
      else for (const id of done) publish({ type: action === 'delete' ? 'session.removed' : 'session.changed', sessionId: id })
      return { done, failed }
    },
    async emptyTrash(): Promise<{ removed: number }> {
      return { removed: await purgeTrashBefore('~') }
    },
    /** Deletes for good what has been in the trash for 30 days. */
    async sweepTrash(): Promise<void> {
      await purgeTrashBefore(new Date(clock.now() - trashMs).toISOString())
    },
  }
}

function refusal(row: SessionRow, action: ChatAction): string | null {
  if (row.trashedAt === null || action === 'restore' || action === 'delete' || action === 'purge') return null
  return 'This chat is in the trash. Restore it first.'
}

/** What was so before keeps its time. */
function changeOf(row: SessionRow, action: ChatAction, at: string, folderId: FolderId | null): Partial<SessionRow> {
  switch (action) {
    case 'archive':
      return { archivedAt: row.archivedAt ?? at }
    case 'unarchive':
      return { archivedAt: null }
    case 'pin':
      return { pinnedAt: row.pinnedAt ?? at }
    case 'unpin':
      return { pinnedAt: null }
    case 'move':
      return { folderId }
    case 'delete':
    case 'purge':
      return { trashedAt: row.trashedAt ?? at }
    case 'restore':
      return { trashedAt: null }
  }
}
