import type { ModelMessage } from '../../engines/models/port.ts'

/** A guess on the safe side: providers scale a picture down to about this many tokens. */
const tokensOfOne = 1_600

/** What the pictures of a message take in the model's prompt. */
export const imageTokens = (message: ModelMessage): number => (message.role === 'user' ? (message.images?.length ?? 0) * tokensOfOne : 0)

/** For models that cannot see. `dropped` counts the pictures of the last question: older ones were told about then. */
export function withoutImages(conversation: readonly ModelMessage[]): { messages: ModelMessage[]; dropped: number } {
  const question = conversation.findLast((message) => message.role === 'user')
  return {
    messages: conversation.map((message) => (message.role === 'user' && message.images ? { role: 'user', content: message.content } : message)),
    dropped: question?.role === 'user' ? (question.images?.length ?? 0) : 0,
  }
}
