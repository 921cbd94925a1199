import { useEffect, useRef } from 'react'
import type { MessagePart } from '../../../core/contract/sessions.ts'
import { t } from '../../app/messages.ts'
import { announce } from '../../app/ui-store.ts'
import { Markdown } from '../../ui/markdown.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { type GlyphState, StateGlyph } from '../../ui/state-glyph.tsx'
import { useLiveTurn } from '../chats/live-turns.ts'
import type { Asked } from './quick-screen.tsx'

const glyphOf = (status: string): GlyphState =>
  status === 'running' || status === 'waiting' || status === 'failed' || status === 'queued' ? status : 'done'

/** How the answer begins: its words, and one line for each tool. The whole of it is in the chat. */
export function QuickAnswer({ asked }: { asked: Asked }) {
  const turn = useLiveTurn(asked.runId)
  const isRunning = !turn.hasEnded
  const waits = turn.parts.some((part) => part.type === 'tool' && part.status === 'waiting')
  const ended = turn.runs.find((run) => run.id === asked.runId)?.state
  const end = useRef<HTMLDivElement>(null)
  // What is newest is in sight while it is written.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has come is the trigger
  useEffect(() => {
    if (isRunning) end.current?.scrollIntoView({ block: 'nearest' })
  }, [turn.lastSeq, isRunning])
  useEffect(() => {
    if (turn.hasEnded) announce(t.chat.finished(textIn(turn.parts).slice(0, 2_000)))
  }, [turn.hasEnded, turn.parts])
  const last = turn.parts.at(-1)
  return (
    <ScrollBox label={t.chat.answer} className="quick-answer">
      {turn.parts.map((part, index) => (
        <Part key={part.type === 'tool' ? part.callId : `${part.type}-${index}`} part={part} isOpen={isRunning && part === last} />
      ))}
      {isRunning && last?.type !== 'text' && !waits && (
        <p className="row small text-text-3">
          <StateGlyph state="running" isDecoration />
          {t.quick.thinks}
        </p>
      )}
      {waits && <p className="small text-warn">{t.quick.waits}</p>}
      {ended === 'failed' && <p className="small text-danger">{t.notify.failed}</p>}
      <div ref={end} />
    </ScrollBox>
  )
}

const textIn = (parts: readonly MessagePart[]): string =>
  parts
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('\n\n')

function Part({ part, isOpen }: { part: MessagePart; isOpen: boolean }) {
  if (part.type === 'text') return <Markdown text={part.text} isStreaming={isOpen} />
  if (part.type !== 'tool') return null
  return (
    <p className="row small text-text-3">
      <StateGlyph state={glyphOf(part.status)} />
      {t.quick.tool(part.name)}
    </p>
  )
}
