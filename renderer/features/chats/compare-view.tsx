import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Message, Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Failed } from '../../ui/failed.tsx'
import { Loading } from '../../ui/loading.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { textOf } from './chat-context.ts'
import { CompareColumn } from './compare-column.tsx'
import type { Comparison } from './comparisons.ts'

interface CompareViewProps {
  session: Session
  comparison: Comparison
  question: Message | undefined
  /** Whether something is written in this chat now. */
  isRunning: boolean
  onKeep: (id: Message['id']) => void
  onClose: () => void
}

/** Answers to one message side by side while they are written and after. What is kept goes on as the chat; the others stay its other versions. */
export default function CompareView({ session, comparison, question, isRunning, onKeep, onClose }: CompareViewProps) {
  const { orpc } = useApi()
  const [first] = comparison.answers
  const versions = useQuery(
    orpc.sessions.versions.queryOptions({
      input: { id: session.id, messageId: first?.id as Message['id'] },
      // Each answer is followed by its own journal; this is to see how it was stored.
      refetchInterval: (query) => (query.state.data?.messages.some((message) => message.status === 'streaming') ? 1_000 : false),
      gcTime: 0,
    }),
  )
  const byId = new Map(versions.data?.messages.map((message) => [message.id, message]))
  const columns = comparison.answers.flatMap(({ id, model }) => {
    const message = byId.get(id)
    return message ? [{ message, model }] : []
  })
  const isWriting = isRunning || columns.some(({ message }) => message.status === 'streaming')
  // A chat that went on elsewhere, or lost these answers, has nothing to compare.
  const isGone = versions.isSuccess && columns.length === 0
  useEffect(() => {
    if (isGone) onClose()
  }, [isGone, onClose])
  return (
    <section className="compare" aria-label={t.compare.view}>
      <header className="compare-head">
        <h2 className="strong flex-none">{t.compare.view}</h2>
        <p className="small cut grow text-text-3">{question ? textOf(question) : ''}</p>
        <Button look="quiet" isSmall onClick={onClose}>
          {t.compare.close}
        </Button>
      </header>
      {versions.isPending && <Loading what={t.chat.loading} className="p-8" lines={6} />}
      {versions.isError && !versions.data && <Failed what={t.chat.failed} error={versions.error} onRetry={() => versions.refetch()} />}
      {columns.length > 0 && (
        <ScrollBox className="compare-columns" label={t.compare.answers} style={{ '--columns': columns.length } as React.CSSProperties}>
          {columns.map(({ message, model }) => (
            <CompareColumn
              key={message.id}
              message={message}
              askedModel={model}
              isInView={session.headId === message.id}
              isWriting={isWriting}
              onEnded={() => void versions.refetch()}
              onKeep={() => onKeep(message.id)}
            />
          ))}
        </ScrollBox>
      )}
    </section>
  )
}
