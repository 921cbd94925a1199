import type { Message, MessagePart } from '../contract/sessions.ts'
import type { ModelMessage } from '../engines/models/port.ts'
import type { ArtifactId } from '../kernel/ids.ts'
import type { AttachedContent } from './attached-content.ts'

/**
 * What a model gets to read of a conversation: text, attached files, tool calls and their results, in order. Thinking and notices
 * stay behind.
 */
export function modelHistory(messages: readonly Message[], files: ReadonlyMap<ArtifactId, AttachedContent> = new Map()): ModelMessage[] {
  return messages.flatMap((message): ModelMessage[] => (message.role === 'user' ? [question(message, files)] : answerSteps(message.parts)))
}

function question({ parts }: Message, files: ReadonlyMap<ArtifactId, AttachedContent>): ModelMessage {
  const attached = parts.flatMap((part) => (part.type === 'attachment' ? (files.get(part.artifactId) ?? []) : []))
  const images = attached.flatMap(({ image }) => image ?? [])
  const content = [textOf(parts), ...attached.map(({ text }) => text)].filter(Boolean).join('\n\n')
  return { role: 'user', content, ...(images.length > 0 ? { images } : {}) }
}

export const textOf = (parts: readonly MessagePart[]): string =>
  parts
    .flatMap((part) => (part.type === 'text' ? [part.text] : []))
    .join('')
    .trim()

/** An answer of several steps, taken apart again: text and its calls, then their results, then the next text. */
function answerSteps(parts: readonly MessagePart[]): ModelMessage[] {
  const steps: { text: string; tools: Extract<MessagePart, { type: 'tool' }>[] }[] = []
  for (const part of parts) {
    if (part.type !== 'text' && part.type !== 'tool') continue
    let step = steps.at(-1)
    if (!step || (part.type === 'text' && step.tools.length > 0)) {
      step = { text: '', tools: [] }
      steps.push(step)
    }
    if (part.type === 'text') step.text += part.text
    else step.tools.push(part)
  }
  return steps
    .filter((step) => step.text.trim() !== '' || step.tools.length > 0)
    .flatMap((step): ModelMessage[] => [
      {
        role: 'assistant',
        content: step.text,
        toolCalls: step.tools.map((tool) => ({ callId: tool.callId, name: tool.name, arguments: tool.arguments })),
      },
      ...step.tools.map((tool): ModelMessage => ({ role: 'tool', callId: tool.callId, name: tool.name, content: resultText(tool) })),
    ])
}

const resultText = (tool: Extract<MessagePart, { type: 'tool' }>): string => {
  if (tool.error) return JSON.stringify({ error: tool.error.message })
  if (tool.status !== 'done') return JSON.stringify({ error: 'This call was stopped before it had a result.' })
  return typeof tool.result === 'string' ? tool.result : JSON.stringify(tool.result)
}
