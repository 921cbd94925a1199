import { memo, useEffect, useRef } from 'react'
import type { Message } from '../../../core/contract/sessions.ts'
import type { WatchNearness } from '../../ui/near-view.ts'
import { useLettingGo } from '../../ui/use-letting-go.ts'
import { chunksOf } from './chunks.ts'
import type { HistoryPage } from './history-page.ts'
import type { PageReader } from './page-reader.ts'
import { type Heights, ThreadChunk } from './thread-chunk.tsx'

interface ThreadPageProps {
  page: HistoryPage
  /** The last message of the chat when it is in here; null otherwise. */
  lastId: Message['id'] | null
  reader: PageReader
  watch: WatchNearness
  heights: Heights
  /** How high it is taken to be before it has been on the screen, px. */
  guess: number
}

/** A page of messages in its place. While its messages are away it is only its height, and coming near brings them. */
export const ThreadPage = memo(function ThreadPage({ page: { before, messages }, lastId, reader, watch, heights, guess }: ThreadPageProps) {
  const box = useRef<HTMLDivElement>(null)
  const isHere = messages !== null
  useLettingGo(isHere)

  useEffect(() => {
    const element = box.current
    if (!element || before === null) return
    const stop = watch(element, (isNear, measured) => {
      if (isNear) return reader.want(before)
      reader.leave(before)
      if (element.childElementCount > 0) heights.set(before, measured)
    })
    return () => {
      stop()
      reader.leave(before)
    }
  }, [before, reader, watch, heights])

  const chunks = isHere ? chunksOf(messages) : []
  return (
    <div
      ref={box}
      data-page={before}
      className={isHere ? 'turns-pages' : 'turns-pages is-away'}
      style={isHere || before === null ? undefined : { height: heights.get(before) ?? guess }}
    >
      {chunks.map((chunk, index) => (
        <ThreadChunk
          key={chunk[0]?.id}
          messages={chunk}
          lastId={index === chunks.length - 1 ? lastId : null}
          name={`${before ?? 'newest'} ${index}`}
          heights={heights}
        />
      ))}
    </div>
  )
})
