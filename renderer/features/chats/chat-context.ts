import { createContext, use, useLayoutEffect, useMemo, useRef } from 'react'
import type { Message, Session } from '../../../core/contract/sessions.ts'

/** What the parts of a message need of the chat around them: all of them are drawn again when something of it changes, so it holds no more. */
export interface ChatContext {
  session: Pick<Session, 'id'>
  /** Nothing can be changed now: an answer is written, or the chat is in the trash. */
  isRunning: boolean
  /** Opens the message for editing; null: a new one is written. */
  edit(message: Message | null): void
  retry(message: Message, model?: string): void
  showVersion(messageId: Message['id']): void
  /** Goes on from this message in a chat of its own. */
  fork(message: Message): void
  /** Asks which other models are to answer the same. */
  compare(message: Message): void
  /** Shows the versions of an answer beside each other. */
  showVersions(message: Message): void
}

const Context = createContext<ChatContext | null>(null)
export const ChatProvider = Context.Provider

export function useChat(): ChatContext {
  const chat = use(Context)
  if (!chat) throw new Error('No ChatProvider above this component.')
  return chat
}

/** The same functions for as long as the chat stands as it is, so that messages are not drawn again each time something is read. */
export function useSteadyChat(chat: ChatContext): ChatContext {
  const { isRunning } = chat
  const { id } = chat.session
  const latest = useRef(chat)
  useLayoutEffect(() => {
    latest.current = chat
  })
  return useMemo(
    () => ({
      ...{ session: { id }, isRunning },
      edit: (message) => latest.current.edit(message),
      retry: (message, model) => latest.current.retry(message, model),
      showVersion: (id) => latest.current.showVersion(id),
      fork: (message) => latest.current.fork(message),
      compare: (message) => latest.current.compare(message),
      showVersions: (message) => latest.current.showVersions(message),
    }),
    [id, isRunning],
  )
}

/** What was said in a message, without thinking and tool calls. */
export const textOf = (message: Message): string =>
  message.parts
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('\n\n')
