import { type InfiniteData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Message, Session } from '../../../core/contract/sessions.ts'
import type { AppEvent } from '../../../core/contract/system.ts'
import { useApi } from '../../api/api-context.ts'
import type { Api } from '../../api/client.ts'
import { mergeTail } from './merge-tail.ts'

type SessionId = Session['id']
export interface HistoryPage {
  messages: Message[]
  hasMore: boolean
}
/** Newest page first; the parameter of a page is the message it ends before, null for the newest. */
export type History = InfiniteData<HistoryPage, Message['id'] | null>

/** Both are multiples of what is drawn together, see chunks.ts, so that joining pages moves no border. */
const pageSize = 48
/** Further up more is read at once, so that a long way back is few steps. */
const olderPageSize = 96
export const historyKey = (id: SessionId): QueryKey => ['history', id]

/** The branch in view, read upward page by page. It never reads all pages again: `refreshTail` puts the newest messages in place. */
export function useHistory(id: SessionId) {
  const api = useApi()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per chat opened
  useEffect(() => {
    if (api.queries.getQueryData(historyKey(id))) void refreshTail(api, id).catch(() => {})
  }, [id])
  return useInfiniteQuery({
    queryKey: historyKey(id),
    initialPageParam: null as Message['id'] | null,
    queryFn: ({ pageParam, signal }) =>
      api.client.sessions.history(pageParam ? { id, limit: olderPageSize, before: pageParam } : { id, limit: pageSize }, { signal }),
    getNextPageParam: (page: HistoryPage) => (page.hasMore ? (page.messages[0]?.id ?? null) : null),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Messages of all pages read so far, oldest first. */
export const flatten = (history: { pages: HistoryPage[] } | undefined): Message[] =>
  history?.pages.toReversed().flatMap((page) => page.messages) ?? []

/** Reads the newest page and joins it to what is there. `atLeast`: how far up the change may be. */
export async function refreshTail(api: Api, id: SessionId, atLeast = pageSize): Promise<void> {
  const key = historyKey(id)
  const query = api.queries.getQueryCache().find({ queryKey: key })
  if (!query) return
  // The first pages may have been asked for before the change.
  if (query.state.data === undefined) await query.promise
  const tail = await api.client.sessions.history({ id, limit: Math.min(500, Math.max(pageSize, atLeast)) })
  api.queries.setQueryData<History>(key, (old) => old && mergeTail(old, tail))
}

export const hasMessage = (api: Api, id: SessionId, messageId: Message['id']): boolean =>
  flatten(api.queries.getQueryData<History>(historyKey(id))).some((message) => message.id === messageId)

/** Changes the messages of the newest page at once, before the core has answered. */
export function changeTail(api: Api, id: SessionId, change: (messages: Message[]) => Message[]): void {
  api.queries.setQueryData<History>(historyKey(id), (old) => {
    const [newest, ...older] = old?.pages ?? [{ messages: [], hasMore: false }]
    return { pages: [{ hasMore: false, ...newest, messages: change(newest?.messages ?? []) }, ...older], pageParams: old?.pageParams ?? [null] }
  })
}

const waiting = new Map<string, ReturnType<typeof setTimeout>>()

/** Keeps the messages that have been read in step with what the core says has changed; a burst of events costs one read. */
export function followHistories(api: Api, event: AppEvent): void {
  const refreshSoon = (id: SessionId) => {
    if (waiting.has(id) || !api.queries.getQueryCache().find({ queryKey: historyKey(id) })) return
    const refresh = () => {
      waiting.delete(id)
      refreshTail(api, id).catch(() => {})
    }
    waiting.set(id, setTimeout(refresh, 60))
  }
  if (event.type === 'resync')
    for (const query of api.queries.getQueryCache().findAll({ queryKey: ['history'] })) refreshSoon(query.queryKey[1] as SessionId)
  if (event.type === 'session.removed') api.queries.removeQueries({ queryKey: historyKey(event.sessionId) })
  if (event.type === 'session.changed' || event.type === 'turn.started' || event.type === 'turn.ended') refreshSoon(event.sessionId)
}
