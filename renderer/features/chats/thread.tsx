import { ArrowDown } from 'lucide-react'
import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { Message } from '../../../core/contract/sessions.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { keysOf } from './chunk-keys.ts'
import { chunksOf, ThreadChunk } from './thread-chunk.tsx'

interface ThreadProps {
  messages: Message[]
  hasOlder: boolean
  isLoadingOlder: boolean
  onOlder: () => void
  failure: string | null
}

/** So close to the end counts as reading along, px. */
const nearEnd = 60
/** Older messages are read when the top is this close, px. */
const nearTop = 900

/** The messages. It follows what is written until the person scrolls up, and keeps its place when older ones come in above. */
export function Thread({ messages, hasOlder, isLoadingOlder, onOlder, failure }: ThreadProps) {
  const view = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  const knownKeys = useRef(new Map<string, string>())
  const [isAway, setIsAway] = useState(false)

  const toEnd = useCallback(() => {
    const element = view.current
    if (element) element.scrollTop = element.scrollHeight
  }, [])
  const onScroll = () => {
    const element = view.current
    if (!element) return
    follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd
    setIsAway(!follows.current)
    // At the very top the browser does not hold the view in place when something is put above it.
    if (element.scrollTop === 0 && hasOlder) element.scrollTop = 1
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

  // Where what has been read does not fill the view there is nothing to scroll, so nothing would ask for more.
  useLayoutEffect(() => {
    const element = view.current
    if (element && hasOlder && !isLoadingOlder && element.scrollHeight < element.clientHeight + nearTop) onOlder()
  })

  const last = messages.at(-1)
  const chunks = chunksOf(messages)
  const keys = keysOf(chunks, knownKeys.current)
  return (
    <div className="relative flex min-h-0 grow flex-col">
      <ScrollBox className="thread" ref={view} onScroll={onScroll} label={t.chat.thread}>
        <div className="turns" ref={content}>
          {isLoadingOlder && (
            <p className="row small justify-center text-text-3" role="status">
              <StateGlyph state="running" isDecoration />
              {t.chat.loadingOlder}
            </p>
          )}
          {chunks.map((chunk, index, all) => (
            <ThreadChunk key={keys[index]} messages={chunk} lastId={index === all.length - 1 ? (last?.id ?? null) : null} scroller={view} />
          ))}
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
