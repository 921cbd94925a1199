import { type History, historyOf, newestPage, type Tail } from './history-page.ts'

/**
 * The pages read so far with the newest messages put in place: what stood before the first of them stays, the rest is theirs.
 * When that first one is unknown the branch has changed above it, or too much is new, and only the tail is left.
 */
export function mergeTail(old: History, tail: Tail): History {
  const first = tail.messages[0]
  const pageIndex = first ? old.pages.findIndex((page) => page.messages?.some((message) => message.id === first.id)) : -1
  const known = old.pages[pageIndex]?.messages
  if (!first || !known) return historyOf(tail)
  const before = known.slice(
    0,
    known.findIndex((message) => message.id === first.id),
  )
  const older = old.pages.slice(pageIndex + 1)
  return {
    pages: [newestPage([...before, ...tail.messages]), ...older],
    next: before.length === 0 && older.length === 0 ? historyOf(tail).next : old.next,
  }
}
