import { useInfiniteQuery } from '@tanstack/react-query'
import { SquarePen } from 'lucide-react'
import { useLocation } from 'wouter'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Failed } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { moveInList } from '../../ui/move-in-list.ts'
import { useNow } from '../../ui/use-now.ts'
import { ChatRow } from './chat-row.tsx'
import { groupByDay } from './day-groups.ts'

const dayNames: Record<string, string> = { today: t.chats.today, yesterday: t.chats.yesterday, week: t.chats.lastWeek, month: t.chats.lastMonth }

export function ChatList({ current }: { current: Session['id'] | null }) {
  const { orpc } = useApi()
  const [, go] = useLocation()
  const now = new Date(useNow(60_000))
  const list = useInfiniteQuery(
    orpc.sessions.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 100, ...(cursor && { cursor }) }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  )
  const seen = new Set<string>()
  const sessions = (list.data?.pages.flatMap((page) => page.sessions) ?? []).filter(({ id }) => !seen.has(id) && seen.add(id))

  return (
    <nav className="list-pane" aria-label={t.chats.title} data-pane tabIndex={-1} onKeyDown={moveInList}>
      <div className="head">
        <h2 className="grow">{t.chats.title}</h2>
        <IconButton label={t.chats.new} keys="Mod+N" onClick={() => go('/chats')}>
          <Icon of={SquarePen} />
        </IconButton>
      </div>
      <div className="scroll">
        {list.isPending && <Loading what={t.chats.loading} className="px-3 py-2" />}
        {list.isError && !list.data && <Failed what={t.chats.failed} error={list.error} onRetry={() => list.refetch()} />}
        {list.data && sessions.length === 0 && <p className="small px-3 py-2 text-text-3">{t.chats.empty}</p>}
        {groupByDay(sessions, now).map((group) => (
          <section key={group.key} aria-label={dayNames[group.key] ?? group.key}>
            <h3 className="group-head">{dayNames[group.key] ?? group.key}</h3>
            <ul>
              {group.items.map((session) => (
                <ChatRow key={session.id} session={session} isCurrent={session.id === current} now={now} />
              ))}
            </ul>
          </section>
        ))}
        {list.hasNextPage && (
          <Button look="quiet" isSmall className="mx-3 my-2" onClick={() => void list.fetchNextPage()}>
            {t.chats.more}
          </Button>
        )}
      </div>
    </nav>
  )
}
