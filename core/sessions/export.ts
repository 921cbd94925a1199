import type { Message, MessagePart, Session } from '../contract/sessions.ts'

/** A whole chat (the branch in view) as a file: JSON for machines, Markdown for people. */
export function exportSession(
  session: Session,
  messages: readonly Message[],
  format: 'json' | 'markdown',
): { fileName: string; mediaType: string; content: string } {
  const stem =
    session.title
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'chat'
  if (format === 'json') {
    return {
      fileName: `${stem}.json`,
      mediaType: 'application/json',
      content: `${JSON.stringify({ format: 'cortex-session', version: 1, session, messages }, null, 2)}\n`,
    }
  }
  const body = messages.map(
    (message) =>
      `## ${message.role === 'user' ? 'You' : session.agent}\n\n${message.parts.map(partText).filter(Boolean).join('\n\n')}${markOf(message)}`,
  )
  return { fileName: `${stem}.md`, mediaType: 'text/markdown', content: `# ${session.title}\n\n${body.join('\n\n')}\n` }
}

const markOf = (message: Message): string => (message.status === 'complete' ? '' : `\n\n*(${message.status})*`)

function partText(part: MessagePart): string {
  if (part.type === 'text') return part.text
  if (part.type === 'notice') return `> ${part.message}`
  if (part.type === 'thinking') return ''
  const result = part.error ? part.error.message : JSON.stringify(part.result, null, 2)
  return `**${part.name}** (${part.status})\n\n${fenced(JSON.stringify(part.arguments, null, 2))}\n\n${fenced(result ?? '')}`
}

/** A fence longer than any inside, so that a result can hold code blocks of its own. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}json\n${text}\n${fence}`
}
