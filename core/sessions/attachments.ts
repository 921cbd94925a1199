import type { Attachment } from '../contract/chat-files.ts'
import { Fault } from '../contract/faults.ts'
import { attachmentLimitBytes } from '../contract/limits.ts'
import type { MessagePart } from '../contract/sessions.ts'
import type { ArtifactRow, Storage } from '../engines/storage/port.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import { type ArtifactId, newId, type SessionId } from '../kernel/ids.ts'
import { mediaTypeOf } from './media-types.ts'
import { createUploadPieces } from './upload-pieces.ts'
import { safeFileName } from './workspace-folders.ts'

export type AttachmentPart = Extract<MessagePart, { type: 'attachment' }>
/** Puts a file into a chat's workspace folder and returns its name there. */
export type PlaceFile = (sessionId: SessionId, name: string, bytes: Uint8Array) => Promise<string>

/** An upload waits so long for its message. */
const pendingMs = 24 * 60 * 60_000

/** Uploads: kept by their content, pending until a message takes them. */
export function createUploads({ storage, clock }: { storage: Storage; clock: Clock }) {
  async function attach(input: { id: SessionId; name: string; mediaType?: string | undefined; bytes: Uint8Array }): Promise<Attachment> {
    const session = await storage.sessions.get(input.id)
    if (!session) throw new Fault('NOT_FOUND', { what: 'chat', name: input.id })
    if (session.trashedAt) throw inTrash()
    const { bytes } = input
    if (bytes.byteLength > attachmentLimitBytes) throw new Fault('TOO_LARGE', { what: input.name, limit: '25 MB' })
    const artifactId = newId('art')
    const name = safeFileName(input.name)
    const mediaType = mediaTypeOf(name, bytes, input.mediaType)
    const pendingUntil = new Date(clock.now() + pendingMs).toISOString()
    const owner = { id: artifactId, sessionId: session.id, runId: null }
    await storage.artifacts.put({ ...owner, name, mediaType, bytes, createdAt: isoNow(clock), pendingUntil })
    return { artifactId, name, mediaType, sizeBytes: bytes.byteLength }
  }
  return {
    attach: ({ contentBase64, ...file }: { id: SessionId; name: string; mediaType?: string | undefined; contentBase64: string }) =>
      attach({ ...file, bytes: Buffer.from(contentBase64, 'base64') }),
    ...createUploadPieces({ attach, clock }),
    async attachment(input: { id: SessionId; artifactId: ArtifactId }): Promise<Attachment & { contentBase64: string }> {
      const row = await rowOf(storage, input.id, input.artifactId)
      const file = await storage.artifacts.read(row.id)
      if (!file) throw new Fault('NOT_FOUND', { what: 'file', name: row.name })
      const contentBase64 = Buffer.from(file.bytes).toString('base64')
      return { artifactId: row.id, name: row.name, mediaType: row.mediaType, sizeBytes: row.sizeBytes, contentBase64 }
    },
    /** Takes away uploads that no message took. */
    async sweepUploads(): Promise<void> {
      if ((await storage.artifacts.removePending(isoNow(clock))) > 0) await storage.artifacts.sweep()
    },
  }
}

/** The parts of a message that takes these files, each placed where tools see it. A file that cannot be placed is attached all the same. */
export async function takeFiles(storage: Storage, placeFile: PlaceFile, sessionId: SessionId, ids: readonly ArtifactId[]): Promise<AttachmentPart[]> {
  const parts: AttachmentPart[] = []
  for (const id of new Set(ids)) {
    const row = await rowOf(storage, sessionId, id)
    const file = await storage.artifacts.read(id)
    const path = file ? await placeFile(sessionId, row.name, file.bytes).catch(() => null) : null
    parts.push({ type: 'attachment', artifactId: id, name: row.name, mediaType: row.mediaType, sizeBytes: row.sizeBytes, path })
  }
  return parts
}

async function rowOf(storage: Storage, sessionId: SessionId, id: ArtifactId): Promise<ArtifactRow> {
  const row = await storage.artifacts.get(id)
  if (row?.sessionId !== sessionId) throw new Fault('NOT_FOUND', { what: 'file of this chat', name: id })
  return row
}

/** What a chat in the trash answers to anything but reading, restoring and deleting. */
export const inTrash = () => new Fault('BAD_INPUT', { detail: 'This chat is in the trash. Restore it first.' })
