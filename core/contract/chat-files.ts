import { z } from 'zod'
import { artifactId, folderId, sessionId } from './ids.ts'
import { attachmentLimitBytes, attachmentPieceBytes, importTextLimit } from './limits.ts'

/** Base64 takes four characters for three bytes. */
const attachmentLimitCharacters = Math.ceil(attachmentLimitBytes / 3) * 4

/** A file that lies with a chat. */
export const attachment = z.object({ artifactId, name: z.string(), mediaType: z.string(), sizeBytes: z.number() })
export type Attachment = z.infer<typeof attachment>

export const attachInput = z.object({
  id: sessionId,
  name: z.string().min(1).max(255).describe("The file's own name, without a folder."),
  mediaType: z.string().max(200).optional().describe('Left out: told from the name and the first bytes.'),
  contentBase64: z.base64().max(attachmentLimitCharacters, 'a file may have at most 25 MB'),
})
export const attachPieceInput = z.object({
  id: sessionId,
  uploadId: z.string().min(8).max(64).describe('The same for all pieces of a file; made by the caller.'),
  name: z.string().min(1).max(255),
  offset: z.number().int().min(0).max(attachmentLimitBytes),
  contentBase64: z.base64().max(Math.ceil(attachmentPieceBytes / 3) * 4),
  isLast: z.boolean(),
})
export const attachPieceOutput = z.object({ receivedBytes: z.number(), attachment: attachment.nullable().describe('null: more is to come.') })
export const attachedFile = attachment.extend({ contentBase64: z.string() })

const path = z.string().min(1).max(4_000).describe("In the chat's working folder.")
export const findFilesInput = z.object({ id: sessionId, paths: z.array(path).max(50) })
export const foundFile = z.object({ path, name: z.string(), sizeBytes: z.number() })
export type FoundFile = z.infer<typeof foundFile>
export const readFileInput = z.object({ id: sessionId, path })
/** In the working folder, kept as an artifact, or held by the result itself. */
export const openFileInput = z.union([
  z.object({ id: sessionId, path }),
  z.object({ id: sessionId, artifactId }),
  z.object({ id: sessionId, name: z.string().min(1).max(255), contentBase64: z.base64().max(attachmentLimitCharacters) }),
])
export type OpenFileInput = z.infer<typeof openFileInput>

export const exportInput = z.object({
  id: sessionId,
  format: z.enum(['json', 'markdown', 'html']).default('json'),
  attachments: z
    .enum(['referenced', 'embedded'])
    .default('referenced')
    .describe('embedded: the bytes are in the JSON, and pictures in the HTML. referenced: names and sizes only.'),
})

export const importSource = {
  path: z.string().optional().describe('A file on this computer; read piece by piece, so it may be large.'),
  content: z.string().max(importTextLimit).optional().describe('Or its text.'),
}
const counted = z.array(z.object({ what: z.string(), count: z.number() })).describe('In plain words, with how many of each.')
const problems = z.array(z.object({ where: z.string(), message: z.string() })).describe('Chats that cannot be read; at most 100 are listed.')

export const importPreview = z.object({
  format: z.enum(['cortex', 'chatgpt', 'claude']),
  chats: z.number().describe('Those that can be read.'),
  messages: z.number(),
  alreadyHere: z.number().describe('Chats that an earlier import brought, or that are here themselves; they are left as they are.'),
  leftOut: counted,
  problems,
  list: z
    .array(z.object({ sourceId: z.string(), title: z.string(), messages: z.number(), createdAt: z.string(), isHere: z.boolean() }))
    .describe('At most the first 1,000.'),
})
export type ImportPreview = z.infer<typeof importPreview>

export const importInput = z.object({
  ...importSource,
  agent: z.string().optional().describe('Who goes on with chats whose agent is not here; `assistant` when left out.'),
  folderId: folderId.optional().describe('The folder to put them into.'),
  sourceIds: z.array(z.string()).max(10_000).optional().describe('Only these of the preview.'),
  exceptIds: z.array(z.string()).max(10_000).optional().describe('All but these of the preview, also of those that its list has no room for.'),
  duplicates: z.enum(['skip', 'copy']).default('skip').describe('copy: bring chats in again that are here already.'),
})
export const importResult = z.object({
  format: z.enum(['cortex', 'chatgpt', 'claude']),
  imported: z.number(),
  messages: z.number(),
  skipped: z.number().describe('Already here.'),
  sessionIds: z.array(sessionId).describe('At most the first 1,000.'),
  leftOut: counted,
  problems,
})
export type ImportResult = z.infer<typeof importResult>
