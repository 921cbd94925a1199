import { useEffect, useState } from 'react'
import type { Attachment } from '../../../core/contract/chat-files.ts'
import type { Message } from '../../../core/contract/sessions.ts'
import { newId } from '../../api/new-id.ts'
import { errorText } from '../../ui/failed.tsx'
import { changeQueue, moved, type QueuedMessage, useQueue } from './queue.ts'

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
  /** Nothing is sent into a chat that is in the trash. */
  isTrashed: boolean
  send(message: QueuedMessage): Promise<void>
}

/**
 * Messages written while an answer is: one after the other is sent when the turn before it has ended well. After one that has not, and when sending
 * fails, they wait for the person, because what they ask may make no sense any more.
 */
export function useQueuedMessages({ chat, isRunning, last, isTrashed, send }: Options): QueuedMessages {
  const queue = useQueue(chat)
  const [sending, setSending] = useState<Message['id'] | null>(null)
  const [editing, edit] = useState<Message['id'] | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const first = queue[0]

  const sendFirst = async () => {
    if (!first || sending !== null) return
    setSending(first.id)
    setFailure(null)
    try {
      // It leaves the queue once it is in the chat: closed in between, it is sent again and stored once.
      await send(first)
      changeQueue(chat, (now) => now.filter((each) => each.id !== first.id))
    } catch (error) {
      // Another window with this chat was faster with another message: it goes on after that one.
      if ((error as { code?: string }).code !== 'SESSION_BUSY') setFailure(errorText(error))
    } finally {
      setSending(null)
    }
  }

  const isFree = !isRunning && !isTrashed && sending === null && last !== undefined && last.status !== 'streaming'
  const isOver = last?.role === 'assistant' && last.status === 'complete'
  const isNext = isFree && isOver && failure === null && first !== undefined && first.id !== editing
  // biome-ignore lint/correctness/useExhaustiveDependencies: what matters is that the turn has ended
  useEffect(() => {
    if (isNext) void sendFirst()
  }, [isNext, first?.id, last?.id])

  const messages = queue.filter((each) => each.id !== sending)
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
    sendFirst,
  }
}
