import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, SquarePen } from 'lucide-react'
import { memo } from 'react'
import { useLocation } from 'wouter'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { PaneEdge } from '../../app/pane-edge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Failed } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useNow } from '../../ui/use-now.ts'
import { ChatFolderRow } from './chat-folder.tsx'
import { ChatListMenu } from './chat-list-menu.tsx'
import { ChatRow } from './chat-row.tsx'
import { useChatPages, useChatViews } from './chat-views.ts'
import { groupByDay } from './day-groups.ts'
import { selectByClick, selectByKey } from './select-chats.ts'
import { SelectionBar } from './selection-bar.tsx'
import { useChatOrder } from './use-chat-order.ts'

const dayNames: Record<string, string> = { today: t.chats.today, yesterday: t.chats.yesterday, week: t.chats.lastWeek, month: t.chats.lastMonth }

interface ListProps {
  current: Session['id'] | null
  now: Date
}

/** Not drawn again when only the chat beside it is. */
export const ChatList = memo(function ChatList({ current }: { current: Session['id'] | null }) {
  const [, go] = useLocation()
  const { view, set } = useChatViews()
  const act = useChatOrder()
  const now = new Date(useNow(60_000))
  return (
    <nav
      className="list-pane"
      aria-label={t.chats.title}
      data-pane
      tabIndex={-1}
      onClickCapture={(event) => selectByClick(event, current)}
      // What is in the trash already is not deleted for good by a key alone.
      onKeyDown={(event) => selectByKey(event, (ids) => view !== 'trash' && void act(ids, 'delete'))}
    >
      <div className="head">
        {view !== 'open' && (
          <IconButton label={t.chatOrder.back} onClick={() => set({ view: 'open', selected: [] })}>
            <Icon of={ArrowLeft} />
          </IconButton>
        )}
        <h2 className="cut grow">{t.chatOrder.view[view]}</h2>
        <ChatListMenu />
        <IconButton label={t.chats.new} keys="Mod+N" onClick={() => go('/chats')}>
          <Icon of={SquarePen} />
        </IconButton>
      </div>
      <div className="scroll">
        {view === 'open' ? <OpenChats current={current} now={now} /> : <PutAway key={view} view={view} current={current} now={now} />}
      </div>
      <SelectionBar />
      <PaneEdge side="left" />
    </nav>
  )
})

/** Pins, folders, and below them everything that is in no folder, by day. */
function OpenChats({ current, now }: ListProps) {
  const { orpc } = useApi()
  const folders = useQuery(orpc.sessions.folders.queryOptions({ input: {} }))
  const pinned = useChatPages({ pinned: true })
  const rest = useChatPages({ pinned: false, folderId: 'none' })
  const isEmpty = rest.list.data && rest.sessions.length === 0 && pinned.sessions.length === 0 && !folders.data?.folders.length
  return (
    <>
      {pinned.sessions.length > 0 && <Section name={t.chatOrder.pinned} sessions={pinned.sessions} current={current} now={now} more={pinned.list} />}
      {folders.data && folders.data.folders.length > 0 && (
        <section aria-label={t.chatOrder.folders}>
          <h3 className="group-head">{t.chatOrder.folders}</h3>
          <ul>
            {folders.data.folders.map((folder) => (
              <ChatFolderRow key={folder.id} folder={folder} current={current} now={now} />
            ))}
          </ul>
        </section>
      )}
      {isEmpty && <p className="small px-3 py-2 text-text-3">{t.chats.empty}</p>}
      <ByDay pages={rest} current={current} now={now} />
    </>
  )
}

function PutAway({ view, current, now }: ListProps & { view: 'archived' | 'trash' }) {
  const pages = useChatPages({ show: view })
  const isEmpty = pages.list.data && pages.sessions.length === 0
  const words = view === 'trash' ? (isEmpty ? t.chatOrder.emptyTrash : t.chatOrder.trashAbout) : isEmpty && t.chatOrder.emptyArchive
  return (
    <>
      {words && pages.list.data && <p className="small px-3 py-2 text-text-3">{words}</p>}
      <ByDay pages={pages} current={current} now={now} />
    </>
  )
}

function ByDay({ pages: { list, sessions }, current, now }: ListProps & { pages: ReturnType<typeof useChatPages> }) {
  return (
    <>
      {list.isPending && <Loading what={t.chats.loading} className="px-3 py-2" />}
      {list.isError && !list.data && <Failed what={t.chats.failed} error={list.error} onRetry={() => list.refetch()} />}
      {groupByDay(sessions, now).map((group) => (
        <Section key={group.key} name={dayNames[group.key] ?? group.key} sessions={group.items} current={current} now={now} />
      ))}
      {list.hasNextPage && <More list={list} />}
    </>
  )
}

type Pages = ReturnType<typeof useChatPages>['list']

function Section({ name, sessions, current, now, more }: ListProps & { name: string; sessions: Session[]; more?: Pages }) {
  return (
    <section aria-label={name}>
      <h3 className="group-head">{name}</h3>
      <ul>
        {sessions.map((session) => (
          <ChatRow key={session.id} session={session} isCurrent={session.id === current} now={now} />
        ))}
      </ul>
      {more?.hasNextPage && <More list={more} />}
    </section>
  )
}

const More = ({ list }: { list: Pages }) => (
  <Button look="quiet" isSmall className="mx-3 my-2" onClick={() => void list.fetchNextPage()}>
    {t.chats.more}
  </Button>
)
