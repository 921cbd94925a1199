import { Square } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Message } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { faultText } from '../../app/told.ts'
import { announce, showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { formatCount, formatDuration, formatMoney } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { useNow } from '../../ui/use-now.ts'
import { AnswerParts } from './answer-parts.tsx'
import { textOf } from './chat-context.ts'
import { useLiveTurn } from './live-turns.ts'
import type { Turn } from './turn.ts'

interface CompareColumnProps {
  message: Message
  /** Whom it was asked of; the answer itself may come from another, where that one could not be reached. */
  askedModel: string | null
  isInView: boolean
  /** Any of them is still written, so none can be chosen yet. */
  isWriting: boolean
  onEnded: () => void
  onKeep: () => void
}

const glyphs = { streaming: 'running', complete: 'done', failed: 'failed', cancelled: 'cancelled', interrupted: 'interrupted' } as const

/** One of the answers: who wrote it, what it took, and whether it is the one to go on with. */
export function CompareColumn({ message, askedModel, isInView, isWriting, onEnded, onKeep }: CompareColumnProps) {
  const { client } = useApi()
  const isStored = message.status !== 'streaming'
  const [wasStreaming] = useState(!isStored)
  const live = useLiveTurn(wasStreaming ? message.runId : null)
  const turn = wasStreaming && !(isStored && !live.isBehind) ? live : null
  const parts = turn && turn.lastSeq > 0 ? turn.parts : message.parts
  const model = message.model ?? turn?.model?.model ?? askedModel
  const name = model?.split('/').slice(1).join('/') || t.compare.noModel

  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when its journal has ended
  useEffect(() => {
    if (wasStreaming && live.hasEnded && !isStored) onEnded()
  }, [live.hasEnded])
  // biome-ignore lint/correctness/useExhaustiveDependencies: read out once, when it is whole
  useEffect(() => {
    if (wasStreaming && isStored) announce(t.compare.finished(name, textOf(message).slice(0, 1_000)))
  }, [isStored])

  const stop = () => {
    if (message.runId)
      void client.sessions.stop({ id: message.sessionId, runId: message.runId }).then(onEnded, (error) => showToast(errorText(error)))
  }
  return (
    <article className="compare-column" aria-label={t.compare.answerOf(name)} aria-busy={!isStored}>
      <header>
        <StateGlyph state={glyphs[message.status]} />
        <h3 className="strong cut grow" title={model ?? undefined}>
          {name}
        </h3>
        {isStored ? (
          <Button isSmall look={isInView ? 'quiet' : 'default'} disabled={isWriting} title={isWriting ? t.compare.waits : undefined} onClick={onKeep}>
            {isInView ? t.compare.keepInView : t.compare.keep}
          </Button>
        ) : (
          <Button isSmall aria-label={t.compare.stopOf(name)} onClick={stop}>
            <Icon of={Square} size="tiny" isFilled />
            {t.composer.stop}
          </Button>
        )}
      </header>
      <ScrollBox className="compare-text" label={t.compare.textOf(name)}>
        <AnswerParts parts={parts} isStreaming={turn !== null && !turn.hasEnded} turn={turn} />
        {isStored && message.status !== 'complete' && <p className="cut-mark">{t.compare.ended[message.status as 'failed']}</p>}
        {isStored && message.error && <p className="small text-danger wrap-anywhere">{faultText(message.error)}</p>}
        {isStored && message.status === 'complete' && parts.length === 0 && <p className="small text-text-3">{t.chat.empty}</p>}
      </ScrollBox>
      <footer>
        <Facts message={message} turn={turn} />
      </footer>
    </article>
  )
}

/** Time, tokens, how fast, and what it cost. */
function Facts({ message, turn }: { message: Message; turn: Turn | null }) {
  const isWriting = message.finishedAt === null
  const now = useNow(200, isWriting)
  const tookMs = Math.max(0, (message.finishedAt ? Date.parse(message.finishedAt) : now) - Date.parse(message.createdAt))
  const usage = message.usage ?? turn?.usage ?? null
  const isCounted = usage !== null && usage.outputTokens > 0
  return (
    <span className="num">
      {[
        formatDuration(tookMs),
        isCounted && t.chat.tokens(usage.outputTokens),
        isCounted && !isWriting && tookMs > 0 && t.compare.perSecond(formatCount(Math.round(usage.outputTokens / (tookMs / 1_000)))),
        isCounted && (usage.costUsd > 0 ? formatMoney(usage.costUsd) : t.inspector.free),
      ]
        .filter(Boolean)
        .join(', ')}
    </span>
  )
}
