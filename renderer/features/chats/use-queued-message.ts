import { useEffect, useRef, useState } from 'react'
import type { Message } from '../../../core/contract/sessions.ts'
import { readDraft, writeDraft } from './drafts.ts'

export interface Queued {
  text: string | null
  put(text: string): void
  /** Gives the text back, to be edited. */
  take(): string
}

/** One message written while an answer is: sent when the turn has ended well, put back into the box when it has not. */
export function useQueuedMessage(chat: string, isRunning: boolean, last: Message | undefined, send: (text: string) => Promise<void>): Queued {
  const [text, setText] = useState<string | null>(() => readDraft(`${chat}.queued`) || null)
  const sending = useRef(send)
  sending.current = send
  const put = (next: string | null) => {
    writeDraft(`${chat}.queued`, next ?? '')
    setText(next)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what matters is that the turn has ended
  useEffect(() => {
    if (text === null || isRunning || last?.role !== 'assistant' || last.status === 'streaming') return
    put(null)
    if (last.status === 'complete') sending.current(text).catch(() => put(text))
    else writeDraft(chat, [text, readDraft(chat)].filter(Boolean).join('\n\n'))
  }, [text, isRunning, last?.id, last?.status])
  return {
    text,
    put: (added) => put(text === null ? added : `${text}\n\n${added}`),
    take() {
      put(null)
      return text ?? ''
    },
  }
}
