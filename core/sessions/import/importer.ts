import type { ImportPreview, ImportResult } from '../../contract/chat-files.ts'
import { Fault } from '../../contract/faults.ts'
import type { MessagePart } from '../../contract/sessions.ts'
import type { AppEvent } from '../../contract/system.ts'
import type { MessageRow, NewSessionRow, Storage, Stores } from '../../engines/storage/port.ts'
import { type Clock, isoNow } from '../../kernel/clock.ts'
import { type ArtifactId, type FolderId, type MessageId, newId, type SessionId } from '../../kernel/ids.ts'
import type { PlaceFile } from '../attachments.ts'
import { titleFrom, untitled } from '../titles.ts'
import type { WorkspaceFolders } from '../workspace-folders.ts'
import type { ChatWriter } from '../write-chat.ts'
import { type Counts, countOne, type ImportedChat, type ImportedMessage, missingPart } from './imported-chat.ts'
import { type ImportFormat, plainCounts, type ReadChat, readChats, type Source } from './read-source.ts'

const mostListed = 1_000
const mostProblems = 100
const longestTitle = 200
const defaultAgent = 'assistant'

type ImporterOptions = {
  storage: Storage
  /** Whether there is an agent of this name. */
  hasAgent: (name: string) => boolean
  writer: ChatWriter
  workspaces: Pick<WorkspaceFolders, 'place' | 'remove'>
  publish: (event: AppEvent) => void
  clock: Clock
}
type ImportInput = Source & {
  agent?: string | undefined
  folderId?: FolderId | undefined
  sourceIds?: readonly string[] | undefined
  exceptIds?: readonly string[] | undefined
  duplicates: 'skip' | 'copy'
}

/** Chats from files: our own export, ChatGPT's and Claude's. Read one by one, and written one by one, each whole or not at all. */
export function createImporter({ storage, writer, hasAgent, workspaces, publish, clock }: ImporterOptions) {
  /** Here itself, or brought by an earlier import; the trash does not count. */
  async function isHere(sourceId: string): Promise<boolean> {
    if ((await storage.sessions.knownSources([sourceId])).size > 0) return true
    const own = /^cortex:(ses_[0-9a-f]{32})$/.exec(sourceId)?.[1]
    const session = own ? await storage.sessions.get(own as SessionId) : null
    return session !== null && session.trashedAt === null
  }

  async function* each(input: Source, tally: ReturnType<typeof newTally>, signal?: AbortSignal) {
    for await (const read of readChats(input, signal)) {
      const chat = tally.take(read)
      if (chat) yield chat
    }
    tally.assertSome()
  }

  return {
    async previewImport(input: Source, signal?: AbortSignal): Promise<ImportPreview> {
      const tally = newTally()
      const list: ImportPreview['list'] = []
      let [chats, messages, alreadyHere] = [0, 0, 0]
      for await (const chat of each(input, tally, signal)) {
        const here = await isHere(chat.sourceId)
        chats += 1
        messages += chat.messages.length
        if (here) alreadyHere += 1
        const entry = { sourceId: chat.sourceId, title: titleOf(chat), messages: chat.messages.length, createdAt: chat.createdAt ?? isoNow(clock) }
        if (list.length < mostListed) list.push({ ...entry, isHere: here })
      }
      return { format: tally.format(), chats, messages, alreadyHere, ...tally.told(), list }
    },

    async import(input: ImportInput, signal?: AbortSignal): Promise<ImportResult> {
      if (input.agent !== undefined && !hasAgent(input.agent))
        throw new Fault('MANIFEST_NOT_FOUND', { kind: 'agent', name: input.agent, suggestion: '' })
      if (input.folderId !== undefined && !(await storage.folders.list()).some(({ id }) => id === input.folderId))
        throw new Fault('NOT_FOUND', { what: 'folder', name: input.folderId })
      const tally = newTally()
      const wanted = input.sourceIds && new Set(input.sourceIds)
      const unwanted = new Set(input.exceptIds)
      const sessionIds: SessionId[] = []
      let [imported, messages, skipped] = [0, 0, 0]
      for await (const chat of each(input, tally, signal)) {
        if (unwanted.has(chat.sourceId) || (wanted && !wanted.has(chat.sourceId))) continue
        if (input.duplicates === 'skip' && (await isHere(chat.sourceId))) {
          skipped += 1
          continue
        }
        const id = await write(chat, input, tally.leftOut)
        imported += 1
        messages += chat.messages.length
        if (sessionIds.length < mostListed) sessionIds.push(id)
        publish({ type: 'session.changed', sessionId: id })
      }
      return { format: tally.format(), imported, messages, skipped, sessionIds, ...tally.told() }
    },
  }

  async function write(chat: ImportedChat, input: ImportInput, leftOut: Counts): Promise<SessionId> {
    const id = newId('ses')
    const now = isoNow(clock)
    const createdAt = chat.createdAt ?? chat.messages[0]?.createdAt ?? now
    const ids = new Map(chat.messages.map(({ key }) => [key, newId('msg')] as const))
    const rows = chat.messages.map((message) => rowOf(message, id, ids, createdAt))
    const head = (chat.headKey !== null ? ids.get(chat.headKey) : undefined) ?? rows.at(-1)?.id ?? null
    const agent = [chat.agent, input.agent, defaultAgent].find((name) => name != null && hasAgent(name)) ?? chat.agent ?? defaultAgent
    const session: NewSessionRow = {
      ...{ id, title: titleOf(chat), agent, model: chat.model, headId: head, activeRunId: null, status: 'idle', messageCount: 0 },
      ...{ createdAt, updatedAt: chat.updatedAt ?? rows.at(-1)?.createdAt ?? createdAt },
      ...{ source: chat.sourceId, titledBy: 'person', folderId: input.folderId ?? null },
    }
    let files: WrittenFiles | null = null
    const written = writer.write(session, rows, {
      async prepare(tx, row) {
        // Not before the chat is there, which they belong to.
        files ??= await writeFiles(tx, workspaces.place, chat, id, now)
        return { ...row, parts: row.parts.map((part) => withFile(part, files as WrittenFiles, leftOut)) }
      },
      finish: (tx) => tx.state.write(id, chat.state),
    })
    await written.catch(async (error: unknown) => {
      await workspaces.remove(id).catch(() => {})
      throw error
    })
    return id
  }
}

