import type { KeyboardEvent } from 'react'

const isTyping = (target: EventTarget) => target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
type Box = Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>

/** The box that an arrow key leads to from box `at`: to the side the next in order, up and down the nearest of the next row. null: none. */
export function nextInGrid(boxes: readonly Box[], at: number, key: string): number | null {
  const from = boxes[at]
  if (!from) return null
  if (key === 'ArrowRight' || key === 'ArrowLeft') {
    const next = at + (key === 'ArrowRight' ? 1 : -1)
    return boxes[next] ? next : null
  }
  const sign = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
  if (sign === 0) return null
  // Boxes of one row may differ by a pixel.
  const beyond = boxes.map((box, index) => ({ index, away: sign * (box.top - from.top), aside: Math.abs(box.left - from.left) }))
  const [nearest] = beyond.filter(({ away }) => away > 4).sort((a, b) => a.away - b.away || a.aside - b.aside)
  if (!nearest) return null
  const row = beyond.filter(({ away }) => Math.abs(away - nearest.away) <= 4)
  return row.sort((a, b) => a.aside - b.aside)[0]?.index ?? null
}

/** Arrow keys move between the `[data-row]` of cards that stand in rows; put it on what holds them. */
export function moveInGrid(event: KeyboardEvent<HTMLElement>): void {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return
  const cards = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const at = cards.indexOf(document.activeElement as HTMLElement)
  const next = nextInGrid(
    cards.map((card) => card.getBoundingClientRect()),
    at,
    event.key,
  )
  if (next === null) return
  event.preventDefault()
  cards[next]?.focus()
}
