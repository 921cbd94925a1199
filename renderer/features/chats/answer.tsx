import { useEffect } from 'react'
import type { Message, MessagePart } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Markdown } from '../../ui/markdown.tsx'
import { Notice } from '../../ui/notice.tsx'
import { AnswerEnd } from './answer-end.tsx'
import { AnswerTools } from './answer-tools.tsx'
import { refreshTail } from './history.ts'
import { useLiveTurn } from './live-turns.ts'
import { Thinking } from './thinking.tsx'
import { ToolCard } from './tool-card.tsx'
import { VersionSwitch } from './version-switch.tsx'

/** An answer: as stored, or as its journal tells while it is written. */
export function Answer({ message, isLast }: { message: Message; isLast: boolean }) {
  const isStreaming = message.status === 'streaming'
  return (
    <article className={`message ${isLast ? 'is-last' : ''}`} aria-label={t.chat.answer} aria-busy={isStreaming}>
      {isStreaming ? <LiveParts message={message} /> : <Parts parts={message.parts} isStreaming={false} deadlines={noDeadlines} />}
      {!isStreaming && <AnswerEnd message={message} />}
      <VersionSwitch message={message} />
      {!isStreaming && <AnswerTools message={message} />}
    </article>
  )
}

const noDeadlines: ReadonlyMap<string, number | null> = new Map()

function LiveParts({ message }: { message: Message }) {
  const api = useApi()
  const turn = useLiveTurn(message.runId)
  // The journal ends a moment before or after the message is stored; ask until it is, so that the view never stays "streaming".
  useEffect(() => {
    if (!turn.hasEnded) return
    let tries = 0
    const timer = setInterval(() => {
      if (++tries > 20) clearInterval(timer)
      refreshTail(api, message.sessionId).catch(() => {})
    }, 250)
    return () => clearInterval(timer)
  }, [turn.hasEnded, api, message.sessionId])

  const parts = turn.lastSeq === 0 ? message.parts : turn.parts
  return <Parts parts={parts} isStreaming={!turn.hasEnded} deadlines={new Map(turn.runs.map((run) => [run.id, run.deadlineMs]))} />
}

interface PartsProps {
  parts: readonly MessagePart[]
  isStreaming: boolean
  /** By run: how long it may take. */
  deadlines: ReadonlyMap<string, number | null>
}

function Parts({ parts, isStreaming, deadlines }: PartsProps) {
  const last = parts.at(-1)
  const isBusy = last?.type === 'tool' && (last.status === 'running' || last.status === 'waiting')
  return (
    <>
      {parts.map((part, index) => {
        const isOpen = isStreaming && index === parts.length - 1
        const key = part.type === 'tool' ? part.callId : `${part.type}-${index}`
        switch (part.type) {
          case 'text':
            return <Markdown key={key} text={part.text} isStreaming={isOpen} />
          case 'thinking':
            return <Thinking key={key} part={part} isOpen={isOpen} />
          case 'tool':
            return <ToolCard key={key} part={part} deadlineMs={(part.toolRunId && deadlines.get(part.toolRunId)) ?? null} />
          default:
            return <Notice key={key} tone="info" title={part.message} />
        }
      })}
      {isStreaming && (last === undefined || (last.type === 'tool' && !isBusy)) && (
        <p aria-hidden="true">
          <span className="caret ml-0!" />
        </p>
      )}
    </>
  )
}
