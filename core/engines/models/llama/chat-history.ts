import type { ChatHistoryItem, ChatModelFunctionCall } from 'node-llama-cpp'
import type { ModelMessage } from '../port.ts'

/**
 * Messages as node-llama-cpp's chat wrappers want them: an assistant's text, its calls with their results, and what it said
 * after them are one model response. A call nobody answered (the person stopped it) gets a result that says so.
 */
export function toChatHistory(messages: readonly ModelMessage[]): ChatHistoryItem[] {
  const history: ChatHistoryItem[] = []
  const open = new Map<string, ChatModelFunctionCall>()
  for (const message of messages) {
    if (message.role === 'system') history.push({ type: 'system', text: message.content })
    else if (message.role === 'user') history.push({ type: 'user', text: message.content })
    else if (message.role === 'tool') {
      const call = open.get(message.callId)
      if (call) call.result = resultValue(message.content)
    } else {
      let last = history.at(-1)
      if (last?.type !== 'model') {
        last = { type: 'model', response: [] }
        history.push(last)
      }
      if (message.content !== '') last.response.push(message.content)
      for (const [index, { callId, name, arguments: params }] of message.toolCalls.entries()) {
        const call: ChatModelFunctionCall = { type: 'functionCall', name, params, result: 'no result', startsNewChunk: index === 0 }
        open.set(callId, call)
        last.response.push(call)
      }
    }
  }
  return history
}

/** Wrappers render results as JSON, so a result that is JSON already must not be quoted a second time. */
function resultValue(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return content
  }
}
