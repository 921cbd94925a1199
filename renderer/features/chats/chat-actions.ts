import type { Attachment } from '../../../core/contract/chat-files.ts'
import type { Message, Session } from '../../../core/contract/sessions.ts'
import type { Api } from '../../api/client.ts'
import { ConnectionLost } from '../../api/connection.ts'
import { newId } from '../../api/new-id.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { changeTail, hasMessage, refreshTail } from './history.ts'

type SessionId = Session['id']
type MessageId = Message['id']

const blank = { error: null, model: null, usage: null, finishedAt: null }

/** Sends again while the connection comes back: the message carries its own id, so the core stores it once. */
async function untilConnected<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof ConnectionLost) || attempt >= 2) throw error
    }
  }
}

/** Stores the message and starts the answer. Of the same id a second call answers what the first one did. */
export function submitMessage(
  api: Api,
  id: SessionId,
  text: string,
  attachments: readonly Attachment[],
  parentId: MessageId | null | undefined,
  messageId: MessageId,
) {
  const files = attachments.map(({ artifactId }) => artifactId)
  return untilConnected(() =>
    api.client.sessions.submit({
      ...{ id, text, messageId },
      ...(files.length > 0 && { attachments: files }),
      ...(parentId !== undefined && { parentId }),
    }),
  )
}

/** Shows the message at once, then stores it and starts the answer. `parentId` left out: at the end; given: as a version beside what follows it. */
export async function sendMessage(
  api: Api,
  id: SessionId,
  text: string,
  attachments: readonly Attachment[] = [],
  parentId?: MessageId | null,
  messageId = newId<MessageId>('msg'),
): Promise<void> {
  const createdAt = new Date().toISOString()
  const said: Message = {
    ...blank,
    id: messageId,
    sessionId: id,
    parentId: parentId ?? null,
    role: 'user',
    parts: [
      ...(text === '' ? [] : [{ type: 'text' as const, text }]),
      ...attachments.map((each) => ({ ...each, type: 'attachment' as const, path: null })),
    ],
    status: 'complete',
    runId: null,
    createdAt,
    siblings: [messageId],
  }
  changeTail(api, id, (messages) => {
    if (parentId === undefined) return [...messages, said]
    const end = parentId === null ? 0 : messages.findIndex((message) => message.id === parentId) + 1
    return end === 0 && parentId !== null ? messages : [...messages.slice(0, end), said]
  })
  try {
    const sent = await submitMessage(api, id, text, attachments, parentId, messageId)
    const answer: Message = {
      ...blank,
      id: sent.assistantMessageId,
      sessionId: id,
      parentId: messageId,
      role: 'assistant',
      parts: [],
      status: 'streaming',
      runId: sent.runId,
      createdAt,
      siblings: [sent.assistantMessageId],
    }
    changeTail(api, id, (messages) => (messages.some((message) => message.id === answer.id) ? messages : [...messages, answer]))
    await refreshTail(api, id).catch(() => {})
  } catch (error) {
    changeTail(api, id, (messages) => messages.filter((message) => message.id !== messageId))
    await refreshTail(api, id).catch(() => {})
    // Only its answer was lost on the way: what is in the chat must not stand in the box as well.
    if (hasMessage(api, id, messageId)) return
    throw error
  }
}

export async function retryAnswer(api: Api, id: SessionId, messageId: MessageId, model?: string): Promise<void> {
  await api.client.sessions.retry({ id, messageId, ...(model && { model }) })
  await refreshTail(api, id, 500)
}

/** A chat of its own that goes on from a message; the original stays as it is. */
export async function forkChat(api: Api, id: SessionId, messageId: MessageId): Promise<SessionId> {
  const fork = await api.client.sessions.fork({ id, messageId })
  api.queries.setQueryData(api.orpc.sessions.get.queryKey({ input: { id: fork.id } }), fork)
  void api.queries.invalidateQueries({ queryKey: api.orpc.sessions.list.key() })
  showToast(t.fork.done)
  return fork.id
}

export async function stopAnswer(api: Api, id: SessionId): Promise<void> {
  await api.client.sessions.stop({ id })
  await refreshTail(api, id)
}

export async function showVersion(api: Api, id: SessionId, messageId: MessageId, loadedCount: number): Promise<void> {
  await api.client.sessions.selectBranch({ id, messageId })
  await refreshTail(api, id, loadedCount)
}
