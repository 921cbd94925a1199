import type { Attachment } from '../contract/chat-files.ts'
import { Fault } from '../contract/faults.ts'
import { attachmentLimitBytes } from '../contract/limits.ts'
import type { Clock } from '../kernel/clock.ts'
import type { SessionId } from '../kernel/ids.ts'

/** An upload nobody goes on with is forgotten after this. */
const idleMs = 2 * 60_000
/** All that are under way at once are held in memory. */
const mostBytes = 8 * attachmentLimitBytes

type Piece = { id: SessionId; uploadId: string; name: string; offset: number; contentBase64: string; isLast: boolean }
type Upload = { pieces: Buffer[]; sizeBytes: number; touchedMs: number }

/** Files that come piece by piece, so that who sends one can say how far it is and stop it. The last piece makes the attachment. */
export function createUploadPieces(options: {
  attach: (input: { id: SessionId; name: string; bytes: Uint8Array }) => Promise<Attachment>
  clock: Clock
}) {
  const uploads = new Map<string, Upload>()
  const forgetIdleUploads = () => {
    for (const [key, { touchedMs }] of uploads) if (options.clock.now() - touchedMs > idleMs) uploads.delete(key)
  }
  const bytesHeld = () => [...uploads.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)

  return {
    /** To be called now and then, so that pieces nobody goes on with do not stay in memory until the next upload. */
    forgetIdleUploads,
    /** What uploads that are under way have in memory. */
    bytesHeld,
    /** Throws BAD_INPUT for a piece that does not follow the one before: begin again at 0. */
    async attachPiece({ id, uploadId, name, offset, contentBase64, isLast }: Piece) {
      forgetIdleUploads()
      const key = `${id} ${uploadId}`
      const upload = offset === 0 ? { pieces: [], sizeBytes: 0, touchedMs: 0 } : uploads.get(key)
      if (!upload || upload.sizeBytes !== offset)
        throw new Fault('BAD_INPUT', { detail: 'This piece of a file does not follow the one before. Send the file again.' })
      const bytes = Buffer.from(contentBase64, 'base64')
      uploads.delete(key)
      if (upload.sizeBytes + bytes.byteLength > attachmentLimitBytes) throw new Fault('TOO_LARGE', { what: name, limit: '25 MB' })
      if (bytesHeld() + upload.sizeBytes + bytes.byteLength > mostBytes)
        throw new Fault('BAD_INPUT', { detail: 'Too many files are on their way at once. Try again when some have arrived.' })
      upload.pieces.push(bytes)
      upload.sizeBytes += bytes.byteLength
      upload.touchedMs = options.clock.now()
      if (!isLast) {
        uploads.set(key, upload)
        return { receivedBytes: upload.sizeBytes, attachment: null }
      }
      return { receivedBytes: upload.sizeBytes, attachment: await options.attach({ id, name, bytes: Buffer.concat(upload.pieces) }) }
    },
  }
}
