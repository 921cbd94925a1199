import { Fault } from '../../contract/faults.ts'
import type { Session } from '../../contract/sessions.ts'
import type { MessageRow, Storage } from '../../engines/storage/port.ts'
import type { SessionId } from '../../kernel/ids.ts'
import { pictureType } from '../media-types.ts'
import { readAll, readBranch } from '../read-chat.ts'
import { type Exported, type ExportedFile, exportBranch, exportJson } from './export.ts'
import type { Picture } from './export-html.ts'

/** A file for a person has to stay one that programs open. */
const mostEmbeddedBytes = 200 * 2 ** 20

type ExportInput = { id: SessionId; format: 'json' | 'markdown' | 'html'; attachments?: 'referenced' | 'embedded' | undefined }

/** Chats as files. */
export function createExports({ storage, get }: { storage: Storage; get: (id: SessionId) => Promise<Session> }) {
  /** The files that messages name, with their bytes where they are to be embedded. */
  async function filesOf(messages: readonly Pick<MessageRow, 'parts'>[], isEmbedded: boolean): Promise<ExportedFile[]> {
    const files = new Map<string, ExportedFile>()
    let bytes = 0
    for (const part of messages.flatMap((message) => message.parts)) {
      if (part.type !== 'attachment' || files.has(part.artifactId)) continue
      const row = await storage.artifacts.get(part.artifactId)
      if (!row) continue
      bytes += isEmbedded ? row.sizeBytes : 0
      if (bytes > mostEmbeddedBytes)
        throw new Fault('TOO_LARGE', { what: 'What is attached to this chat', limit: '200 MB. Export it without its files' })
      const file = isEmbedded ? await storage.artifacts.read(part.artifactId) : null
      files.set(part.artifactId, {
        ...{ artifactId: part.artifactId, name: row.name, mediaType: row.mediaType, sizeBytes: row.sizeBytes, sha256: row.sha256 },
        contentBase64: file ? Buffer.from(file.bytes).toString('base64') : null,
      })
    }
    return [...files.values()]
  }

  return {
    async export({ id, format, attachments = 'referenced' }: ExportInput): Promise<Exported> {
      const session = await get(id)
      const isEmbedded = attachments === 'embedded'
      if (format === 'json') {
        const messages = await readAll(storage, id)
        return exportJson({ session, messages, state: await storage.state.read(id), attachments: await filesOf(messages, isEmbedded) })
      }
      const branch = session.headId ? await readBranch(storage, session.headId) : []
      const pictures = new Map<string, Picture>()
      for (const { artifactId, contentBase64 } of format === 'html' && isEmbedded ? await filesOf(branch, true) : []) {
        const mediaType = contentBase64 === null ? null : pictureType(Buffer.from(contentBase64.slice(0, 64), 'base64'))
        if (contentBase64 !== null && mediaType) pictures.set(artifactId, { mediaType, contentBase64 })
      }
      return exportBranch(session, branch, format, pictures)
    },
  }
}
