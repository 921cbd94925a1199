import type { Message, Session } from '../../../core/contract/sessions.ts'
import type { Api } from '../../api/client.ts'
import { change, historyKey } from './history.ts'
import type { History } from './history-page.ts'
import { putAway } from './put-away.ts'

type Before = Message['id']

export interface PageReader {
  /** Somebody comes near to a page: its messages are read, those asked for last first. */
  want(before: Before): void
  /** It is passed: when it has not been begun it is not read. */
  leave(before: Before): void
  /** Whether reading takes so long that it should be told. */
  isSlow(): boolean
  subscribe(listener: () => void): () => void
}

const atOnce = 2
const slowMs = 400
const againMs = 2_000

/** Brings the messages of pages that come into view, and puts those away that are far from it. `isHeld`: the focus is in it. */
export function createPageReader(api: Api, id: Session['id'], isHeld: (before: Before) => boolean): PageReader {
  const near = new Set<Before>()
  const reading = new Set<Before>()
  const listeners = new Set<() => void>()
  let slow: ReturnType<typeof setTimeout> | null = null
  let isSlow = false

  const tell = (now: boolean) => {
    if (now === isSlow) return
    isSlow = now
    for (const listener of [...listeners]) listener()
  }
  const isAway = (before: Before) => {
    const history = api.queries.getQueryData<History>(historyKey(id))
    return history?.pages.some((page) => page.before === before && page.messages === null) ?? false
  }

  async function read(before: Before): Promise<void> {
    const history = api.queries.getQueryData<History>(historyKey(id))
    const limit = history?.pages.find((page) => page.before === before)?.count ?? 1
    const { messages } = await api.client.sessions.history({ id, before, limit })
    const place = (old: History): History => ({
      ...old,
      pages: old.pages.map((page) => (page.before === before && page.messages === null ? { ...page, messages } : page)),
    })
    change(api, id, (old) => putAway(place(old), before, (other) => other !== null && (near.has(other) || isHeld(other))))
  }

  function pump(): void {
    for (const before of [...near].toReversed()) {
      if (reading.size >= atOnce) break
      if (reading.has(before) || !isAway(before)) continue
      reading.add(before)
      slow ??= setTimeout(() => tell(true), slowMs)
      read(before)
        .catch(() => new Promise((resolve) => setTimeout(resolve, againMs)))
        .finally(() => {
          reading.delete(before)
          if (reading.size === 0) {
            if (slow) clearTimeout(slow)
            slow = null
            tell(false)
          }
          pump()
        })
    }
  }

  return {
    want(before) {
      near.delete(before)
      near.add(before)
      pump()
    },
    leave: (before) => void near.delete(before),
    isSlow: () => isSlow,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
