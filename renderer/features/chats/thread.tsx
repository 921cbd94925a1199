import { ArrowDown } from 'lucide-react'
import { type KeyboardEvent, type UIEvent, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Message } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { moveBetweenCards } from '../../ui/move-in-list.ts'
import { createNearness, NearnessProvider } from '../../ui/near-view.ts'
import { Notice } from '../../ui/notice.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { useFollowEnd } from '../../ui/use-follow-end.ts'
import { useChat } from './chat-context.ts'
import { guessHeight, guessPageHeight, sectionsOf } from './chunks.ts'
import type { History } from './history-page.ts'
import { createPageReader } from './page-reader.ts'
import type { Heights } from './thread-chunk.tsx'
import { ThreadPage } from './thread-page.tsx'
import { ThreadSection } from './thread-section.tsx'

interface ThreadProps {
  history: History
  /** Of the whole chat. */
  messageCount: number
  failure: string | null
}

/** Messages are read when their page is this close to the view, px. */
const readAhead = 4_000
/** Where pages stand is known when their section is this close to the view, px. */
const placeAhead = 12_000

/** The messages. It follows what is written until the person scrolls up, and keeps its place when older ones come in above. */
export function Thread({ history: { pages, next }, messageCount, failure }: ThreadProps) {
  const api = useApi()
  const { session } = useChat()
  const view = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [nearness] = useState(() => createNearness(view))
  const [watchPage] = useState(() => createNearness(view, readAhead))
  const [watchSection] = useState(() => createNearness(view, placeAhead))
  const [heights] = useState<Heights>(() => new Map())
  const [reader] = useState(() => createPageReader(api, session.id, hasFocus))
  const isReading = useSyncExternalStore(reader.subscribe, reader.isSlow)
  const newest: Message[] = pages[0]?.messages ?? []
  const [perMessage] = useState(() => guessHeight(newest) / Math.max(1, newest.length))
  const { isAway, toEnd, toStart, handlers } = useFollowEnd(view, content)

  /** At once, however far: what comes in on the way must not stop it before it is there. */
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    handlers.onKeyDown(event)
    const isHere = event.target === view.current || (event.target as HTMLElement).matches('[data-card]')
    if (isHere && (event.key === 'Home' || event.key === 'End') && !event.shiftKey && !event.altKey) {
      event.preventDefault()
      if (event.key === 'End') toEnd()
      else toStart()
    } else moveBetweenCards(event)
  }
  const onScroll = (event: UIEvent) => {
    const element = view.current
    // At the very top the browser does not hold the view in place when something is put above it.
    if (element?.scrollTop === 0 && next !== null) element.scrollTop = 1
    handlers.onScroll(event)
  }

  // What the person just sent is always shown.
  const lastSaidId = newest.findLast((message) => message.role === 'user')?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: the id is the trigger
  useLayoutEffect(toEnd, [lastSaidId])

  return (
    <div className="relative flex min-h-0 grow flex-col">
      <ScrollBox className="thread" ref={view} {...handlers} onScroll={onScroll} onKeyDown={onKeyDown} label={t.chat.thread}>
        <div className="turns" ref={content}>
          {isReading && (
            <p className="loading-older row small text-text-3" role="status">
              <StateGlyph state="running" isDecoration />
              {t.chat.loadingOlder}
            </p>
          )}
          <NearnessProvider value={nearness}>
            {sectionsOf(pages.slice(1)).map((section) => (
              <ThreadSection
                key={section.at(-1)?.before}
                pages={section}
                reader={reader}
                watch={watchSection}
                watchPage={watchPage}
                heights={heights}
                guess={(count) => guessPageHeight(count, perMessage, messageCount)}
              />
            ))}
            {pages[0] && (
              <ThreadPage page={pages[0]} lastId={newest.at(-1)?.id ?? null} reader={reader} watch={watchPage} heights={heights} guess={0} />
            )}
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

/** Whether the focus is in a page: it stays then. */
const hasFocus = (before: string): boolean => document.activeElement?.closest<HTMLElement>('[data-page]')?.dataset.page === before
