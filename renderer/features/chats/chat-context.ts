import { createContext, use } from 'react'
import type { Message, Session } from '../../../core/contract/sessions.ts'

/** What the parts of a message need of the chat around them. */
export interface ChatContext {
  session: Session
  /** Nothing can be changed now: an answer is written, or the chat is in the trash. */
  isRunning: boolean
  /** The message being edited; null when a new one is written. */
  editing: Message | null
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

/** What was said in a message, without thinking and tool calls. */
export const textOf = (message: Message): string =>
  message.parts
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('\n\n')
