import type { Message } from 'ollama'
import { asArguments } from '../call-arguments.ts'
import type { ModelMessage } from '../port.ts'

/** Messages as /api/chat wants them: calls by name with an object of arguments, results by the name of their tool. */
export function toOllamaMessages(messages: readonly ModelMessage[]): Message[] {
  return messages.map((message) => {
    if (message.role === 'tool') return { role: 'tool', content: message.content, tool_name: message.name }
    if (message.role === 'user' && message.images?.length) {
      const images = message.images.map(({ bytes }) => Buffer.from(bytes).toString('base64'))
      return { role: 'user', content: message.content, images }
    }
    if (message.role !== 'assistant' || message.toolCalls.length === 0) return { role: message.role, content: message.content }
    const calls = message.toolCalls.map(({ name, arguments: given }) => ({ function: { name, arguments: asArguments(given) } }))
    return { role: 'assistant', content: message.content, tool_calls: calls }
  })
}
