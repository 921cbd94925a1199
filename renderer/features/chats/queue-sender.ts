import { create } from 'zustand'
import type { Message, Session } from '../../../core/contract/sessions.ts'
import type { AppEvent } from '../../../core/contract/system.ts'
import type { Api } from '../../api/client.ts'
import { errorText } from '../../ui/failed.tsx'
import { sendMessage, submitMessage } from './chat-actions.ts'
import { historyKey } from './history.ts'
import { changeQueue, chatsWithQueues, dropQueue, followQueues, type QueuedMessage, readQueue } from './queue.ts'

type MessageId = Message['id']
type SessionId = Session['id']

/** What this window sends just now: it stands in its chat already, and still in the queue until the core has it. */
export const useSending = create<{ ids: readonly MessageId[] }>()(() => ({ ids: [] }))

/** Of all windows one at a time sends a waiting message or changes it. The browser lets go of what a closed window held. */
const lockOf = (id: MessageId) => `cortex.queued.${id}`

/** No window sends this message until the returned function is called. */
export function holdBack(id: MessageId): () => void {
  const held = Promise.withResolvers<void>()
  void navigator.locks.request(lockOf(id), () => held.promise)
  return held.resolve
}

/**
 * Sends what waits in all chats, one message after the other, each when the turn before it has ended well, whatever is in view. After a turn
 * that has not, and when sending failed, they wait for the person, because what they ask may make no sense any more.
 */
export function sendQueues(api: Api): { take(event: AppEvent): void; close(): void } {
  /** Messages that are looked at now, or wait for another window; true: something has changed since. */
  const looking = new Map<MessageId, boolean>()
  let isClosed = false

  const look = async (chat: string): Promise<void> => {
    const first = readQueue(chat)[0]
    if (!first || isClosed) return
    if (looking.has(first.id)) return void looking.set(first.id, true)
    looking.set(first.id, false)
    try {
      await navigator.locks.request(lockOf(first.id), async () => {
        if (isClosed || !(await isDue(api, chat, first.id))) return
        await send(api, chat, first.id)
      })
    } catch {
      // The connection is lost: all are looked at when it is back.
    }
    const isChanged = looking.get(first.id)
    looking.delete(first.id)
    if (isChanged) void look(chat)
  }
  const lookAtAll = () => {
    for (const chat of chatsWithQueues()) void look(chat)
  }

  lookAtAll()
  const unfollow = followQueues(lookAtAll)
  return {
    take(event) {
      if (event.type === 'session.removed') dropQueue(event.sessionId)
      if (event.type === 'turn.ended' || event.type === 'session.changed') void look(event.sessionId)
      if (event.type === 'resync') lookAtAll()
    },
    close() {
      isClosed = true
      unfollow()
    },
  }
}

/** Sends the first message of a chat in spite of what holds it. */
export function sendFirst(api: Api, chat: string): Promise<void> {
  const first = readQueue(chat)[0]
  return first ? navigator.locks.request(lockOf(first.id), () => send(api, chat, first.id)) : Promise.resolve()
}

/** Whether a message is still the first of its queue, nothing holds it, and the turn before it has ended well. */
async function isDue(api: Api, chat: string, id: MessageId): Promise<boolean> {
  const isNext = () => readQueue(chat)[0]?.id === id && failureOf(readQueue(chat)) === null
  if (!isNext()) return false
  const session = await api.client.sessions.get({ id: chat as SessionId })
  if (session.activeRunId !== null || session.trashedAt !== null) return false
  const [last] = (await api.client.sessions.history({ id: session.id, limit: 1 })).messages
  return last?.role === 'assistant' && last.status === 'complete' && isNext()
}

/** Why the first that was to be sent was not; null: nothing went wrong. */
export const failureOf = (queue: readonly QueuedMessage[]): string | null => queue.find((each) => each.failure !== undefined)?.failure ?? null

async function send(api: Api, chat: string, id: MessageId): Promise<void> {
  const message = readQueue(chat).find((each) => each.id === id)
  if (!message) return
  const sessionId = chat as SessionId
  useSending.setState(({ ids }) => ({ ids: [...ids, id] }))
  try {
    // A chat that is not read has no place where the message could stand before the core has it.
    const isRead = api.queries.getQueryData(historyKey(sessionId)) !== undefined
    const said = [api, sessionId, message.text, message.attachments, undefined, id] as const
    await (isRead ? sendMessage(...said) : submitMessage(...said))
    // It leaves the queue once it is in the chat: closed in between, it is sent again and stored once.
    changeQueue(chat, (queue) => queue.filter((each) => each.id !== id).map(({ failure: _, ...each }) => each))
  } catch (error) {
    // Another message was faster: it goes on after that one.
    if ((error as { code?: string }).code === 'SESSION_BUSY') return
    const failure = errorText(error)
    changeQueue(chat, (queue) => queue.map(({ failure: _, ...each }) => (each.id === id ? { ...each, failure } : each)))
  } finally {
    useSending.setState(({ ids }) => ({ ids: ids.filter((each) => each !== id) }))
  }
}
