import { useEffect } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Session } from '../../../core/contract/sessions.ts'
import type { Api } from '../../api/client.ts'
import { isGone } from '../../ui/failed.tsx'

type SessionId = Session['id']
const keptChats = 30

interface RecentChats {
  /** The one in view first, or the last that was. */
  ids: SessionId[]
  visit(id: SessionId): void
  forget(id: SessionId): void
}

/** Chats in the order they were last looked at, in this window. */
export const useRecentChats = create<RecentChats>()(
  persist(
    (set) => ({
      ids: [],
      visit: (id) => set(({ ids }) => ({ ids: [id, ...ids.filter((each) => each !== id)].slice(0, keptChats) })),
      forget: (id) => set(({ ids }) => ({ ids: ids.filter((each) => each !== id) })),
    }),
    { name: 'cortex.lastChats' },
  ),
)

/** The first of some chats that is still there; what is gone is forgotten. One that cannot be asked for now is not gone. */
export async function firstThere(ids: readonly SessionId[], get: (id: SessionId) => Promise<Pick<Session, 'trashedAt'>>): Promise<SessionId | null> {
  for (const id of ids) {
    const isThere = await get(id).then(
      ({ trashedAt }) => trashedAt === null,
      (error) => !isGone(error),
    )
    if (isThere) return id
    useRecentChats.getState().forget(id)
  }
  return null
}

/** A chat as it is now: what this window knows may be from before it was deleted elsewhere. */
export function askForChat({ queries, orpc }: Pick<Api, 'queries' | 'orpc'>, id: SessionId): Promise<Session> {
  return queries.fetchQuery({ ...orpc.sessions.get.queryOptions({ input: { id } }), staleTime: 0, retry: false })
}

/** Tells that a chat is looked at; one in the trash is not gone back to. */
export function useVisit({ id, trashedAt }: Session): void {
  useEffect(() => {
    const { visit, forget } = useRecentChats.getState()
    if (trashedAt === null) visit(id)
    else forget(id)
  }, [id, trashedAt])
}
