import { memo, type RefObject, useEffect, useRef, useState } from 'react'
import type { Message } from '../../../core/contract/sessions.ts'
import { MessageView } from './message-view.tsx'

/** Messages drawn or put away together. Cut by the time part of their ids would move; cut from a fixed multiple of the end they do not. */
const chunkSize = 25

/** The same messages in pieces whose borders stay when messages are added at either end: a piece ends where an id says so. */
export function chunksOf(messages: readonly Message[]): Message[][] {
  const chunks: Message[][] = []
  let chunk: Message[] = []
  for (const message of messages) {
    chunk.push(message)
    // A border after about every 16th id, by the id alone, so that reading further up or answering never moves one.
    const isBorder = Number.parseInt(message.id.slice(-2), 16) % 16 === 0
    if ((isBorder && chunk.length >= 4) || chunk.length >= chunkSize * 2) {
      chunks.push(chunk)
      chunk = []
    }
  }
  if (chunk.length > 0) chunks.push(chunk)
  return chunks
}

interface ThreadChunkProps {
  messages: Message[]
  /** The last message of the chat when it is in here; null otherwise. */
  lastId: Message['id'] | null
  scroller: RefObject<HTMLDivElement | null>
}

const isSame = (a: ThreadChunkProps, b: ThreadChunkProps) =>
  a.lastId === b.lastId && a.messages.length === b.messages.length && a.messages.every((message, index) => message === b.messages[index])

/** Far from the view a piece is only its height, so a chat of any length costs what is on the screen. */
export const ThreadChunk = memo(function ThreadChunk({ messages, lastId, scroller }: ThreadChunkProps) {
  const box = useRef<HTMLDivElement>(null)
  const [awayHeight, setAwayHeight] = useState<number | null>(null)

  useEffect(() => {
    const element = box.current
    if (!element || lastId !== null) {
      setAwayHeight(null)
      return
    }
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry) return
        const isHeld = element.contains(document.activeElement)
        setAwayHeight(entry.isIntersecting || isHeld ? null : entry.boundingClientRect.height)
      },
      { root: scroller.current, rootMargin: '2000px 0px' },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [lastId, scroller])

  return (
    <div ref={box} className="turns-page" style={awayHeight === null ? undefined : { height: awayHeight }}>
      {awayHeight === null && messages.map((message) => <MessageView key={message.id} message={message} isLast={message.id === lastId} />)}
    </div>
  )
}, isSame)
