import { useMemo, useSyncExternalStore } from 'react'
import type { Attachment } from '../../../core/contract/chat-files.ts'
import type { Message } from '../../../core/contract/sessions.ts'

/** A message that waits for its turn. It has its id from the start, so that the core stores it once, whoever sends it how often. */
export interface QueuedMessage {
  id: Message['id']
  text: string
  attachments: readonly Attachment[]
  /** Why it could not be sent. It and all behind it wait for the person. */
  failure?: string
}
type Queue = readonly QueuedMessage[]

const prefix = 'cortex.queue.'
const keyOf = (chat: string) => `${prefix}${chat}`
const followers = new Set<() => void>()

/** Tells of each change of any queue, by this window or another, until the returned function is called. */
export function followQueues(onChange: () => void): () => void {
  followers.add(onChange)
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

export const readQueue = (chat: string): Queue => parse(localStorage.getItem(keyOf(chat)))

export const chatsWithQueues = (): string[] => Object.keys(localStorage).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []))

/** What waits in a chat, in the order it is sent. Kept over reloads, and the same in all windows of a browser. */
export function useQueue(chat: string): Queue {
  const kept = useSyncExternalStore(followQueues, () => localStorage.getItem(keyOf(chat)))
  return useMemo(() => parse(kept), [kept])
}

export function changeQueue(chat: string, change: (queue: Queue) => Queue): void {
  const next = change(readQueue(chat))
  if (next.length === 0) localStorage.removeItem(keyOf(chat))
  else localStorage.setItem(keyOf(chat), JSON.stringify(next))
  for (const onChange of followers) onChange()
}

/** Of a chat that is gone for good. */
export const dropQueue = (chat: string): void => changeQueue(chat, () => [])

/** The queue with one message at another place; beyond its ends is at its ends. */
export function moved(queue: Queue, id: Message['id'], to: number): Queue {
  const message = queue.find((each) => each.id === id)
  if (!message) return queue
  return queue.filter((each) => each !== message).toSpliced(Math.max(0, to), 0, message)
}
