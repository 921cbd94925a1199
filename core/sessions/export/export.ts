import type { MessagePart, Session } from '../../contract/sessions.ts'
import type { MessageRow } from '../../engines/storage/port.ts'
import { exportHtml, type Picture } from './export-html.ts'
import { exportMarkdown } from './export-markdown.ts'

/** A file of an exported chat; its bytes are null where only its name was asked for. */
export type ExportedFile = { artifactId: string; name: string; mediaType: string; sizeBytes: number; sha256: string; contentBase64: string | null }

/** A whole chat: every branch in the order it was written, and what is kept with it. */
export type WholeChat = { session: Session; messages: MessageRow[]; state: Record<string, unknown>; attachments: ExportedFile[] }

export type Exported = { fileName: string; mediaType: string; content: string }

/** The version that this reads and writes; version 1 had the branch in view alone. */
export const exportVersion = 2

/** Everything, for machines and for importing again. */
export function exportJson({ session, messages, state, attachments }: WholeChat): Exported {
  const whole = { format: 'cortex-session', version: exportVersion, session, messages, state, attachments }
  return { fileName: `${stemOf(session)}.json`, mediaType: 'application/json', content: `${JSON.stringify(whole, null, 2)}\n` }
}

/** The branch in view, for people. */
export function exportBranch(
  session: Session,
  branch: readonly { role: 'user' | 'assistant'; parts: MessagePart[]; status: MessageRow['status']; createdAt: string; model: string | null }[],
  format: 'markdown' | 'html',
  pictures: ReadonlyMap<string, Picture>,
): Exported {
  return format === 'markdown'
    ? { fileName: `${stemOf(session)}.md`, mediaType: 'text/markdown', content: exportMarkdown(session, branch) }
    : { fileName: `${stemOf(session)}.html`, mediaType: 'text/html', content: exportHtml(session, branch, pictures) }
}

const stemOf = (session: Session): string =>
  session.title
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60) || 'chat'
