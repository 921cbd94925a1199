import { Fault } from '../contract/faults.ts'
import type { AppEvent } from '../contract/system.ts'
import type { Message, Session, Storage } from '../engines/storage/port.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import { type MessageId, newId, type SessionId } from '../kernel/ids.ts'
import { exportSession } from './export.ts'
import { untitled } from './titles.ts'

const exportPage = 500

/** Chats and what is kept with them. Turns are `createTurns`. */
export function createSessions(options: {
  storage: Storage
  /** Throws MANIFEST_NOT_FOUND for an agent that is not there. */
  requireAgent: (name: string) => void
  /** Ends the answer under way, if any. */
  stop: (id: SessionId) => Promise<boolean>
  /** Whether its answer waits for a yes of the person. */
  isWaiting: (id: SessionId) => boolean
  /** Takes away what else is kept for a chat. */
  onRemoved: (id: SessionId) => Promise<unknown>
  publish: (event: AppEvent) => void
  clock: Clock
}) {
  const { storage, requireAgent, stop, isWaiting, onRemoved, publish, clock } = options

  /** Waiting is not stored: an approval lives no longer than the process that asks. */
  const asItStands = (session: Session): Session =>
    session.status === 'running' && isWaiting(session.id) ? { ...session, status: 'waiting' } : session

  const get = async (id: SessionId): Promise<Session> => {
    const session = await storage.sessions.get(id)
    if (!session) throw new Fault('NOT_FOUND', { what: 'chat', name: id })
    return asItStands(session)
  }

  /** The branch that ends in `head` (not in it, when `isExclusive`), at most `limit` messages, oldest first. */
  const page = async (session: Session, before: MessageId | undefined, limit: number): Promise<{ messages: Message[]; hasMore: boolean }> => {
    let head = session.headId
    if (before) {
      const message = await storage.messages.get(before)
      if (message?.sessionId !== session.id) throw new Fault('NOT_FOUND', { what: 'message', name: before })
      head = message.parentId
    }
    const messages = head ? await storage.messages.branch(head, limit + 1) : []
    return { messages: messages.slice(-limit), hasMore: messages.length > limit }
  }

  return {
    get,
    async list(input: { cursor?: string | undefined; limit: number }) {
      const [sessions, total] = await Promise.all([
        storage.sessions.list({ before: readCursor(input.cursor), limit: input.limit }),
        storage.sessions.count(),
      ])
      const last = sessions.at(-1)
      return {
        sessions: sessions.map(asItStands),
        total,
        nextCursor: last && sessions.length === input.limit ? `${last.updatedAt} ${last.id}` : null,
      }
    },
    async create(input: { agent: string; title?: string | undefined; model?: string | undefined }): Promise<Session> {
      requireAgent(input.agent)
      const at = isoNow(clock)
      const session: Session = {
        ...{ id: newId('ses'), title: input.title?.trim() || untitled, agent: input.agent, model: input.model ?? null, headId: null },
        ...{ activeRunId: null, status: 'idle', messageCount: 0, createdAt: at, updatedAt: at },
      }
      await storage.sessions.insert(session)
      publish({ type: 'session.changed', sessionId: session.id })
      return session
    },
    async update(input: {
      id: SessionId
      title?: string | undefined
      agent?: string | undefined
      model?: string | null | undefined
    }): Promise<Session> {
      await get(input.id)
      if (input.agent !== undefined) requireAgent(input.agent)
      await storage.sessions.update(input.id, {
        ...(input.title === undefined ? {} : { title: input.title.trim() || untitled }),
        ...(input.agent === undefined ? {} : { agent: input.agent }),
        ...(input.model === undefined ? {} : { model: input.model }),
      })
      publish({ type: 'session.changed', sessionId: input.id })
      return await get(input.id)
    },
    async remove(id: SessionId): Promise<boolean> {
      await get(id)
      await stop(id)
      const removed = await storage.sessions.remove(id)
      await storage.artifacts.sweep()
      await onRemoved(id)
      publish({ type: 'session.removed', sessionId: id })
      return removed
    },
    async history(input: { id: SessionId; before?: MessageId | undefined; limit: number }) {
      return await page(await get(input.id), input.before, input.limit)
    },
    async state(id: SessionId): Promise<Record<string, unknown>> {
      await get(id)
      return await storage.state.read(id)
    },
    async selectBranch(input: { id: SessionId; messageId: MessageId }): Promise<Session> {
      const session = await get(input.id)
      if (session.activeRunId) throw new Fault('SESSION_BUSY')
      const message = await storage.messages.get(input.messageId)
      if (message?.sessionId !== session.id) throw new Fault('NOT_FOUND', { what: 'message', name: input.messageId })
      await storage.sessions.update(session.id, { headId: await storage.messages.leafBelow(message.id) })
      publish({ type: 'session.changed', sessionId: session.id })
      return await get(session.id)
    },
    async search(input: { query: string; sessionId?: SessionId | undefined; limit: number }) {
      return { hits: await storage.messages.search(input.query, input) }
    },
    async export(input: { id: SessionId; format: 'json' | 'markdown' }) {
      const session = await get(input.id)
      const all: Message[] = []
      let before: MessageId | undefined
      for (;;) {
        const { messages, hasMore } = await page(session, before, exportPage)
        all.unshift(...messages)
        before = messages[0]?.id
        if (!hasMore) return exportSession(session, all, input.format)
      }
    },
  }
}
function readCursor(cursor: string | undefined): { updatedAt: string; id: SessionId } | undefined {
  if (cursor === undefined) return undefined
  const [updatedAt, id] = cursor.split(' ')
  if (!updatedAt || !id) throw new Fault('BAD_INPUT', { detail: 'This cursor is not one of this list. Begin again without it.' })
  return { updatedAt, id: id as SessionId }
}

export type Sessions = ReturnType<typeof createSessions>
