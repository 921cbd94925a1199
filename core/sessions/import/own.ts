import { z } from 'zod'
import { message } from '../../contract/sessions.ts'
import { exportVersion } from '../export/export.ts'
import { type ImportedChat, isObject, missingPart } from './imported-chat.ts'

const row = message.omit({ siblings: true, sessionId: true })
const file = z.object({ artifactId: z.string(), name: z.string(), mediaType: z.string(), sha256: z.string(), contentBase64: z.base64().nullable() })
const whole = z.object({
  version: z.number().int().min(1),
  session: z.object({
    id: z.string(),
    title: z.string(),
    agent: z.string(),
    model: z.string().nullable(),
    headId: z.string().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  }),
  messages: z.array(row),
  state: z.record(z.string(), z.unknown()).default({}),
  attachments: z.array(file).default([]),
})

export const isOwn = (value: unknown): value is Record<string, unknown> => isObject(value) && value.format === 'cortex-session'

/** A chat from our own export. A string says what is wrong with it, and where. */
export function chatFromOwn(value: Record<string, unknown>): ImportedChat | string {
  if (typeof value.version === 'number' && value.version > exportVersion)
    return `It was written by a newer Cortex (version ${value.version} of the format). Import it there, or update.`
  const read = whole.safeParse(value)
  if (!read.success) {
    const [first, ...others] = read.error.issues
    const place = first?.path.length ? `${first.path.join('.')}: ` : ''
    return `${place}${first?.message ?? 'it does not fit'}${others.length > 0 ? `, and ${others.length} more problems` : ''}`
  }
  const { session, messages, state, attachments } = read.data
  const known = new Set(attachments.map(({ artifactId }) => artifactId))
  return {
    sourceId: `cortex:${session.id}`,
    ...{ title: session.title, agent: session.agent, model: session.model, createdAt: session.createdAt, updatedAt: session.updatedAt },
    ...{ headKey: session.headId, state, leftOut: new Map() },
    messages: messages.map(({ id, parentId, runId: _, status, parts, ...rest }) => ({
      ...rest,
      ...{ key: id, parentKey: parentId, status: status === 'streaming' ? 'interrupted' : status },
      parts: parts.map((part) => {
        if (part.type === 'tool') return { ...part, toolRunId: null }
        return part.type === 'attachment' && !known.has(part.artifactId) ? missingPart(`The file ${part.name} is not in this copy.`) : part
      }),
    })),
    files: attachments.map(({ artifactId, name, mediaType, sha256, contentBase64 }) => ({
      ...{ key: artifactId, name, mediaType, sha256 },
      bytes: contentBase64 === null ? null : Buffer.from(contentBase64, 'base64'),
    })),
  }
}
