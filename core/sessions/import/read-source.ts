import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Fault } from '../../contract/faults.ts'
import { chatFromChatGpt, isChatGpt } from './chatgpt.ts'
import { chatFromClaude, isClaude } from './claude.ts'
import { type Counts, countOne, type ImportedChat, isObject, orderTree } from './imported-chat.ts'
import { jsonPieces } from './json-pieces.ts'
import { chatFromOwn, isOwn } from './own.ts'

export type ImportFormat = 'cortex' | 'chatgpt' | 'claude'
export type ReadChat = { format: ImportFormat; chat: ImportedChat } | { problem: { where: string; message: string } }
export type Source = { path?: string | undefined; content?: string | undefined }

const largestFile = 8 * 2 ** 30
const chunkBytes = 2 ** 20

/** The chats of a file one by one, each whole and in order, or what is wrong with one. Throws where nothing can be read at all. */
export async function* readChats(source: Source, signal?: AbortSignal): AsyncGenerator<ReadChat> {
  let count = 0
  try {
    for await (const piece of jsonPieces(await chunksOf(source, signal))) {
      signal?.throwIfAborted()
      count += 1
      const where = `chat ${piece.index + 1}, ${piece.where}`
      if ('problem' in piece) yield { problem: { where, message: piece.problem } }
      else yield readOne(piece.value, where)
    }
  } catch (error) {
    // What was read before is good; the rest is told.
    if (!(error instanceof Fault) || error.code !== 'BAD_INPUT' || count === 0) throw error
    yield { problem: { where: `after chat ${count}`, message: error.message } }
  }
}

function readOne(value: unknown, where: string): ReadChat {
  const read = convert(value)
  if (typeof read === 'string') return { problem: { where: `${where}${titleIn(value)}`, message: read } }
  const { ordered, circular } = orderTree(read.chat.messages)
  if (circular > 0) countOne(read.chat.leftOut, 'messages that answer each other in a circle', circular)
  return { ...read, chat: { ...read.chat, messages: ordered } }
}

function convert(value: unknown): { format: ImportFormat; chat: ImportedChat } | string {
  if (isOwn(value)) {
    const chat = chatFromOwn(value)
    return typeof chat === 'string' ? chat : { format: 'cortex', chat }
  }
  if (isChatGpt(value)) return { format: 'chatgpt', chat: chatFromChatGpt(value) }
  if (isClaude(value)) return { format: 'claude', chat: chatFromClaude(value) }
  if (!isObject(value)) return 'It is no chat.'
  const keys = Object.keys(value).slice(0, 5).join(', ')
  return `It is no chat of Cortex, ChatGPT or Claude${keys ? `: it has ${keys}` : ''}. Choose the file conversations.json, or an export of Cortex as JSON.`
}

const titleIn = (value: unknown): string => {
  const title = isObject(value) ? (value.title ?? value.name ?? (isObject(value.session) ? value.session.title : undefined)) : undefined
  return typeof title === 'string' && title !== '' ? ` (${title.slice(0, 60)})` : ''
}

export const plainCounts = (counts: Counts) => Array.from(counts, ([what, count]) => ({ what, count })).toSorted((a, b) => b.count - a.count)

async function chunksOf({ path, content }: Source, signal?: AbortSignal): Promise<AsyncIterable<string> | Iterable<string>> {
  if (content !== undefined && path === undefined) return [content]
  if (path === undefined || content !== undefined) throw new Fault('BAD_INPUT', { detail: 'Give either the path of a file or its content.' })
  const file = await open(path, 'r').catch((cause) => {
    throw new Fault('NOT_FOUND', { what: 'file', name: path }, { cause })
  })
  try {
    const found = await file.stat()
    if (!found.isFile()) throw new Fault('BAD_INPUT', { detail: `${path} is no file. Choose conversations.json itself.` })
    if (found.size > largestFile) throw new Fault('TOO_LARGE', { what: path, limit: '8 GB' })
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    if (buffer.toString('latin1').startsWith('PK'))
      throw new Fault('BAD_INPUT', { detail: `${path} is packed. Unpack it and choose the conversations.json in it.` })
  } finally {
    await file.close()
  }
  return createReadStream(path, { encoding: 'utf8', highWaterMark: chunkBytes, ...(signal ? { signal } : {}) })
}
