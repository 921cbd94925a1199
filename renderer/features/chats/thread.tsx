import { ArrowDown } from 'lucide-react'
import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { Message } from '../../../core/contract/sessions.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { moveBetweenCards } from '../../ui/move-in-list.ts'
import { createNearness, NearnessProvider } from '../../ui/near-view.ts'
import { Notice } from '../../ui/notice.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { chunksOf } from './chunks.ts'
import type { HistoryPage } from './history.ts'
import { ThreadChunk } from './thread-chunk.tsx'

interface ThreadProps {
  /** As read, newest page first. */
  pages: readonly HistoryPage[]
  messages: Message[]
  hasOlder: boolean
  isLoadingOlder: boolean
  onOlder: () => void
  failure: string | null
}

/** So close to the end counts as reading along, px. */
const nearEnd = 60
/** Older messages are read when the top is this close, px. */
const nearTop = 2_500

/** The messages. It follows what is written until the person scrolls up, and keeps its place when older ones come in above. */
export function Thread({ pages, messages, hasOlder, isLoadingOlder, onOlder, failure }: ThreadProps) {
  const view = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [nearness] = useState(() => createNearness(view))
  const follows = useRef(true)
  const lastTop = useRef(0)
  const [isAway, setIsAway] = useState(false)

  const toEnd = useCallback(() => {
    const element = view.current
    if (element) element.scrollTop = element.scrollHeight
  }, [])
  const onScroll = () => {
    const element = view.current
    if (!element) return
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd
    // Only a way up leaves the end: what has grown below since the last frame does not.
    follows.current = isAtEnd || (follows.current && element.scrollTop >= lastTop.current)
    setIsAway(!follows.current)
    // At the very top the browser does not hold the view in place when something is put above it.
    if (element.scrollTop === 0 && hasOlder) element.scrollTop = 1
    lastTop.current = element.scrollTop
    if (element.scrollTop < nearTop && hasOlder && !isLoadingOlder) onOlder()
  }

  useLayoutEffect(() => {
    const element = content.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      if (follows.current) toEnd()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [toEnd])

  // What the person just sent is always shown.
  const lastSaidId = messages.findLast((message) => message.role === 'user')?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: the id is the trigger
  useLayoutEffect(() => {
    follows.current = true
    toEnd()
  }, [lastSaidId])

  // What has come may not fill the view, or the top may still be near: then nothing is scrolled that would ask for more.
  const count = messages.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has been read is the trigger
  useLayoutEffect(() => {
    const element = view.current
    if (!element || !hasOlder || isLoadingOlder) return
    if (element.scrollHeight < element.clientHeight + nearTop || (!follows.current && element.scrollTop < nearTop)) onOlder()
  }, [count, hasOlder, isLoadingOlder])

  const last = messages.at(-1)
  return (
    <div className="relative flex min-h-0 grow flex-col">
      <ScrollBox className="thread" ref={view} onScroll={onScroll} onKeyDown={moveBetweenCards} label={t.chat.thread}>
        <div className="turns" ref={content}>
          {isLoadingOlder && (
            <p className="loading-older row small text-text-3" role="status">
              <StateGlyph state="running" isDecoration />
              {t.chat.loadingOlder}
            </p>
          )}
          <NearnessProvider value={nearness}>
            {chunksOf(pages).map((chunk, index, all) => (
              <ThreadChunk key={chunk[0]?.id} messages={chunk} lastId={index === all.length - 1 ? (last?.id ?? null) : null} />
            ))}
          </NearnessProvider>
          {failure && (
            <Notice tone="danger" title={t.chat.sendFailed}>
              {failure}
            </Notice>
          )}
        </div>
      </ScrollBox>
      {isAway && (
        <Button isSmall className="to-end" onClick={toEnd}>
          <Icon of={ArrowDown} size="small" />
          {t.chat.toEnd}
        </Button>
      )}
    </div>
  )
}
