import type { MessagePart } from '../../contract/sessions.ts'
import {
  type Counts,
  countOne,
  type ImportedChat,
  type ImportedMessage,
  importedMessage,
  isObject,
  missingPart,
  textOr,
  timeFrom,
} from './imported-chat.ts'

type Node = { id: string; message: Record<string, unknown> | null; children: string[]; parent: string | null }
type Step = { role: 'user' | 'assistant'; parts: MessagePart[]; createdAt: string | null; model: string | null }

export const isChatGpt = (value: unknown): value is Record<string, unknown> => isObject(value) && isObject(value.mapping)

/**
 * A conversation of ChatGPT's `conversations.json`: `mapping` holds nodes by id, each with its parent and children. Nodes that no
 * person saw (system, hidden, empty) are passed over, their children move up; an answer's steps, with the calls of tools and what
 * these returned, become one message.
 */
export function chatFromChatGpt(conversation: Record<string, unknown>): ImportedChat {
  const nodes = readNodes(conversation.mapping as Record<string, unknown>)
  const leftOut: Counts = new Map()
  const messages: ImportedMessage[] = []
  /** The message that holds a node, or the last one above it. */
  const keyOf = new Map<string, string | null>()

  const roots = [...nodes.values()].filter((node) => node.parent === null || !nodes.has(node.parent))
  type Visit = { node: Node; parentKey: string | null; answer: ImportedMessage | null }
  const visits: Visit[] = roots.toReversed().map((node) => ({ node, parentKey: null, answer: null }))
  const seen = new Set<string>()
  for (let visit = visits.pop(); visit; visit = visits.pop()) {
    const { node } = visit
    if (seen.has(node.id)) continue
    seen.add(node.id)
    let { parentKey, answer } = visit
    const step = node.message && readStep(node.message, leftOut)
    if (step?.role === 'assistant' && answer) addSteps(answer, step)
    else if (step) {
      const message = importedMessage({ key: node.id, parentKey, role: step.role, parts: [], createdAt: step.createdAt })
      addSteps(message, step)
      messages.push(message)
      parentKey = node.id
      answer = step.role === 'assistant' ? message : null
    }
    keyOf.set(node.id, parentKey)
    // Where an answer has several ways to go on, each is a version of its own.
    const next = node.children.length > 1 ? null : answer
    for (const child of node.children.toReversed()) {
      const found = nodes.get(child)
      if (found) visits.push({ node: found, parentKey, answer: next })
    }
  }
  const id = textOr(conversation.conversation_id, textOr(conversation.id, ''))
  const createdAt = timeFrom(conversation.create_time)
  return {
    sourceId: `chatgpt:${id || `${createdAt ?? ''} ${textOr(conversation.title, '')}`}`,
    title: textOr(conversation.title, ''),
    ...{ agent: null, model: null, createdAt, updatedAt: timeFrom(conversation.update_time), state: {}, files: [] },
    headKey: keyOf.get(textOr(conversation.current_node, '')) ?? null,
    messages,
    leftOut,
  }
}

function readNodes(mapping: Record<string, unknown>): Map<string, Node> {
  const nodes = new Map<string, Node>()
  for (const [id, node] of Object.entries(mapping)) {
    if (!isObject(node)) continue
    const children = Array.isArray(node.children) ? node.children.filter((child) => typeof child === 'string') : []
    nodes.set(id, {
      id,
      message: isObject(node.message) ? node.message : null,
      children,
      parent: typeof node.parent === 'string' ? node.parent : null,
    })
  }
  return nodes
}

function addSteps(message: ImportedMessage, step: Step): void {
  for (const part of step.parts) {
    const last = message.parts.at(-1)
    const open = message.parts.findLastIndex((one) => one.type === 'tool' && one.result === null)
    const waiting = message.parts[open]
    if (part.type === 'text' && last?.type === 'text') message.parts[message.parts.length - 1] = { ...last, text: `${last.text}\n\n${part.text}` }
    // What a tool returned, for the call before it.
    else if (part.type === 'tool' && part.arguments === null && waiting?.type === 'tool') message.parts[open] = { ...waiting, result: part.result }
    else message.parts.push(part.type === 'tool' && part.arguments === null ? { ...part, arguments: {} } : part)
  }
  message.model ??= step.model
  message.finishedAt = step.createdAt ?? message.finishedAt
}

