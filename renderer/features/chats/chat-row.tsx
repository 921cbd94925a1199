import { Ellipsis, ListEnd, Pin } from 'lucide-react'
import { Link } from 'wouter'
import type { Session } from '../../../core/contract/sessions.ts'
import { t } from '../../app/messages.ts'
import { cx } from '../../ui/cx.ts'
import { formatDuration, formatWhen } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { useNow } from '../../ui/use-now.ts'
import { ChatMenu } from './chat-menu.tsx'
import { useChatViews } from './chat-views.ts'
import { useQueue } from './queue.ts'
import { toggleSelected } from './select-chats.ts'

/** A chat with its state on the right, so that titles align. While chats are chosen each has a box for that. */
export function ChatRow({ session, isCurrent, now }: { session: Session; isCurrent: boolean; now: Date }) {
  const isSelecting = useChatViews((state) => state.selected.length > 0)
  const isSelected = useChatViews((state) => state.selected.includes(session.id))
  const title = session.title || t.chats.untitled
  return (
    <li className={cx('item group', (isCurrent || isSelected) && 'is-selected')} data-chat={session.id}>
      {isSelecting && (
        <input
          type="checkbox"
          className="flex-none accent-(--accent-solid)"
          aria-label={t.chatOrder.selectOne(title)}
          checked={isSelected}
          onChange={() => toggleSelected(session.id)}
        />
      )}
      <Link href={`/chats/${session.id}`} data-row className="chat-link cut grow" aria-current={isCurrent ? 'page' : undefined} title={title}>
        <span className={cx(isCurrent && 'font-medium')}>{title}</span>
      </Link>
      <span className="meta group-focus-within:hidden group-hover:hidden">
        {session.pinnedAt && (
          <span title={t.chatOrder.isPinned}>
            <Icon of={Pin} size="tiny" />
          </span>
        )}
        <Queued chat={session.id} />
        <State session={session} now={now} />
      </span>
      <ChatMenu
        session={session}
        isInList
        trigger={
          <button
            type="button"
            className="icon-btn is-small -mr-1 sr-only group-focus-within:not-sr-only group-focus-within:inline-grid! group-hover:not-sr-only group-hover:inline-grid!"
            aria-label={t.chats.actionsOf(title)}
          >
            <Icon of={Ellipsis} size="small" />
          </button>
        }
      />
    </li>
  )
}

/** How many messages wait in a chat. */
function Queued({ chat }: { chat: string }) {
  const count = useQueue(chat).length
  if (count === 0) return null
  return (
    <span className="flex items-center gap-[3px]" title={t.queue.inChat(count)}>
      <Icon of={ListEnd} size="tiny" />
      {count}
    </span>
  )
}

function State({ session, now }: { session: Session; now: Date }) {
  if (session.status === 'running' && !session.trashedAt) return <Running since={session.updatedAt} />
  const glyph = session.status === 'idle' ? null : <StateGlyph state={session.status} />
  if (session.status === 'waiting') {
    return (
      <span className="flex items-center gap-[5px] text-warn">
        {t.chats.asks}
        {glyph}
      </span>
    )
  }
  return (
    <>
      {formatWhen(session.trashedAt ?? session.updatedAt, now)}
      {glyph}
    </>
  )
}

function Running({ since }: { since: string }) {
  const now = useNow(200)
  return (
    <>
      {formatDuration(Math.max(100, now - Date.parse(since)))}
      <StateGlyph state="running" />
    </>
  )
}
