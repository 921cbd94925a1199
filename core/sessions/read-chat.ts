import { setImmediate } from 'node:timers/promises'
import type { Message, MessageRow, Storage } from '../engines/storage/port.ts'
import type { MessageId, SessionId } from '../kernel/ids.ts'

const page = 200

/** The whole branch that ends in `head`, oldest first, however long it is. */
export async function readBranch(storage: Pick<Storage, 'messages'>, head: MessageId): Promise<Message[]> {
  const pages: Message[][] = []
  for (let next: MessageId | null = head; next; ) {
    const messages: Message[] = await storage.messages.branch(next, page)
    pages.unshift(messages)
    // Others get a turn: the database answers on this thread.
    await setImmediate()
    next = messages.length < page ? null : (messages[0]?.parentId ?? null)
  }
  return pages.flat()
}

/** Every message of a chat, all branches, in the order they were written. */
export async function readAll(storage: Pick<Storage, 'messages'>, id: SessionId): Promise<MessageRow[]> {
  const pages: MessageRow[][] = []
  for (let after: MessageId | undefined; ; ) {
    const messages = await storage.messages.inOrder(id, { after, limit: page })
    pages.push(messages)
    if (messages.length < page) return pages.flat()
    await setImmediate()
    after = messages.at(-1)?.id
  }
}
