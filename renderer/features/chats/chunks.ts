import type { Message } from '../../../core/contract/sessions.ts'
import type { HistoryPage } from './history.ts'

/** So many messages are drawn or put away together: few enough for one frame. */
export const chunkSize = 8

const chunksOfPages = new WeakMap<HistoryPage, Message[][]>()

/**
 * The messages, oldest first, in pieces. They are cut from the start of each page as it was read, and a page only grows at its end, so neither
 * reading further up nor answering moves a border.
 */
export function chunksOf(pages: readonly HistoryPage[]): Message[][] {
  return pages.toReversed().flatMap((page) => {
    const known = chunksOfPages.get(page)
    if (known) return known
    const { messages } = page
    const chunks = Array.from({ length: Math.ceil(messages.length / chunkSize) }, (_, index) =>
      messages.slice(index * chunkSize, (index + 1) * chunkSize),
    )
    chunksOfPages.set(page, chunks)
    return chunks
  })
}

/** About how high messages will be, px, before they have been drawn. */
export const guessHeight = (messages: readonly Message[]): number =>
  messages.reduce((sum, { parts }) => sum + 60 + parts.reduce((height, part) => height + ('text' in part ? part.text.length / 3 : 40), 0), 0)
