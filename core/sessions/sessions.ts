import { Fault } from '../contract/faults.ts'
import type { AppEvent } from '../contract/system.ts'
import type { Message, Session, SessionFilter, SessionRow, Storage } from '../engines/storage/port.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import { type FolderId, type MessageId, newId, type SessionId } from '../kernel/ids.ts'
import { createUploads } from './attachments.ts'
import { createExports } from './export/exports.ts'
import { createFiling } from './filing.ts'
import { forkChat } from './fork.ts'
import { createImporter } from './import/importer.ts'
import { untitled } from './titles.ts'
import { createWorkspaceFiles } from './workspace-files.ts'
import type { WorkspaceFolders } from './workspace-folders.ts'
import { createChatWriter } from './write-chat.ts'

type ListInput = {
  cursor?: string | undefined
  limit: number
  show?: SessionFilter['show']
  folderId?: FolderId | 'none' | undefined
  pinned?: boolean | undefined
  agent?: string | undefined
}

const dayMs = 24 * 60 * 60_000

/** Chats and what is kept with them. Turns are `createTurns`. */
export function createSessions(options: {
  storage: Storage
  /** Throws MANIFEST_NOT_FOUND for an agent that is not there. */
  requireAgent: (name: string) => void
  /** Ends the answers under way, if any. */
  stop: (id: SessionId) => Promise<boolean>
  /** Whether its answer waits for a yes of the person. */
  isWaiting: (id: SessionId) => boolean
  /** Takes away what else is kept for a chat, once it is gone for good. */
  onRemoved: (id: SessionId) => Promise<unknown>
  /** Puts to rest what runs for a chat that went to the trash. */
  onTrashed: (id: SessionId) => void
  workspaces: WorkspaceFolders
  /** Opens a file with the program that the system has for it; absent where there is no desktop. */
  openPath?: ((path: string) => Promise<void>) | undefined
  publish: (event: AppEvent) => void
  clock: Clock
}) {
  const { storage, requireAgent, isWaiting, onRemoved, workspaces, publish, clock } = options
  const remains = async (id: SessionId) => {
    await workspaces.remove(id)
    await onRemoved(id)
  }
  const hasAgent = (name: string): boolean => {
    try {
      requireAgent(name)
      return true
    } catch {
      return false
    }
  }
  const writer = createChatWriter(options)
  const filing = createFiling({ ...options, onRemoved: remains })
  const uploads = createUploads(options)

  /** Waiting is not stored: an approval lives no longer than the process that asks. */
  const asItStands = ({ titledBy: _, source: __, ...session }: SessionRow): Session =>
    session.status === 'running' && isWaiting(session.id) ? { ...session, status: 'waiting' } : session

  const get = async (id: SessionId): Promise<Session> => {
    const session = await storage.sessions.get(id)
    if (!session) throw new Fault('NOT_FOUND', { what: 'chat', name: id })
    return asItStands(session)
  }
  const messageOf = async (sessionId: SessionId, id: MessageId): Promise<Message> => {
    const message = await storage.messages.get(id)
    if (message?.sessionId !== sessionId) throw new Fault('NOT_FOUND', { what: 'message', name: id })
    return message
  }

  return {
    ...filing,
    ...uploads,
    ...createWorkspaceFiles(options),
    ...createImporter({ ...options, writer, hasAgent }),
    ...createExports({ storage, get }),
    get,
    async list({ cursor, limit, folderId, pinned, ...rest }: ListInput) {
      const filter: SessionFilter = { ...rest, folderId: folderId === 'none' ? null : folderId, isPinned: pinned }
      const [sessions, total] = await Promise.all([
        storage.sessions.list({ ...filter, before: readCursor(cursor), limit }),
        storage.sessions.count(filter),
      ])
      const last = sessions.at(-1)
      const place = filter.show === 'trash' ? last?.trashedAt : last?.updatedAt
      return { sessions: sessions.map(asItStands), total, nextCursor: last && sessions.length === limit ? `${place} ${last.id}` : null }
    },
    async create(input: { agent: string; title?: string | undefined; model?: string | undefined }): Promise<Session> {
      requireAgent(input.agent)
      const at = isoNow(clock)
      const id = newId('ses')
      const title = input.title?.trim()
      await storage.sessions.insert({
        ...{ id, title: title || untitled, titledBy: title ? 'person' : 'rule', agent: input.agent, model: input.model ?? null, headId: null },
        ...{ activeRunId: null, status: 'idle', messageCount: 0, createdAt: at, updatedAt: at },
      })
      publish({ type: 'session.changed', sessionId: id })
      return await get(id)
    },
    async update(input: {
      id: SessionId
      title?: string | undefined
      agent?: string | undefined
      model?: string | null | undefined
    }): Promise<Session> {
      await get(input.id)
      if (input.agent !== undefined) requireAgent(input.agent)
      const title = input.title?.trim()
      await storage.sessions.update(input.id, {
        ...(title === undefined ? {} : { title: title || untitled, titledBy: title ? ('person' as const) : ('rule' as const) }),
        ...(input.agent === undefined ? {} : { agent: input.agent }),
        ...(input.model === undefined ? {} : { model: input.model }),
      })
      publish({ type: 'session.changed', sessionId: input.id })
      return await get(input.id)
    },
    async fork(input: { id: SessionId; messageId: MessageId }): Promise<Session> {
      const id = await forkChat({ ...options, writer }, input)
      publish({ type: 'session.changed', sessionId: id })
      return await get(id)
    },
    /** A page of the branch in view, ending before `before`, at most `limit` messages, oldest first. */
    async history(input: { id: SessionId; before?: MessageId | undefined; limit: number }): Promise<{ messages: Message[]; hasMore: boolean }> {
      const session = await get(input.id)
      const head = input.before ? (await messageOf(session.id, input.before)).parentId : session.headId
      const messages = head ? await storage.messages.branch(head, input.limit + 1) : []
      return { messages: messages.slice(-input.limit), hasMore: messages.length > input.limit }
    },
    /** Where the branch in view is cut into pages of `size`, upward from `before`; at most so many pages, since a long way takes its time. */
    async outline(input: { id: SessionId; before?: MessageId | undefined; size: number; pages: number }) {
      const session = await get(input.id)
      const head = input.before ? (await messageOf(session.id, input.before)).parentId : session.headId
      const marks = head ? await storage.messages.milestones(head, { every: input.size, limit: input.size * input.pages }) : []
      const last = marks.at(-1)
      return {
        pages: marks.map(({ depth }, index) => ({
          before: marks[index - 1]?.id ?? input.before ?? null,
          count: depth - (marks[index - 1]?.depth ?? 0),
        })),
        next: last && !last.isFirst ? last.id : null,
      }
    },
    async versions(input: { id: SessionId; messageId: MessageId }): Promise<{ messages: Message[] }> {
      const { siblings } = await messageOf(input.id, input.messageId)
      return { messages: (await Promise.all(siblings.map((id) => storage.messages.get(id)))).filter((message) => message !== null) }
    },
    async state(id: SessionId): Promise<Record<string, unknown>> {
      await get(id)
      return await storage.state.read(id)
    },
    async selectBranch(input: { id: SessionId; messageId: MessageId }): Promise<Session> {
      const session = await get(input.id)
      if (session.activeRunId) throw new Fault('SESSION_BUSY')
      const message = await messageOf(session.id, input.messageId)
      await storage.sessions.update(session.id, { headId: await storage.messages.leafBelow(message.id) })
      publish({ type: 'session.changed', sessionId: session.id })
      return await get(session.id)
    },
    async search(input: { query: string; sessionId?: SessionId | undefined; limit: number }) {
      return { hits: await storage.messages.search(input.query, input) }
    },
    async totals(input: { id: SessionId }) {
      await get(input.id)
      const models = await storage.runs.totals(input.id)
      const sum = (key: 'inputTokens' | 'outputTokens' | 'costUsd' | 'answers' | 'durationMs') => models.reduce((total, row) => total + row[key], 0)
      return {
        ...{ inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens'), costUsd: sum('costUsd') },
        ...{ answers: sum('answers'), durationMs: sum('durationMs') },
        models: models.map(({ durationMs: _, ...row }) => row),
      }
    },
    async totalsByDay({ days }: { days: number }) {
      const since = new Date(clock.now() - (days - 1) * dayMs).toISOString().slice(0, 10)
      return { days: await storage.runs.totalsByDay(since) }
    },
    /** Upkeep, every few minutes: empties the trash of what is older than 30 days, and takes away uploads that no message took or that were given up. */
    async sweep(): Promise<void> {
      uploads.forgetIdleUploads()
      await filing.sweepTrash()
      await filing.purge(await writer.listAbandoned())
      await uploads.sweepUploads()
    },
  }
}

function readCursor(cursor: string | undefined): { updatedAt: string; trashedAt: string; id: SessionId } | undefined {
  if (cursor === undefined) return undefined
  const [at, id] = cursor.split(' ')
  if (!at || !id) throw new Fault('BAD_INPUT', { detail: 'This cursor is not one of this list. Begin again without it.' })
  return { updatedAt: at, trashedAt: at, id: id as SessionId }
}

export type Sessions = ReturnType<typeof createSessions>
