import { Archive, ArrowDown, ArrowUp, MessagesSquare, SquarePen, Trash2 } from 'lucide-react'
import { useLocation } from 'wouter'
import { useApi } from '../../api/api-context.ts'
import { useActions } from '../../app/actions/action-store.ts'
import { t } from '../../app/messages.ts'
import { useUi } from '../../app/ui-store.ts'
import { type ChatView, useChatViews } from './chat-views.ts'
import { neighbour } from './neighbour.ts'

const looks = [
  { view: 'open', icon: MessagesSquare },
  { view: 'archived', icon: Archive },
  { view: 'trash', icon: Trash2 },
] as const

/** Chats as a whole: a new one, which of them are listed, and the one above or below. */
export function useChatListActions(): void {
  const { client } = useApi()
  const [location, go] = useLocation()
  const show = (view: ChatView) => {
    useChatViews.getState().set({ view, selected: [] })
    useUi.getState().set({ isListShown: true })
    if (!location.startsWith('/chats')) go('/chats')
  }
  /** In the order the list has them; while it is folded away, the last used first. */
  const step = async (by: 1 | -1) => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-chat]')].map((row) => row.dataset.chat ?? '')
    const ids = rows.length > 0 ? rows : (await client.sessions.list({ limit: 200 })).sessions.map(({ id }) => id)
    const next = neighbour(ids, /^\/chats\/(.+)/.exec(location)?.[1] ?? null, by)
    if (next) go(`/chats/${next}`)
  }
  useActions([
    { id: 'chat new', title: t.chats.new, icon: SquarePen, keys: 'Mod+N', menu: 'file', act: () => go('/chats') },
    { id: 'chat next', title: t.actions.nextChat, icon: ArrowDown, keys: 'Alt+ArrowDown', menu: 'go', act: () => void step(1).catch(() => {}) },
    { id: 'chat before', title: t.actions.chatBefore, icon: ArrowUp, keys: 'Alt+ArrowUp', menu: 'go', act: () => void step(-1).catch(() => {}) },
    ...looks.map(({ view, icon }) => ({ id: `chats ${view}`, title: t.actions[view], icon, act: () => show(view) })),
  ])
}
