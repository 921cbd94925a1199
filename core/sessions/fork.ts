import { Fault } from '../contract/faults.ts'
import type { MessagePart } from '../contract/sessions.ts'
import { unsorted } from '../contract/sessions.ts'
import type { MessageRow, NewSessionRow, Storage, Stores } from '../engines/storage/port.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import { type ArtifactId, type MessageId, newId, type SessionId } from '../kernel/ids.ts'
import { inTrash } from './attachments.ts'
import { readBranch } from './read-chat.ts'
import type { WorkspaceFolders } from './workspace-folders.ts'
import type { ChatWriter } from './write-chat.ts'

const longestTitle = 200
const mark = ' (fork)'

/**
 * A chat of its own that begins with copies of the messages up to `messageId`, of the state as it is now, and of the workspace
 * folder. Runs stay with the original. Returns the new chat's id.
 */
export async function forkChat(
  options: { storage: Storage; writer: ChatWriter; workspaces: Pick<WorkspaceFolders, 'copy' | 'remove'>; clock: Clock },
  from: { id: SessionId; messageId: MessageId },
): Promise<SessionId> {
  const { storage, writer, workspaces, clock } = options
  const original = await storage.sessions.get(from.id)
  if (!original) throw new Fault('NOT_FOUND', { what: 'chat', name: from.id })
  if (original.trashedAt) throw inTrash()
  const last = await storage.messages.get(from.messageId)
  if (last?.sessionId !== original.id) throw new Fault('NOT_FOUND', { what: 'message', name: from.messageId })
  if (last.status === 'streaming') throw new Fault('SESSION_BUSY')

  const id = newId('ses')
  const branch = await readBranch(storage, last.id)
  const ids = new Map(branch.map((message) => [message.id, newId('msg')] as const))
  const rows = branch.map(
    ({ siblings: _, ...row }): MessageRow => ({
      ...row,
      id: ids.get(row.id) as MessageId,
      sessionId: id,
      parentId: row.parentId && (ids.get(row.parentId) ?? null),
      runId: null,
    }),
  )
  const at = isoNow(clock)
  const session: NewSessionRow = {
    ...{ id, title: `${original.title.slice(0, longestTitle - mark.length)}${mark}`, agent: original.agent, model: original.model },
    ...{ headId: ids.get(last.id) ?? null, activeRunId: null, status: 'idle', messageCount: 0, createdAt: at, updatedAt: at },
    ...{ ...unsorted, folderId: original.folderId, titledBy: 'person' },
    forkedFrom: { sessionId: original.id, messageId: last.id, title: original.title },
  }
  // First, so that a chat never points at files that are not there; without the chat the folder is taken away again.
  try {
    await workspaces.copy(original.id, id)
    const copied = new Map<ArtifactId, ArtifactId>()
    await writer.write(session, rows, {
      prepare: async (tx, row) => ({ ...row, parts: await copyParts(tx, row.parts, copied, { sessionId: id, createdAt: at }) }),
      finish: async (tx) => tx.state.write(id, await tx.state.read(original.id)),
    })
  } catch (error) {
    await workspaces.remove(id).catch(() => {})
    throw error
  }
  return id
}

async function copyParts(
  tx: Pick<Stores, 'artifacts'>,
  parts: readonly MessagePart[],
  copied: Map<ArtifactId, ArtifactId>,
  to: { sessionId: SessionId; createdAt: string },
): Promise<MessagePart[]> {
  const own: MessagePart[] = []
  for (const part of parts) {
    if (part.type === 'tool') own.push({ ...part, toolRunId: null })
    else if (part.type !== 'attachment') own.push(part)
    else {
      const id = copied.get(part.artifactId) ?? newId('art')
      if (!copied.has(part.artifactId)) await tx.artifacts.copy(part.artifactId, { id, ...to })
      copied.set(part.artifactId, id)
      own.push({ ...part, artifactId: id })
    }
  }
  return own
}
