import type { MessagePart } from '../../contract/sessions.ts'
import {
  type Counts,
  countOne,
  type ImportedChat,
  type ImportedFile,
  importedMessage,
  isObject,
  missingPart,
  textOr,
  timeFrom,
} from './imported-chat.ts'

export const isClaude = (value: unknown): value is Record<string, unknown> => isObject(value) && Array.isArray(value.chat_messages)

/**
 * A conversation of Claude's `conversations.json`: `chat_messages` one after the other (or, where `parent_message_uuid` is there, as
 * a tree). The text that Claude took from attached files is kept as files of that name.
 */
export function chatFromClaude(conversation: Record<string, unknown>): ImportedChat {
  const leftOut: Counts = new Map()
  const files: ImportedFile[] = []
  const said = (conversation.chat_messages as unknown[]).filter(isObject)
  const keys = new Set(said.map((message) => textOr(message.uuid, '')))
  let before: string | null = null
  const messages = said.flatMap((message, index) => {
    const key = textOr(message.uuid, `message ${index}`)
    const parent = textOr(message.parent_message_uuid, '')
    const parentKey = parent === '' ? before : keys.has(parent) ? parent : null
    before = key
    const createdAt = timeFrom(message.created_at)
    const parts = [...contentParts(message, createdAt ?? '', leftOut), ...fileParts(message, key, files, leftOut)]
    if (parts.length === 0) countOne(leftOut, 'empty messages')
    const role = message.sender === 'human' ? ('user' as const) : ('assistant' as const)
    return importedMessage({ key, parentKey, role, parts, createdAt, finishedAt: timeFrom(message.updated_at) ?? createdAt })
  })
  const createdAt = timeFrom(conversation.created_at)
  return {
    sourceId: `claude:${textOr(conversation.uuid, `${createdAt ?? ''} ${textOr(conversation.name, '')}`)}`,
    title: textOr(conversation.name, ''),
    ...{ agent: null, model: null, createdAt, updatedAt: timeFrom(conversation.updated_at), state: {} },
    headKey: typeof conversation.current_leaf_message_uuid === 'string' ? conversation.current_leaf_message_uuid : null,
    ...{ messages, files, leftOut },
  }
}

function contentParts(message: Record<string, unknown>, at: string, leftOut: Counts): MessagePart[] {
  const blocks = (Array.isArray(message.content) ? message.content : []).filter(isObject)
  if (blocks.length === 0) return typeof message.text === 'string' && message.text.trim() !== '' ? [{ type: 'text', text: message.text }] : []
  const parts: MessagePart[] = []
  for (const [index, block] of blocks.entries()) {
    const type = textOr(block.type, 'unknown')
    if (type === 'text' || type === 'voice_note') {
      if (typeof block.text === 'string' && block.text.trim() !== '') parts.push({ type: 'text', text: block.text })
    } else if (type === 'thinking') {
      if (typeof block.thinking === 'string' && block.thinking !== '')
        parts.push({ type: 'thinking', text: block.thinking, startedAt: timeFrom(block.start_timestamp) ?? at, durationMs: null })
    } else if (type === 'tool_use') {
      const callId = textOr(block.id, `call ${index}`)
      parts.push({
        ...{ type: 'tool', callId, toolRunId: null, name: textOr(block.name, 'tool'), arguments: block.input ?? {}, tier: null },
        ...{ status: 'done', asks: [], logs: [], result: null, error: null, startedAt: timeFrom(block.start_timestamp) ?? at, durationMs: null },
      })
    } else if (type === 'tool_result') giveResult(parts, block)
    else if (type !== 'token_budget') {
      countOne(leftOut, `parts of the kind ${type}`)
      parts.push(missingPart(`A part of the kind ${type} is not in this copy.`))
    }
  }
  return parts
}

/** To the call of its id, else to the first call that waits for one. */
function giveResult(parts: MessagePart[], block: Record<string, unknown>): void {
  const waits = (part: MessagePart) => part.type === 'tool' && part.result === null && part.error === null
  const named = parts.findIndex((part) => waits(part) && part.type === 'tool' && part.callId === block.tool_use_id)
  const at = named < 0 ? parts.findIndex(waits) : named
  const call = parts[at]
  if (call?.type !== 'tool') return
  const texts = (Array.isArray(block.content) ? block.content : [block.content]).map((one: unknown) =>
    isObject(one) && typeof one.text === 'string' ? one.text : typeof one === 'string' ? one : JSON.stringify(one ?? null),
  )
  const result = texts.join('\n')
  parts[at] = block.is_error === true ? { ...call, status: 'failed', error: { code: 'TOOL_FAILED', message: result } } : { ...call, result }
}

function fileParts(message: Record<string, unknown>, key: string, files: ImportedFile[], leftOut: Counts): MessagePart[] {
  const parts: MessagePart[] = []
  const attached = (Array.isArray(message.attachments) ? message.attachments : []).filter(isObject)
  const told = new Set<string>()
  for (const [index, file] of attached.entries()) {
    const name = textOr(file.file_name, 'pasted.txt')
    told.add(name)
    const text = typeof file.extracted_content === 'string' ? file.extracted_content : ''
    if (text === '') parts.push(missing(name, leftOut))
    else {
      const bytes = new TextEncoder().encode(text)
      const fileKey = `${key} ${index}`
      // What was taken out of a PDF is text: the name says so, too.
      const own = /\.(txt|md|csv|json|ya?ml|xml|html?|css|[jt]sx?|py|sql|sh|log|toml|ini|java|c|cpp|h|rs|go|rb|php)$/i.test(name)
        ? name
        : `${name}.txt`
      files.push({ key: fileKey, name: own, mediaType: 'text/plain', bytes, sha256: null })
      parts.push({ type: 'attachment', artifactId: fileKey as never, name: own, mediaType: 'text/plain', sizeBytes: bytes.byteLength, path: null })
    }
  }
  for (const file of (Array.isArray(message.files) ? message.files : []).filter(isObject)) {
    const name = textOr(file.file_name, 'without a name')
    if (!told.has(name)) parts.push(missing(name, leftOut))
  }
  return parts
}

const missing = (name: string, leftOut: Counts): MessagePart => {
  countOne(leftOut, 'files')
  return missingPart(`The file ${name} was attached. Claude's export does not hold it.`)
}
