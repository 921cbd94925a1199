import { memo, startTransition, useEffect, useRef, useState } from 'react'
import type { Message } from '../../../core/contract/sessions.ts'
import { useNearness } from '../../ui/near-view.ts'
import { guessHeight } from './chunks.ts'
import { MessageView } from './message-view.tsx'

/** Heights that were measured, px, by what they are of: a page, or a piece of it by its place. They outlive the messages. */
export type Heights = Map<string, number>

interface ThreadChunkProps {
  messages: Message[]
  /** The last message of the chat when it is in here; null otherwise. */
  lastId: Message['id'] | null
  /** Its own among the heights. */
  name: string
  heights: Heights
}

const isSame = (a: ThreadChunkProps, b: ThreadChunkProps) =>
  a.lastId === b.lastId && a.messages.length === b.messages.length && a.messages.every((message, index) => message === b.messages[index])

/** Far from the view a piece is only its height, so a chat of any length costs what is on the screen. The end of the chat is always there. */
export const ThreadChunk = memo(function ThreadChunk({ messages, lastId, name, heights }: ThreadChunkProps) {
  const watch = useNearness()
  const box = useRef<HTMLDivElement>(null)
  const [isDrawn, setIsDrawn] = useState(lastId !== null)
  const isEnd = lastId !== null

  useEffect(() => {
    const element = box.current
    if (!element || isEnd || !watch) return setIsDrawn(true)
    const tell = (isNear: boolean, measured: number) => {
      if (isNear) return startTransition(() => setIsDrawn(true))
      // What holds the focus stays, and so does a height that was only guessed.
      if (element.contains(document.activeElement)) return
      if (element.childElementCount > 0) heights.set(name, measured)
      setIsDrawn(false)
    }
    return watch(element, tell, { isCostly: true })
  }, [isEnd, watch, heights, name])

  const isShown = isDrawn || isEnd
  return (
    <div
      ref={box}
      className={isShown ? 'turns-page' : 'turns-page is-away'}
      style={isShown ? undefined : { height: heights.get(name) ?? guessHeight(messages) }}
    >
      {isShown && messages.map((message) => <MessageView key={message.id} message={message} isLast={message.id === lastId} />)}
    </div>
  )
}, isSame)
