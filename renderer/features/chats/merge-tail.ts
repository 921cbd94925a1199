import type { History, HistoryPage } from './history.ts'

/**
 * The pages read so far with the newest messages put in place: what stood before the first of them stays, the rest is theirs.
 * When that first one is unknown the branch has changed above it, or too much is new, and only the tail is left.
 */
export function mergeTail(old: History, tail: HistoryPage): History {
  const first = tail.messages[0]
  const pageIndex = first ? old.pages.findIndex((page) => page.messages.some((message) => message.id === first.id)) : -1
  const page = old.pages[pageIndex]
  if (!first || !page) return { pages: [tail], pageParams: [null] }
  const before = page.messages.slice(
    0,
    page.messages.findIndex((message) => message.id === first.id),
  )
  const older = old.pages.slice(pageIndex + 1)
  return {
    pages: [{ messages: [...before, ...tail.messages], hasMore: before.length === 0 && older.length === 0 ? tail.hasMore : page.hasMore }, ...older],
    pageParams: [null, ...old.pageParams.slice(pageIndex + 1)],
  }
}
