/** Told by the first bytes, so that a wrong ending shows no broken picture. These four are what models and browsers take. */
const pictures: { mediaType: string; starts: (bytes: Uint8Array) => boolean }[] = [
  { mediaType: 'image/png', starts: (bytes) => ascii(bytes, 1, 4) === 'PNG' && bytes[0] === 0x89 },
  { mediaType: 'image/jpeg', starts: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff },
  { mediaType: 'image/gif', starts: (bytes) => ascii(bytes, 0, 4) === 'GIF8' },
  { mediaType: 'image/webp', starts: (bytes) => ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP' },
]
const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

const byEnding: Record<string, string> = {
  ...{ txt: 'text/plain', md: 'text/markdown', csv: 'text/csv', html: 'text/html', css: 'text/css', xml: 'application/xml', svg: 'image/svg+xml' },
  ...{
    json: 'application/json',
    js: 'text/javascript',
    mjs: 'text/javascript',
    ts: 'text/x-typescript',
    tsx: 'text/x-typescript',
    py: 'text/x-python',
  },
  ...{ yml: 'application/yaml', yaml: 'application/yaml', toml: 'application/toml', sql: 'application/sql', sh: 'text/x-sh', log: 'text/plain' },
  ...{ pdf: 'application/pdf', zip: 'application/zip', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
  ...{ xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', mp3: 'audio/mpeg', wav: 'audio/wav', mp4: 'video/mp4' },
}

/** The type of a picture by its bytes; null for anything else. */
export const pictureType = (bytes: Uint8Array): string | null => pictures.find(({ starts }) => starts(bytes))?.mediaType ?? null

/** What a file is: by its bytes when it is a picture, else as the caller says, by its ending, or by whether it is text. */
export function mediaTypeOf(name: string, bytes: Uint8Array, said?: string): string {
  const picture = pictureType(bytes)
  if (picture) return picture
  if (said && /^[\w.+-]+\/[\w.+-]+$/.test(said) && !pictures.some(({ mediaType }) => mediaType === said)) return said
  return byEnding[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? (textIn(bytes, 4_096) === null ? 'application/octet-stream' : 'text/plain')
}

/** The beginning of a text file; null when it is none (not UTF-8, UTF-16 with its mark excepted, or with zero bytes in it). */
export function textIn(bytes: Uint8Array, limitCharacters: number): { text: string; isCut: boolean } | null {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
  const some = bytes.subarray(0, limitCharacters * 4 + 4)
  try {
    // As a stream: a character that the cut went through is no error.
    const text = new TextDecoder(wide ?? 'utf-8', { fatal: true }).decode(some, { stream: some.length < bytes.length })
    if (text.includes('\0')) return null
    const isCut = text.length > limitCharacters || some.length < bytes.length
    return { text: isCut ? text.slice(0, limitCharacters) : text, isCut }
  } catch {
    return null
  }
}
