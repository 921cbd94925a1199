import type { History, HistoryPage } from './history-page.ts'

/** So many pages above the newest keep their messages. */
const keptPages = 20

const away = (page: HistoryPage): HistoryPage => (page.messages === null || page.before === null ? page : { ...page, messages: null })

/** Puts the messages of the pages away that are farthest from `near`, so that a chat of any length holds no more than a few thousand. */
export function putAway(history: History, near: HistoryPage['before'], isHeld: (before: HistoryPage['before']) => boolean): History {
  const place = history.pages.findIndex(({ before }) => before === near)
  const here = history.pages.flatMap(({ before, messages }, index) => (before === null || messages === null ? [] : [index]))
  if (here.length <= keptPages) return history
  const far = here.toSorted((a, b) => Math.abs(a - place) - Math.abs(b - place)).slice(keptPages)
  const leaving = new Set(far.filter((index) => !isHeld(history.pages[index]?.before ?? null)))
  return { ...history, pages: history.pages.map((page, index) => (leaving.has(index) ? away(page) : page)) }
}

export const putAwayAll = (history: History): History => {
  const isAllAway = history.pages.every((page) => away(page) === page)
  return isAllAway ? history : { ...history, pages: history.pages.map(away) }
}