function readStep(message: Record<string, unknown>, leftOut: Counts): Step | null {
  const author = isObject(message.author) ? message.author : {}
  const metadata = isObject(message.metadata) ? message.metadata : {}
  const content = isObject(message.content) ? message.content : {}
  const role = textOr(author.role, '')
  if (role === 'system') return passOver(leftOut, content, 'system messages')
  if (metadata.is_visually_hidden_from_conversation === true) return passOver(leftOut, content, 'hidden messages')
  if (role !== 'user' && role !== 'assistant' && role !== 'tool') return passOver(leftOut, content, 'messages of unknown authors')
  const createdAt = timeFrom(message.create_time)
  const model = typeof metadata.model_slug === 'string' ? `chatgpt/${metadata.model_slug}` : null
  const said = readContent(content, createdAt ?? '', leftOut)
  const recipient = textOr(message.recipient, 'all')
  let parts = said
  if (role === 'tool') {
    const result = textIn(said)
    const rest = said.filter((part) => part.type === 'notice')
    parts = [...(result === '' ? [] : [toolPart(textOr(message.id, ''), textOr(author.name, 'tool'), null, result, createdAt)]), ...rest]
  } else if (role === 'assistant' && recipient !== 'all') {
    parts = said.filter((part) => part.type !== 'text')
    parts.push(toolPart(textOr(message.id, ''), recipient, parsed(textIn(said)), null, createdAt))
  }
  if (role === 'user') parts.push(...namedFiles(metadata, leftOut))
  return parts.length === 0 ? null : { role: role === 'user' ? 'user' : 'assistant', parts, createdAt, model: role === 'assistant' ? model : null }
}

function passOver(leftOut: Counts, content: Record<string, unknown>, what: string): null {
  // Every conversation begins with empty ones; nobody misses them.
  if (JSON.stringify(content.parts ?? content) !== '[""]' && Object.keys(content).length > 0) countOne(leftOut, what)
  return null
}

const textIn = (parts: readonly MessagePart[]): string => parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n')

function readContent(content: Record<string, unknown>, at: string, leftOut: Counts): MessagePart[] {
  const type = textOr(content.content_type, 'text')
  const text = (value: unknown): MessagePart[] => {
    const plain = typeof value === 'string' ? value.replace(citations, '') : ''
    return plain.trim() === '' ? [] : [{ type: 'text', text: plain }]
  }
  const thought = (value: string): MessagePart[] => (value.trim() === '' ? [] : [{ type: 'thinking', text: value, startedAt: at, durationMs: null }])
  switch (type) {
    case 'text':
    case 'multimodal_text':
      return (Array.isArray(content.parts) ? content.parts : []).flatMap((part: unknown) => (isObject(part) ? assetPart(part, leftOut) : text(part)))
    case 'code':
    case 'execution_output':
    case 'tether_quote':
    case 'system_error':
      return text(content.text)
    case 'tether_browsing_display':
      return text(content.result)
    case 'thoughts':
      return thought(
        (Array.isArray(content.thoughts) ? content.thoughts : [])
          .map((one) => (isObject(one) ? textOr(one.content, textOr(one.summary, '')) : ''))
          .join('\n\n'),
      )
    case 'reasoning_recap':
      return []
    case 'user_editable_context':
    case 'model_editable_context':
      countOne(leftOut, 'custom instructions and memories')
      return []
    default:
      countOne(leftOut, `parts of the kind ${type}`)
      return typeof content.text === 'string' ? text(content.text) : [missingPart(`A part of the kind ${type} is not in this copy.`)]
  }
}

/** Marks in the private use area around the numbers of sources. */
const citations = /\ue200[^\ue201]{0,500}\ue201/g

function assetPart(part: Record<string, unknown>, leftOut: Counts): MessagePart[] {
  const type = textOr(part.content_type, 'unknown')
  if (type === 'audio_transcription') return typeof part.text === 'string' && part.text !== '' ? [{ type: 'text', text: part.text }] : []
  const isImage = type === 'image_asset_pointer'
  countOne(leftOut, isImage ? 'pictures' : /audio|video/.test(type) ? 'recordings' : `parts of the kind ${type}`)
  const name = textOr(part.asset_pointer, '').split('/').at(-1)
  return [
    missingPart(`${isImage ? 'A picture' : `A part of the kind ${type}`}${name ? ` (${name})` : ''} was here. ChatGPT's export does not hold it.`),
  ]
}

function namedFiles(metadata: Record<string, unknown>, leftOut: Counts): MessagePart[] {
  const files = (Array.isArray(metadata.attachments) ? metadata.attachments : []).filter(isObject)
  // Pictures are told by their parts.
  const others = files.filter((file) => !textOr(file.mime_type, '').startsWith('image/'))
  if (others.length > 0) countOne(leftOut, 'files', others.length)
  return others.map((file) => missingPart(`The file ${textOr(file.name, 'without a name')} was attached. ChatGPT's export does not hold it.`))
}

/** `arguments` null: what a tool returned, to be put to its call. */
const toolPart = (callId: string, name: string, given: unknown, result: unknown, at: string | null): MessagePart => ({
  ...{ type: 'tool', callId, toolRunId: null, name, arguments: given, tier: null, status: 'done', asks: [], logs: [], result },
  ...{ error: null, startedAt: at ?? '', durationMs: null },
})

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : { text }
  } catch {
    return { text }
  }
}
