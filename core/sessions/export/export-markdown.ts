import type { Message, MessagePart, Session } from '../../contract/sessions.ts'
import { fenced } from './fenced.ts'

/** What was said, with calls and their results as code blocks; thinking stays behind. */
export function exportMarkdown(session: Session, messages: readonly Pick<Message, 'role' | 'parts' | 'status'>[]): string {
  const body = messages.map(
    (message) =>
      `## ${message.role === 'user' ? 'You' : session.agent}\n\n${message.parts.map(partText).filter(Boolean).join('\n\n')}${markOf(message)}`,
  )
  return `# ${session.title}\n\n${body.join('\n\n')}\n`
}

const markOf = ({ status }: Pick<Message, 'status'>): string => (status === 'complete' ? '' : `\n\n*(${status})*`)

function partText(part: MessagePart): string {
  if (part.type === 'text') return part.text
  if (part.type === 'notice') return `> ${part.message}`
  if (part.type === 'attachment') return `*Attached: ${part.name.replace(/[*_`[\]\\]/g, '\\$&')} (${part.mediaType})*`
  if (part.type === 'thinking') return ''
  const result = part.error ? part.error.message : JSON.stringify(part.result, null, 2)
  return `**${part.name}** (${part.status})\n\n${fenced(JSON.stringify(part.arguments, null, 2) ?? '', 'json')}\n\n${fenced(result ?? '', 'json')}`
}
