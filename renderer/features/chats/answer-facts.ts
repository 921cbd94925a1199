import type { Message } from '../../../core/contract/sessions.ts'
import { t } from '../../app/messages.ts'
import { formatDuration } from '../../ui/format.ts'

/** What an answer took, in a few words. One that was cut off before anything was counted says nothing of tokens. */
export function answerFacts(message: Pick<Message, 'model' | 'usage' | 'status' | 'createdAt' | 'finishedAt'>): string {
  const tokens = message.usage?.outputTokens ?? 0
  const isCounted = message.usage !== null && (tokens > 0 || message.status === 'complete')
  const tookMs = message.finishedAt ? Date.parse(message.finishedAt) - Date.parse(message.createdAt) : null
  return [message.model?.split('/').slice(1).join('/'), isCounted && t.chat.tokens(tokens), tookMs !== null && formatDuration(tookMs)]
    .filter(Boolean)
    .join(', ')
}
