import { useEffect, useState } from 'react'
import type { Attachment } from '../../../core/contract/chat-files.ts'
import type { Message } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { newId } from '../../api/new-id.ts'
import { changeQueue, moved, type QueuedMessage, useQueue } from './queue.ts'
import { failureOf, holdBack, sendFirst, useSending } from './queue-sender.ts'

export interface QueuedMessages {
  /** Without the one that is being sent. */
  messages: readonly QueuedMessage[]
  /** The one that is being changed; it is not sent meanwhile. */
  editing: Message['id'] | null
  /** Why nothing is sent by itself; null: each is sent when the turn before it has ended. */
  held: 'stopped' | { failure: string } | null
  put(text: string, attachments: readonly Attachment[]): void
  edit(id: Message['id'] | null): void
  change(id: Message['id'], text: string): void
  remove(message: QueuedMessage): { undo(): void }
  move(id: Message['id'], to: number): void
  /** Sends the first in spite of what holds them. */
  sendFirst(): Promise<void>
}

interface Options {
  chat: string
  isRunning: boolean
  /** The newest message of the chat; undefined while it is read. */
  last: Message | undefined
  /** Called when one of them begins to be sent by this window. */
  onSending(): void
}

/** The messages that wait in a chat, to be shown and changed. They are sent by `sendQueues`, whether the chat is in view or not. */
export function useQueuedMessages({ chat, isRunning, last, onSending }: Options): QueuedMessages {
  const api = useApi()
  const queue = useQueue(chat)
  const sending = useSending(({ ids }) => ids)
  const [editing, edit] = useState<Message['id'] | null>(null)
  useEffect(() => (editing === null ? undefined : holdBack(editing)), [editing])
  const isSending = queue.some((each) => sending.includes(each.id))
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each that is sent
  useEffect(() => {
    if (isSending) onSending()
  }, [isSending])

  const isOver = last === undefined || (last.role === 'assistant' && last.status === 'complete')
  const isFree = !isRunning && !isSending && last?.status !== 'streaming'
  const failure = failureOf(queue)
  const messages = queue.filter((each) => !sending.includes(each.id))
  return {
    messages,
    editing,
    held: failure !== null ? { failure } : isFree && !isOver ? 'stopped' : null,
    put: (text, attachments) => changeQueue(chat, (now) => [...now, { id: newId<Message['id']>('msg'), text, attachments }]),
    edit,
    change(id, text) {
      edit(null)
      // A new id: under the old one it may have reached the core already.
      const next = { text, id: newId<Message['id']>('msg') }
      changeQueue(chat, (now) => now.map((each) => (each.id === id && each.text !== text ? { ...each, ...next } : each)))
    },
    remove(message) {
      const at = queue.indexOf(message)
      changeQueue(chat, (now) => now.filter((each) => each.id !== message.id))
      return { undo: () => changeQueue(chat, (now) => now.toSpliced(at, 0, message)) }
    },
    // The one being sent stays before all others.
    move: (id, to) => changeQueue(chat, (now) => moved(now, id, to + now.length - messages.length)),
    sendFirst: () => sendFirst(api, chat),
  }
}
