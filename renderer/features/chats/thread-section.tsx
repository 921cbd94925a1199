import { memo, useEffect, useRef, useState } from 'react'
import type { WatchNearness } from '../../ui/near-view.ts'
import { useLettingGo } from '../../ui/use-letting-go.ts'
import type { HistoryPage } from './history-page.ts'
import type { PageReader } from './page-reader.ts'
import type { Heights } from './thread-chunk.tsx'
import { ThreadPage } from './thread-page.tsx'

interface ThreadSectionProps {
  /** Oldest first; never the newest of the chat. */
  pages: readonly HistoryPage[]
  reader: PageReader
  /** Near enough for a section to be made of its pages; farther than what a page is read at. */
  watch: WatchNearness
  watchPage: WatchNearness
  heights: Heights
  /** How high a page of so many messages is taken to be before it has been on the screen, px. */
  guess: (count: number) => number
}

const isSame = (a: ThreadSectionProps, b: ThreadSectionProps) =>
  a.pages.length === b.pages.length && a.pages.every((page, index) => page === b.pages[index])

/** Far from the view the pages of a section are one box, so that a browser has some dozen to place in a chat of any length, not thousands. */
export const ThreadSection = memo(function ThreadSection({ pages, reader, watch, watchPage, heights, guess }: ThreadSectionProps) {
  const box = useRef<HTMLDivElement>(null)
  const [isNear, setIsNear] = useState(false)
  const name = `section of ${pages.length} up from ${pages.at(-1)?.before}`
  useLettingGo(pages.some(({ messages }) => messages !== null))

  useEffect(() => {
    const element = box.current
    if (!element) return
    return watch(element, (isNearNow, measured) => {
      // What holds the focus stays.
      if (!isNearNow && element.contains(document.activeElement)) return
      if (!isNearNow && element.childElementCount > 0) heights.set(name, measured)
      setIsNear(isNearNow)
    })
  }, [watch, heights, name])

  const heightOf = ({ before, count }: HistoryPage) => heights.get(before ?? '') ?? guess(count)
  return (
    <div
      ref={box}
      className={isNear ? 'turns-pages' : 'turns-pages is-away'}
      style={isNear ? undefined : { height: heights.get(name) ?? pages.reduce((sum, page) => sum + heightOf(page), 0) }}
    >
      {isNear &&
        pages.map((page) => (
          <ThreadPage key={page.before} page={page} lastId={null} reader={reader} watch={watchPage} heights={heights} guess={guess(page.count)} />
        ))}
    </div>
  )
}, isSame)
