import { useMemo } from 'react'
import type { MessagePart } from '../../../core/contract/sessions.ts'
import { told } from '../../app/told.ts'
import { Markdown } from '../../ui/markdown.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Thinking } from './thinking.tsx'
import { ToolCard } from './tool-card.tsx'
import type { Turn } from './turn.ts'

/** What an answer is made of, in the order it came. `turn`: what its journal has told, while that is newer than what is stored. */
export function AnswerParts({ parts, isStreaming, turn }: { parts: readonly MessagePart[]; isStreaming: boolean; turn: Turn | null }) {
  const preparations = turn?.preparations
  const steps = useMemo(() => Map.groupBy(preparations ?? [], (step) => step.forRunId), [preparations])
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
            return (
              <ToolCard
                key={key}
                part={part}
                deadlineMs={turn?.runs.find((run) => run.id === part.toolRunId)?.deadlineMs ?? null}
                steps={part.toolRunId ? steps.get(part.toolRunId) : undefined}
              />
            )
          case 'notice':
            return <Notice key={key} tone="info" title={told(part.message)} />
          default:
            return null
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
