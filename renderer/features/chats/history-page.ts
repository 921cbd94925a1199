import type { Message } from '../../../core/contract/sessions.ts'

type MessageId = Message['id']
export interface HistoryPage {
  /** The message it ends before; null for the newest. A page of that name is always the same messages, but for the newest. */
  before: MessageId | null
  count: number
  /** Oldest first; null while they are away: read when somebody comes near. Those of the newest page are always here. */
  messages: Message[] | null
}
/** Newest page first. `next`: the `before` of what lies above the oldest of them; null when that is the beginning of the chat. */
export type History = { pages: HistoryPage[]; next: MessageId | null }
export type Tail = { messages: Message[]; hasMore: boolean }

export const newestPage = (messages: Message[]): HistoryPage => ({ before: null, count: messages.length, messages })
export const historyOf = ({ messages, hasMore }: Tail): History => ({
  pages: [newestPage(messages)],
  next: hasMore ? (messages[0]?.id ?? null) : null,
})
