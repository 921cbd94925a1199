import type { KeyboardEvent, MouseEvent } from 'react'
import type { Session } from '../../../core/contract/sessions.ts'
import { hasMod } from '../../ui/format.ts'
import { moveInList } from '../../ui/move-in-list.ts'
import { useChatViews } from './chat-views.ts'

type SessionId = Session['id']

const rowsIn = (list: Element) => [...list.querySelectorAll<HTMLElement>('[data-chat]')]
const idOf = (row: Element | null | undefined) => (row?.closest<HTMLElement>('[data-chat]')?.dataset.chat ?? null) as SessionId | null

const idsIn = (list: Element) => [...new Set(rowsIn(list).map(idOf))].filter((id) => id !== null)

/** `ids` as they stand in the list, from one to the other, both among them. */
export function rangeOf<Id extends string>(ids: readonly Id[], from: Id, to: Id): Id[] {
  const [start, end] = [ids.indexOf(from), ids.indexOf(to)].sort((a, b) => a - b)
  return start === undefined || start === -1 ? [to] : [...new Set(ids.slice(start, (end ?? start) + 1))]
}

export function toggleSelected(id: SessionId): void {
  const { selected, set } = useChatViews.getState()
  set({ selected: selected.includes(id) ? selected.filter((each) => each !== id) : [...selected, id] })
}

const add = (ids: readonly SessionId[]) => {
  const { selected, set } = useChatViews.getState()
  set({ selected: [...new Set([...selected, ...ids])] })
}

/** Ctrl or Cmd chooses one more chat, Shift all up to it; without either the chat is opened and nothing is chosen any longer. */
export function selectByClick(event: MouseEvent<HTMLElement>, current: SessionId | null): void {
  const link = event.target instanceof Element ? event.target.closest('[data-row]') : null
  const id = idOf(link)
  if (!id || !event.currentTarget.contains(link)) return
  const { selected, set } = useChatViews.getState()
  if (!hasMod(event) && !event.shiftKey) {
    set({ selected: [] })
    return
  }
  event.preventDefault()
  event.stopPropagation()
  if (hasMod(event)) toggleSelected(id)
  else add(rangeOf(idsIn(event.currentTarget), selected.at(-1) ?? current ?? id, id))
}

/** Arrows move; x or Space chooses, Shift with an arrow extends, Mod+A takes all, Escape none, Delete deletes. */
export function selectByKey(event: KeyboardEvent<HTMLElement>, remove: (ids: SessionId[]) => void): void {
  const list = event.currentTarget
  const { target } = event
  // What a menu or a sheet of the list gets is theirs.
  if (!(target instanceof HTMLElement) || !list.contains(target)) return
  const { selected, set } = useChatViews.getState()
  const id = idOf(target)
  const isOnRow = target.matches('[data-row], input[type="checkbox"]')
  const isPlain = !event.metaKey && !event.ctrlKey && !event.altKey
  if (event.key === 'Escape' && selected.length > 0) set({ selected: [] })
  else if (hasMod(event) && event.key.toLowerCase() === 'a' && isOnRow) set({ selected: idsIn(list) })
  else if (isPlain && id && isOnRow && (event.key === 'x' || (event.key === ' ' && target.matches('a')))) toggleSelected(id)
  else if (isPlain && event.key === 'Delete' && isOnRow && (id || selected.length > 0)) removeAndGoOn(list, selected, id, remove)
  else {
    moveInList(event)
    if (event.shiftKey && isPlain && event.key.startsWith('Arrow') && id) add([id, idOf(document.activeElement) ?? id])
    return
  }
  event.preventDefault()
}

/** The focus goes to the chat that follows what leaves the list. */
function removeAndGoOn(list: Element, selected: readonly SessionId[], id: SessionId | null, remove: (ids: SessionId[]) => void): void {
  const gone = selected.length > 0 ? [...selected] : id ? [id] : []
  const rows = rowsIn(list)
  const at = rows.findIndex((row) => idOf(row) === (id ?? gone[0]))
  const stays = (row: HTMLElement) => !gone.some((each) => each === idOf(row))
  const next = rows.slice(at).find(stays) ?? rows.slice(0, Math.max(0, at)).findLast(stays)
  next?.querySelector<HTMLElement>('[data-row]')?.focus()
  remove(gone)
}
