import type { Attachment } from '../../../core/contract/chat-files.ts'
import { isObject } from '../../ui/value-shape.ts'

/** A file that the result of a tool holds, or tells where to find. */
export type ResultFile =
  | { from: 'artifact'; artifactId: Attachment['artifactId']; name: string; sizeBytes: number }
  | { from: 'result'; name: string; mediaType: string; sizeBytes: number; contentBase64: string }

/** How deep a result is looked into, and how many files are listed: more of them is a listing, not what was made. */
const deepest = 4
const most = 6
const pathKeys = new Set(['path', 'file', 'filename', 'file_path', 'filePath', 'output', 'output_path', 'outputPath', 'saved_to', 'to'])
const base64 = /^[A-Za-z0-9+/]+={0,2}$/

/** A result that was too large to be kept whole: its beginning, and where all of it lies. */
export function truncatedOf(result: unknown): { preview: string; file: ResultFile } | null {
  if (!isObject(result) || result.truncated !== true) return null
  const { artifact, name, sizeBytes, preview } = result
  if (typeof artifact !== 'string' || typeof name !== 'string' || typeof sizeBytes !== 'number' || typeof preview !== 'string') return null
  return { preview, file: { from: 'artifact', artifactId: artifact as Attachment['artifactId'], name, sizeBytes } }
}

/** The files in a result, and the paths it names that may be files in the working folder of the chat. `tool` names what has no name. */
export function filesOf(result: unknown, tool: string): { files: ResultFile[]; paths: string[] } {
  const whole = truncatedOf(result)
  if (whole) return { files: [whole.file], paths: [] }
  const files: ResultFile[] = []
  const paths = new Set<string>()
  const visit = (value: unknown, depth: number): void => {
    if (depth > deepest || files.length > most || paths.size > most) return
    if (Array.isArray(value)) for (const each of value.slice(0, 200)) visit(each, depth + 1)
    const held = heldFile(value, tool, files.length)
    if (held) files.push(held)
    else if (isObject(value))
      for (const [key, each] of Object.entries(value)) {
        if (pathKeys.has(key) && typeof each === 'string' && isPath(each)) paths.add(each.replace(/^(?:\.\/|\/?(?:work\/)?workspace\/)+/, ''))
        else visit(each, depth + 1)
      }
  }
  visit(result, 0)
  return { files: files.length > most ? [] : files, paths: paths.size > most ? [] : [...paths].filter((path) => path !== '') }
}

const isPath = (text: string) => text.length < 1_000 && !/[\n\r]/.test(text) && !/^\w+:\/\//.test(text)

/** `data:` addresses, and base64 beside its media type, as tools and MCP give files. */
function heldFile(value: unknown, tool: string, at: number): ResultFile | null {
  const named = (mediaType: string, contentBase64: string, name: unknown): ResultFile => ({
    ...{ from: 'result', mediaType, contentBase64 },
    name:
      typeof name === 'string' && name !== '' ? (name.split(/[\\/]/).at(-1) ?? name) : `${tool}${at === 0 ? '' : `-${at + 1}`}${endingOf(mediaType)}`,
    sizeBytes: Math.floor((contentBase64.length * 3) / 4) - (/=*$/.exec(contentBase64)?.[0].length ?? 0),
  })
  if (typeof value === 'string') {
    const [, mediaType, content] = /^data:([\w.+-]+\/[\w.+-]+);base64,([A-Za-z0-9+/]+={0,2})$/.exec(value) ?? []
    return mediaType && content ? named(mediaType, content, null) : null
  }
  if (!isObject(value)) return null
  const type = value.mimeType ?? value.mediaType
  const content = value.data ?? value.base64 ?? value.blob
  if (typeof type !== 'string' || !/^[\w.+-]+\/[\w.+-]+$/.test(type) || typeof content !== 'string' || !base64.test(content)) return null
  return named(type, content, value.name ?? value.filename ?? value.path)
}

const endings: Record<string, string> = { 'image/jpeg': '.jpg', 'text/plain': '.txt', 'text/markdown': '.md', 'application/octet-stream': '.bin' }
const endingOf = (mediaType: string) => endings[mediaType] ?? `.${mediaType.split('/')[1]?.replace(/^x-|\+.*$/g, '') ?? 'bin'}`
