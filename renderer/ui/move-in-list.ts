import type { KeyboardEvent } from 'react'

const isTyping = (target: EventTarget) => target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
const stepOf = (key: string): number | undefined => ({ ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 })[key]

/** The same between cards that hold one another, such as a message and the calls in it. Arrow keys scroll while no card has the focus. */
export function moveBetweenCards(event: KeyboardEvent<HTMLElement>): void {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return
  const step = stepOf(event.key)
  if (step === undefined) return
  const cards = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-card]')]
  const at = cards.findLastIndex((card) => card.contains(document.activeElement))
  if (at === -1 && event.key.startsWith('Arrow')) return
  const next = at === -1 ? cards.at(-1) : cards[at + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}

/** Arrow keys, j and k move between the links and rows of a list; put it on the list's `onKeyDown`. */
export function moveInList(event: KeyboardEvent<HTMLElement>): void {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return
  if (isTyping(event.target)) return
  const step = stepOf(event.key)
  if (step === undefined) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.findIndex((row) => row === document.activeElement || row.parentElement?.contains(document.activeElement))
  const next = rows[at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
