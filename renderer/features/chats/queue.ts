import { useMemo, useSyncExternalStore } from 'react'
import type { Attachment } from '../../../core/contract/chat-files.ts'
import type { Message } from '../../../core/contract/sessions.ts'

/** A message that waits for its turn. It has its id from the start, so that the core stores it once, whoever sends it how often. */
export interface QueuedMessage {
  id: Message['id']
  text: string
  attachments: readonly Attachment[]
}
type Queue = readonly QueuedMessage[]

const keyOf = (chat: string) => `cortex.queue.${chat}`
const followers = new Set<() => void>()

function follow(onChange: () => void): () => void {
  followers.add(onChange)
  // Another window with the same chat.
  window.addEventListener('storage', onChange)
  return () => {
    followers.delete(onChange)
    window.removeEventListener('storage', onChange)
  }
}

function parse(kept: string | null): Queue {
  if (kept === null) return []
  try {
    const queue: unknown = JSON.parse(kept)
    return Array.isArray(queue) ? queue : []
  } catch {
    return []
  }
}

/** What waits in a chat, in the order it is sent. Kept over reloads, and the same in all windows of a browser. */
export function useQueue(chat: string): Queue {
  const kept = useSyncExternalStore(follow, () => localStorage.getItem(keyOf(chat)))
  return useMemo(() => parse(kept), [kept])
}

export function changeQueue(chat: string, change: (queue: Queue) => Queue): void {
  const next = change(parse(localStorage.getItem(keyOf(chat))))
  if (next.length === 0) localStorage.removeItem(keyOf(chat))
  else localStorage.setItem(keyOf(chat), JSON.stringify(next))
  for (const onChange of followers) onChange()
}

/** The queue with one message at another place; beyond its ends is at its ends. */
export function moved(queue: Queue, id: Message['id'], to: number): Queue {
  const message = queue.find((each) => each.id === id)
  if (!message) return queue
  return queue.filter((each) => each !== message).toSpliced(Math.max(0, to), 0, message)
}
