import { type QueryKey, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Message, Session } from '../../../core/contract/sessions.ts'
import type { AppEvent } from '../../../core/contract/system.ts'
import { useApi } from '../../api/api-context.ts'
import type { Api } from '../../api/client.ts'
import { type History, historyOf, newestPage } from './history-page.ts'
import { mergeTail } from './merge-tail.ts'
import { putAwayAll } from './put-away.ts'

type SessionId = Session['id']
type MessageId = Message['id']
/** Both are multiples of what is drawn together, see chunks.ts, so that joining pages moves no border. */
const pageSize = 48
/** Further up more is read at once, so that a long way back is few steps. */
const olderPageSize = 96
/** Chats whose messages are kept in memory after they were left, for coming back at once. */
const keptHistories = 4
/** After a failure it is tried again, ms. */
const againMs = 2_000
export const historyKey = (id: SessionId): QueryKey => ['history', id]

/**
 * The branch in view. Its newest page is read; of all above, only where the pages are, so that the whole chat has its place on the screen
 * at once. Their messages come with `createPageReader`. It never reads all again: `refreshTail` puts the newest messages in place.
 */
export function useHistory(id: SessionId) {
  const api = useApi()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per chat opened
  useEffect(() => {
    forgetHistories(api, id)
    if (api.queries.getQueryData(historyKey(id))) void refreshTail(api, id).catch(() => {})
  }, [id])
  const history = useQuery({
    queryKey: historyKey(id),
    queryFn: async ({ signal }) => historyOf(await api.client.sessions.history({ id, limit: pageSize }, { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const next = history.data?.next ?? null
  useEffect(() => {
    if (next === null) return
    const stop = new AbortController()
    void readOutline(api, id, next, stop.signal)
    return () => stop.abort()
  }, [api, id, next])
  return history
}

async function readOutline(api: Api, id: SessionId, before: MessageId, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const outline = await api.client.sessions.outline({ id, before, size: olderPageSize }, { signal })
      const pages = outline.pages.map((page) => ({ ...page, messages: null }))
      change(api, id, (old) => (old.next === before ? { pages: [...old.pages, ...pages], next: outline.next } : old))
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, againMs))
    }
  }
}

/** Messages of all pages that are here, oldest first. */
export const flatten = (history: History | undefined): Message[] => history?.pages.toReversed().flatMap((page) => page.messages ?? []) ?? []

/** How many messages the branch has, as far as its pages are known. */
export const countOf = (history: History | undefined): number => history?.pages.reduce((sum, { count }) => sum + count, 0) ?? 0

export const change = (api: Api, id: SessionId, work: (history: History) => History): void =>
  void api.queries.setQueryData<History>(historyKey(id), (old) => old && work(old))

/** Reads the newest page and joins it to what is there. `atLeast`: how far up the change may be. */
export async function refreshTail(api: Api, id: SessionId, atLeast = pageSize): Promise<void> {
  const query = api.queries.getQueryCache().find({ queryKey: historyKey(id) })
  if (!query) return
  // The first pages may have been asked for before the change.
  if (query.state.data === undefined) await query.promise
  const tail = await api.client.sessions.history({ id, limit: Math.min(500, Math.max(pageSize, atLeast)) })
  change(api, id, (old) => mergeTail(old, tail))
}

export const hasMessage = (api: Api, id: SessionId, messageId: MessageId): boolean =>
  flatten(api.queries.getQueryData<History>(historyKey(id))).some((message) => message.id === messageId)

/** Changes the messages of the newest page at once, before the core has answered. */
export function changeTail(api: Api, id: SessionId, work: (messages: Message[]) => Message[]): void {
  api.queries.setQueryData<History>(historyKey(id), (old) => {
    const [newest, ...older] = old?.pages ?? []
    return { pages: [newestPage(work(newest?.messages ?? [])), ...older], next: old?.next ?? null }
  })
}

const openedOf = new WeakMap<Api, SessionId[]>()

/** Of chats that were left, all but the last few are forgotten, and of those all but the newest page. */
function forgetHistories(api: Api, opened: SessionId): void {
  const order = [opened, ...(openedOf.get(api) ?? []).filter((id) => id !== opened)]
  openedOf.set(api, order.slice(0, keptHistories + 1))
  for (const query of api.queries.getQueryCache().findAll({ queryKey: ['history'], type: 'inactive' })) {
    const id = query.queryKey[1] as SessionId
    if (order.indexOf(id) === -1 || order.indexOf(id) > keptHistories) api.queries.removeQueries({ queryKey: historyKey(id) })
    else if (id !== opened) change(api, id, putAwayAll)
  }
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
