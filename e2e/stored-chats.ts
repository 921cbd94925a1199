import type { MessagePart } from '../core/contract/sessions.ts'
import type { MessageRow } from '../core/engines/storage/port.ts'
import { createSqliteStorage } from '../core/engines/storage/sqlite-storage.ts'
import { foldersOf } from '../core/folders.ts'
import { systemClock } from '../core/kernel/clock.ts'
import { type MessageId, newId, type SessionId } from '../core/kernel/ids.ts'
import { silentLogger } from '../core/kernel/logger.ts'

export type StoredMessage = Partial<Pick<MessageRow, 'status' | 'error' | 'model' | 'usage'>> & {
  role: 'user' | 'assistant'
  /** A string is one part of text. */
  parts: MessagePart[] | string
}
export type StoredChat = { title: string; agent?: string; messages: StoredMessage[] }

/** Writes chats into a data folder that no workstation uses yet, as if they had been had before; the last one is the newest. */
export async function storeChats(dataFolder: string, chats: StoredChat[]): Promise<SessionId[]> {
  const folders = foldersOf(dataFolder)
  const storage = await createSqliteStorage({
    file: folders.database,
    artifactsFolder: folders.artifacts,
    clock: systemClock,
    logger: silentLogger,
  })
  const ids: SessionId[] = []
  for (const chat of chats) ids.push(await storage.transaction(async (on) => storeChat(on, chat)))
  await storage.close()
  return ids
}

async function storeChat(on: Pick<Awaited<ReturnType<typeof createSqliteStorage>>, 'sessions' | 'messages'>, chat: StoredChat): Promise<SessionId> {
  const at = new Date().toISOString()
  const id = newId('ses')
  await on.sessions.insert({
    ...{ id, title: chat.title, agent: chat.agent ?? 'assistant', model: null, headId: null, activeRunId: null },
    ...{ status: 'idle', messageCount: 0, createdAt: at, updatedAt: at },
  })
  let parentId: MessageId | null = null
  for (const { role, parts, ...rest } of chat.messages) {
    const messageId: MessageId = newId('msg')
    await on.messages.insert({
      ...{ id: messageId, sessionId: id, parentId, role, status: 'complete', error: null, runId: null, model: null, usage: null },
      ...{ createdAt: at, finishedAt: at, parts: typeof parts === 'string' ? [{ type: 'text', text: parts }] : parts },
      ...rest,
    })
    parentId = messageId
  }
  const last = chat.messages.at(-1)?.status
  await on.sessions.update(id, { headId: parentId, updatedAt: at, status: last === 'failed' || last === 'interrupted' ? last : 'idle' })
  return id
}
