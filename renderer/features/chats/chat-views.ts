import { useInfiniteQuery } from '@tanstack/react-query'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'

type SessionId = Session['id']
export type ChatView = 'open' | 'archived' | 'trash'

interface ChatViews {
  view: ChatView
  /** Ids of the folders that are unfolded. */
  openFolders: string[]
  /** In the order they were chosen; a range begins at the last of them. */
  selected: SessionId[]
  set(change: Partial<Omit<ChatViews, 'set'>>): void
}

/** How the list of chats is looked at. It outlives the list, which each chat draws anew. */
export const useChatViews = create<ChatViews>()(
  persist((set) => ({ view: 'open', openFolders: [], selected: [], set }), {
    name: 'cortex.chats',
    partialize: ({ openFolders }) => ({ openFolders }),
  }),
)

interface ChatFilter {
  show?: ChatView
  pinned?: boolean
  folderId?: NonNullable<Session['folderId']> | 'none'
}

/** The chats of one part of the list, page by page. A chat that moved while the pages were read stands once. */
export function useChatPages(filter: ChatFilter) {
  const { orpc } = useApi()
  const list = useInfiniteQuery(
    orpc.sessions.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filter, limit: 100, ...(cursor && { cursor }) }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  )
  const seen = new Set<string>()
  const sessions = (list.data?.pages.flatMap((page) => page.sessions) ?? []).filter(({ id }) => !seen.has(id) && seen.add(id))
  return { list, sessions }
}
