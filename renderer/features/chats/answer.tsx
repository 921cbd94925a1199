import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Message, MessagePart } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { InboxCard } from '../approvals/inbox-card.tsx'
import { AnswerEnd } from './answer-end.tsx'
import { AnswerParts } from './answer-parts.tsx'
import { AnswerTools } from './answer-tools.tsx'
import { AttachedFiles } from './attached-file.tsx'
import { useChat } from './chat-context.ts'
import { refreshTail } from './history.ts'
import { useLiveTurn } from './live-turns.ts'
import { isKeyOf } from './message-key.ts'
import type { Turn } from './turn.ts'
import { VersionSwitch } from './version-switch.tsx'

/** An answer: as stored, or as its journal tells while it is written. */
export function Answer({ message, isLast }: { message: Message; isLast: boolean }) {
  const [wasStreaming, setWasStreaming] = useState(message.status === 'streaming')
  if (message.status === 'streaming' && !wasStreaming) setWasStreaming(true)
  return wasStreaming ? <LiveAnswer message={message} isLast={isLast} /> : <AnswerFrame message={message} isLast={isLast} turn={null} />
}

/** An answer that has been written while it was looked at; it stays the same on the screen when it ends. */
function LiveAnswer({ message, isLast }: { message: Message; isLast: boolean }) {
  const api = useApi()
  const turn = useLiveTurn(message.runId)
  const isStored = message.status !== 'streaming'
  // The journal ends a moment before or after the message is stored; ask until it is, so that the view never stays "streaming".
  useEffect(() => {
    if (!turn.hasEnded || isStored) return
    let tries = 0
    const timer = setInterval(() => {
      if (++tries > 20) clearInterval(timer)
      refreshTail(api, message.sessionId).catch(() => {})
    }, 250)
    return () => clearInterval(timer)
  }, [turn.hasEnded, isStored, api, message.sessionId])
  return <AnswerFrame message={message} isLast={isLast} turn={isStored && !turn.isBehind ? null : turn} />
}

/** `turn`: what its journal has told, while that is newer than what is stored. */
function AnswerFrame({ message, isLast, turn }: { message: Message; isLast: boolean; turn: Turn | null }) {
  const { retry, fork, isRunning } = useChat()
  const parts = turn && turn.lastSeq > 0 ? turn.parts : message.parts
  return (
    <article
      className={`message ${isLast ? 'is-last' : ''}`}
      aria-label={t.chat.answer}
      aria-busy={turn !== null}
      data-card
      tabIndex={-1}
      onKeyDown={(event) => {
        if (turn || isRunning) return
        if (isKeyOf(event, 'r')) retry(message)
        if (isKeyOf(event, 'f')) fork(message)
      }}
    >
      <AnswerParts parts={parts} isStreaming={turn !== null && !turn.hasEnded} turn={turn} />
      <AttachedFiles parts={parts} />
      {turn && !turn.hasEnded && <AsksBelow runId={message.runId} parts={parts} />}
      {!turn && <AnswerEnd message={message} />}
      <VersionSwitch message={message} />
      {!turn && <AnswerTools message={message} />}
    </article>
  )
}

/** What something below a call waits for, such as a relic that it starts; the calls themselves ask on their own cards. */
function AsksBelow({ runId, parts }: { runId: Message['runId']; parts: readonly MessagePart[] }) {
  const { orpc } = useApi()
  const list = useQuery(orpc.safety.list.queryOptions({ input: {} }))
  const asking = list.data?.approvals.filter(
    (approval) => approval.rootId === runId && !parts.some((part) => part.type === 'tool' && part.toolRunId === approval.runId),
  )
  if (!asking || asking.length === 0) return null
  return (
    <ul className="flex flex-col gap-2.5">
      {asking.map((approval) => (
        <InboxCard key={approval.id} approval={approval} isInChat />
      ))}
    </ul>
  )
}
