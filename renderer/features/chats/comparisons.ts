import type { Message, Session } from '../../../core/contract/sessions.ts'
import type { Api } from '../../api/client.ts'
import { refreshTail } from './history.ts'

/** Answers to one message beside each other. */
export interface Comparison {
  answers: { id: Message['id'] /** Who was asked; null where only the answer itself can tell. */; model: string | null }[]
}

/** The core lets so many answer at once. */
export const mostModels = 4

const key = (id: Session['id']) => `cortex.compare.${id}`

/** The comparison that is looked at in a chat, kept over reloads of this window. */
export function readComparison(id: Session['id']): Comparison | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key(id)) ?? 'null') as Comparison | null
    return Array.isArray(kept?.answers) && kept.answers.length > 1 ? kept : null
  } catch {
    return null
  }
}

export function keepComparison(id: Session['id'], comparison: Comparison | null): void {
  if (comparison) sessionStorage.setItem(key(id), JSON.stringify(comparison))
  else sessionStorage.removeItem(key(id))
}

/** Has models answer what a message answers, or asks, and lays that beside the answer that is there. */
export async function startComparison(api: Api, message: Message, models: readonly string[]): Promise<Comparison> {
  const id = message.sessionId
  const [only] = models
  const begun =
    models.length === 1 && message.role === 'assistant' && only
      ? [{ ...(await api.client.sessions.retry({ id, messageId: message.id, model: only })), model: only }]
      : (await api.client.sessions.compare({ id, messageId: message.id, models: [...models] })).answers
  await refreshTail(api, id, 500).catch(() => {})
  const former = message.role === 'assistant' ? [{ id: message.id, model: message.model }] : []
  return { answers: [...former, ...begun.map(({ assistantMessageId, model }) => ({ id: assistantMessageId, model }))] }
}
