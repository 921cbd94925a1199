import type { Message } from '../../../core/contract/sessions.ts'

/** So many messages are drawn or put away together: few enough for one frame. */
export const chunkSize = 8

const chunksOfMessages = new WeakMap<readonly Message[], Message[][]>()

/**
 * The messages of a page, oldest first, in pieces. They are cut from its start as it was read, and a page only grows at its end, so answering
 * moves no border.
 */
export function chunksOf(messages: readonly Message[]): Message[][] {
  const known = chunksOfMessages.get(messages)
  if (known) return known
  const chunks = Array.from({ length: Math.ceil(messages.length / chunkSize) }, (_, index) =>
    messages.slice(index * chunkSize, (index + 1) * chunkSize),
  )
  chunksOfMessages.set(messages, chunks)
  return chunks
}

/** So many pages are one box while they are far from the view. */
const sectionSize = 16

/** Pages above the newest, newest first, in sections, each oldest first, the oldest section first. Older pages that come in move no border but the oldest. */
export const sectionsOf = <Page>(pages: readonly Page[]): Page[][] =>
  Array.from({ length: Math.ceil(pages.length / sectionSize) }, (_, index) =>
    pages.slice(index * sectionSize, (index + 1) * sectionSize).toReversed(),
  ).toReversed()

/** About how high messages will be, px, before they have been drawn. */
export const guessHeight = (messages: readonly Message[]): number =>
  messages.reduce((sum, { parts }) => sum + 60 + parts.reduce((height, part) => height + ('text' in part ? part.text.length / 3 : 40), 0), 0)

/** Browsers lay out no more than some 33 million pixels; what has not been read gets a share of less than half of it. */
const mostPx = 14_000_000

/** About how high a page will be, px, of which nothing is known but how many of all messages it holds; `perMessage` is what others take. */
export const guessPageHeight = (count: number, perMessage: number, all: number): number =>
  Math.round(count * Math.min(Math.max(perMessage, 30), mostPx / Math.max(1, all)))
