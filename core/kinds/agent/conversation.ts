import type { ModelMessage } from '../../engines/models/port.ts'

export type AssistantMessage = Extract<ModelMessage, { role: 'assistant' }>
export type ToolMessage = Extract<ModelMessage, { role: 'tool' }>
/** What must stay together: one message, or an assistant's calls with all their results. */
export type Unit = { messages: ModelMessage[] }
/** A user's message and everything up to the next one. */
export type Turn = Unit[]

export const missingResult = '[No result: it was stopped before it finished.]'

/**
 * Groups a conversation into units, in order. Every call leaves with exactly one result (a note where none was kept) and
 * results that answer no call are left out: providers refuse conversations in which these do not match.
 */
export function toUnits(messages: readonly ModelMessage[]): Unit[] {
  const units: Unit[] = []
  for (let i = 0; i < messages.length; i++) {
    const message = messages[i] as ModelMessage
    if (message.role === 'tool') continue
    if (message.role !== 'assistant' || message.toolCalls.length === 0) {
      units.push({ messages: [message] })
      continue
    }
    const results = new Map<string, ToolMessage>()
    for (let next = messages[i + 1]; next?.role === 'tool'; next = messages[++i + 1]) {
      if (!results.has(next.callId)) results.set(next.callId, next)
    }
    const answers = message.toolCalls.map(
      (call) => results.get(call.callId) ?? { role: 'tool' as const, callId: call.callId, name: call.name, content: missingResult },
    )
    units.push({ messages: [message, ...answers] })
  }
  return units
}

/** Units by turn; what stands before the first user message is a turn of its own. */
export function toTurns(units: readonly Unit[]): Turn[] {
  const turns: Turn[] = []
  for (const unit of units) {
    const last = turns.at(-1)
    if (!last || unit.messages[0]?.role === 'user') turns.push([unit])
    else last.push(unit)
  }
  return turns
}
