import { memo, startTransition, useEffect, useRef, useState } from 'react'
import type { Message } from '../../../core/contract/sessions.ts'
import { useNearness } from '../../ui/near-view.ts'
import { guessHeight } from './chunks.ts'
import { MessageView } from './message-view.tsx'

interface ThreadChunkProps {
  messages: Message[]
  /** The last message of the chat when it is in here; null otherwise. */
  lastId: Message['id'] | null
}

const isSame = (a: ThreadChunkProps, b: ThreadChunkProps) =>
  a.lastId === b.lastId && a.messages.length === b.messages.length && a.messages.every((message, index) => message === b.messages[index])

/** Far from the view a piece is only its height, so a chat of any length costs what is on the screen. The end of the chat is always there. */
export const ThreadChunk = memo(function ThreadChunk({ messages, lastId }: ThreadChunkProps) {
  const watch = useNearness()
  const box = useRef<HTMLDivElement>(null)
  const [isDrawn, setIsDrawn] = useState(lastId !== null)
  const height = useRef<number | null>(null)
  const isEnd = lastId !== null

  useEffect(() => {
    const element = box.current
    if (!element || isEnd || !watch) return setIsDrawn(true)
    return watch(element, (isNear, measured) => {
      if (isNear) return startTransition(() => setIsDrawn(true))
      // What holds the focus stays, and so does a height that was only guessed.
      if (element.contains(document.activeElement)) return
      if (element.childElementCount > 0) height.current = measured
      setIsDrawn(false)
    })
  }, [isEnd, watch])

  const isShown = isDrawn || isEnd
  return (
    <div ref={box} className="turns-page" style={isShown ? undefined : { height: height.current ?? guessHeight(messages) }}>
      {isShown && messages.map((message) => <MessageView key={message.id} message={message} isLast={message.id === lastId} />)}
    </div>
  )
}, isSame)
