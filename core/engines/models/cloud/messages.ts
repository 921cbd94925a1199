import type { AssistantModelMessage, ModelMessage as SdkMessage, ToolResultPart } from 'ai'
import { asArguments } from '../call-arguments.ts'
import type { ModelMessage } from '../port.ts'

/** Messages as the AI SDK wants them: an assistant's calls are parts of its message, the results that follow are one tool message. */
export function toSdkMessages(messages: readonly ModelMessage[]): SdkMessage[] {
  const mapped: SdkMessage[] = []
  for (const message of messages) {
    if (message.role === 'tool') {
      const { callId, name, content } = message
      const part: ToolResultPart = { type: 'tool-result', toolCallId: callId, toolName: name, output: { type: 'text', value: content } }
      const last = mapped.at(-1)
      if (last?.role === 'tool') last.content.push(part)
      else mapped.push({ role: 'tool', content: [part] })
    } else if (message.role === 'assistant') {
      const content: Exclude<AssistantModelMessage['content'], string> = message.content === '' ? [] : [{ type: 'text', text: message.content }]
      for (const { callId, name, arguments: input } of message.toolCalls)
        content.push({ type: 'tool-call', toolCallId: callId, toolName: name, input: asArguments(input) })
      // Providers refuse a message without content.
      if (content.length > 0) mapped.push({ role: 'assistant', content })
    } else if (message.role === 'user' && message.images?.length) {
      const images = message.images.map(({ bytes, mediaType }) => ({ type: 'image' as const, image: bytes, mediaType }))
      mapped.push({ role: 'user', content: [...(message.content === '' ? [] : [{ type: 'text' as const, text: message.content }]), ...images] })
    } else mapped.push({ role: message.role, content: message.content })
  }
  return mapped
}