function rowOf(message: ImportedMessage, sessionId: SessionId, ids: ReadonlyMap<string, MessageId>, createdAt: string): MessageRow {
  const { key, parentKey, ...rest } = message
  const at = message.createdAt ?? createdAt
  return {
    ...rest,
    ...{ id: ids.get(key) as MessageId, sessionId, parentId: parentKey === null ? null : (ids.get(parentKey) ?? null), runId: null },
    ...{ createdAt: at, finishedAt: message.finishedAt ?? at },
  }
}

type WrittenFiles = Map<string, { artifactId: ArtifactId; path: string | null }>

/** The files of a chat by their keys; those without bytes are copied where the very same are here already. */
async function writeFiles(tx: Stores, place: PlaceFile, chat: ImportedChat, sessionId: SessionId, createdAt: string): Promise<WrittenFiles> {
  const written: WrittenFiles = new Map()
  for (const { key, name, mediaType, bytes, sha256 } of chat.files) {
    const id = newId('art')
    if (bytes) await tx.artifacts.put({ id, sessionId, runId: null, name, mediaType, bytes, createdAt })
    else {
      const known = await tx.artifacts.get(key as ArtifactId)
      if (known?.sha256 !== sha256 || !(await tx.artifacts.copy(key as ArtifactId, { id, sessionId, createdAt }))) continue
    }
    const content = bytes ?? (await tx.artifacts.read(id))?.bytes
    written.set(key, { artifactId: id, path: content ? await place(sessionId, name, content).catch(() => null) : null })
  }
  return written
}

function withFile(part: MessagePart, files: WrittenFiles, leftOut: Counts): MessagePart {
  if (part.type !== 'attachment') return part
  const file = files.get(part.artifactId)
  if (file) return { ...part, ...file }
  countOne(leftOut, 'files')
  return missingPart(`The file ${part.name} is not in this copy.`)
}

function titleOf({ title, messages }: ImportedChat): string {
  const first = messages.find(({ role }) => role === 'user')?.parts.find((part) => part.type === 'text')
  return title.trim().slice(0, longestTitle).trim() || (first ? titleFrom(first.text) : untitled)
}

/** What is told of a whole file: its format, what is left out, and what is wrong. */
function newTally() {
  let format: ImportFormat | null = null
  const leftOut: Counts = new Map()
  const problems: { where: string; message: string }[] = []
  return {
    leftOut,
    /** The chat, when there is one with messages. */
    take(read: ReadChat): ImportedChat | null {
      if ('problem' in read) {
        if (problems.length < mostProblems) problems.push(read.problem)
        return null
      }
      format ??= read.format
      for (const [what, count] of read.chat.leftOut) countOne(leftOut, what, count)
      if (read.chat.messages.length > 0) return read.chat
      countOne(leftOut, 'empty chats')
      return null
    },
    assertSome(): void {
      const [first] = problems
      if (format === null) throw new Fault('BAD_INPUT', { detail: first ? `${first.where}: ${first.message}` : 'The file holds no chats.' })
    },
    format: (): ImportFormat => format as ImportFormat,
    told: () => ({ leftOut: plainCounts(leftOut), problems }),
  }
}
