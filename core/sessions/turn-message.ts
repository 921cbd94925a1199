import { foldEvent } from '../contract/message-parts.ts'
import type { RunEvent, TurnEnd } from '../contract/runs.ts'
import type { MessagePart } from '../contract/sessions.ts'
import type { MessageRow, Run, Stores } from '../engines/storage/port.ts'
import type { RunId } from '../kernel/ids.ts'
import { textOf } from './model-history.ts'

const page = 500

/** What a turn said, rebuilt from its journal: the one source of truth, after a good end as after a crash. */
export async function readTurn(stores: Pick<Stores, 'journal'>, runId: RunId): Promise<{ parts: MessagePart[]; model: string | null }> {
  let parts: MessagePart[] = []
  let model: string | null = null
  let after = 0
  for (;;) {
    const events: RunEvent[] = await stores.journal.read(runId, after, page)
    for (const event of events) {
      parts = foldEvent(parts, event, runId)
      if (event.type === 'model.selected' && event.runId === runId) model = event.model
    }
    if (events.length < page) return { parts, model }
    after = events.at(-1)?.seq ?? after
  }
}

const statusOf = { done: 'complete', failed: 'failed', cancelled: 'cancelled', interrupted: 'interrupted' } as const

/** The columns of the answer's message once its run is over. */
export async function finishedMessage(stores: Pick<Stores, 'journal'>, run: Run) {
  const { parts, model } = await readTurn(stores, run.id)
  const status = statusOf[run.status as keyof typeof statusOf] ?? 'interrupted'
  return { parts, model, status, error: status === 'complete' ? null : run.error, usage: run.usage, finishedAt: run.finishedAt }
}

/** The last line of a turn's stream. */
export function turnEndOf(message: Pick<MessageRow, 'id' | 'sessionId' | 'parts' | 'status' | 'error'>, run: Pick<Run, 'id' | 'usage'>): TurnEnd {
  return {
    type: message.status === 'complete' ? 'turn.finished' : 'turn.failed',
    text: textOf(message.parts),
    sessionId: message.sessionId,
    messageId: message.id,
    runId: run.id,
    toolCalls: message.parts.flatMap((part) =>
      part.type === 'tool' ? [{ name: part.name, arguments: part.arguments, result: part.result, error: part.error }] : [],
    ),
    usage: run.usage,
    error: message.error,
  }
}
