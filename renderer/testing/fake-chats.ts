import { implement, ORPCError } from '@orpc/server'
import type { ChatFolder } from '../../core/contract/chat-order.ts'
import { contract } from '../../core/contract/index.ts'
import type { Message, Session } from '../../core/contract/sessions.ts'
import type { AppEvent } from '../../core/contract/system.ts'
import * as given from './fake-data.ts'

const os = implement(contract).sessions
const notHere = (): never => {
  throw new ORPCError('NOT_SUPPORTED', { message: 'Made-up chats cannot do that.' })
}

/** Whether a chat is in the part of the list that was asked for. */
export function isListed(
  one: Session,
  { show, pinned, folderId, title }: { show: string; pinned?: boolean | undefined; folderId?: string | undefined; title?: string | undefined },
): boolean {
  const place = one.trashedAt ? 'trash' : one.archivedAt ? 'archived' : 'open'
  if (show === 'all' ? place === 'trash' : place !== show) return false
  if (title !== undefined && !one.title.toLowerCase().includes(title.toLowerCase())) return false
  if (pinned !== undefined && pinned !== (one.pinnedAt !== null)) return false
  return folderId === undefined || (one.folderId ?? 'none') === folderId
}

/** Order among made-up chats: folders, pins, archive and trash are kept in memory; files, forks and imports are not there. */
export function fakeChats(chats: { sessions: Map<string, Session>; historyOf(id: string): Message[]; tell(event: AppEvent): void }) {
  const folders = new Map<string, ChatFolder>()
  let nextFolder = 1
  const changes = {
    ...{ archive: { archivedAt: 'now' }, unarchive: { archivedAt: null }, pin: { pinnedAt: 'now' }, unpin: { pinnedAt: null } },
    ...{ delete: { trashedAt: 'now' }, restore: { trashedAt: null } },
  }
  const counted = (folder: ChatFolder): ChatFolder => ({
    ...folder,
    chats: [...chats.sessions.values()].filter((one) => one.folderId === folder.id && !one.archivedAt && !one.trashedAt).length,
  })
  const folderOf = (id: string): ChatFolder => {
    const found = folders.get(id)
    if (!found) throw new ORPCError('NOT_FOUND', { message: `There is no folder named ${id}.` })
    return found
  }

  return {
    bulk: os.bulk.handler(({ input: { ids, action, folderId } }) => {
      for (const id of ids) {
        const session = chats.sessions.get(id)
        if (!session) continue
        if (action === 'purge') chats.sessions.delete(id)
        else if (action === 'move') session.folderId = folderId ?? null
        else Object.assign(session, JSON.parse(JSON.stringify(changes[action]).replace('"now"', JSON.stringify(new Date().toISOString()))))
        chats.tell({ type: action === 'delete' || action === 'purge' ? 'session.removed' : 'session.changed', sessionId: session.id })
      }
      return { done: ids, failed: [] }
    }),
    emptyTrash: os.emptyTrash.handler(() => {
      const gone = [...chats.sessions.values()].filter((one) => one.trashedAt)
      for (const one of gone) chats.sessions.delete(one.id)
      return { removed: gone.length }
    }),
    folders: os.folders.handler(() => ({ folders: [...folders.values()].map(counted).sort((a, b) => a.name.localeCompare(b.name)) })),
    createFolder: os.createFolder.handler(({ input: { name } }) => {
      const folder = { id: given.id<ChatFolder['id']>('fol', nextFolder++), name, chats: 0, createdAt: new Date().toISOString() }
      folders.set(folder.id, folder)
      chats.tell({ type: 'folders.changed' })
      return folder
    }),
    renameFolder: os.renameFolder.handler(({ input: { id, name } }) => counted(Object.assign(folderOf(id), { name }))),
    removeFolder: os.removeFolder.handler(({ input: { id } }) => {
      for (const one of chats.sessions.values()) if (one.folderId === id) one.folderId = null
      return { removed: folders.delete(id) }
    }),
    versions: os.versions.handler(({ input }) => {
      const all = chats.historyOf(input.id)
      const siblings = all.find((message) => message.id === input.messageId)?.siblings ?? []
      return { messages: all.filter((message) => siblings.includes(message.id)) }
    }),
    totals: os.totals.handler(() => ({
      ...given.usage,
      answers: 3,
      durationMs: 42_000,
      models: [{ ...given.usage, model: 'llama/spark', answers: 3 }],
    })),
    totalsByDay: os.totalsByDay.handler(() => ({ days: [{ ...given.usage, day: new Date().toISOString().slice(0, 10), answers: 3 }] })),
    fork: os.fork.handler(notHere),
    compare: os.compare.handler(notHere),
    attach: os.attach.handler(notHere),
    attachment: os.attachment.handler(notHere),
    previewImport: os.previewImport.handler(notHere),
    import: os.import.handler(notHere),
  }
}
