import { Fault } from '../../contract/faults.ts'

/** One value of the file, or why it could not be read; `where` says the place for a person. */
export type JsonPiece = { index: number; where: string } & ({ value: unknown } | { problem: string })

/** Longer values than this are no chats. In characters. */
const longestPiece = 200_000_000

const stringEnd = /["\\\n]/g
const space = new Set([0x20, 0x09, 0x0a, 0x0d, 0xfeff])
const code = { quote: 0x22, backslash: 0x5c, comma: 0x2c, open: 0x5b, close: 0x5d, openObject: 0x7b, closeObject: 0x7d, newLine: 0x0a }

/**
 * The elements of a JSON array, or the one object, one by one as the text comes: only one of them is held at a time. An element that
 * is no JSON is told as a problem and the rest goes on; a text that is no array or object at all throws BAD_INPUT.
 */
export async function* jsonPieces(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<JsonPiece> {
  let mode: 'before' | 'array' | 'object' | 'after' = 'before'
  let expects: 'value or end' | 'value' | 'comma or end' = 'value or end'
  let [depth, isInString, isEscaped] = [0, false, false]
  let [line, column, index] = [1, 0, 0]
  let piece: { parts: string[]; length: number; line: number; column: number; isPlain: boolean } | null = null

  const finish = (): JsonPiece => {
    const { parts, line, column } = piece as NonNullable<typeof piece>
    const at = { index: index++, where: `line ${line}, column ${column}` }
    piece = null
    try {
      return { ...at, value: JSON.parse(parts.join('')) as unknown }
    } catch (error) {
      return { ...at, problem: `It is no JSON: ${error instanceof Error ? error.message : String(error)}` }
    }
  }
  const misplaced = (character: string) =>
    new Fault('BAD_INPUT', { detail: `The file is no JSON: ${JSON.stringify(character)} is out of place at line ${line}, column ${column}.` })

  for await (const chunk of chunks) {
    let from = 0
    for (let at = 0; at < chunk.length; at++) {
      const c = chunk.charCodeAt(at)
      column += 1
      if (c === code.newLine) {
        line += 1
        column = 0
      }
      if (piece) {
        if (isInString) {
          if (isEscaped) isEscaped = false
          else if (c === code.backslash) isEscaped = true
          else if (c === code.quote) isInString = false
          else {
            // Most of a chat is text: on to the next character that means something in it.
            stringEnd.lastIndex = at + 1
            const next = stringEnd.test(chunk) ? stringEnd.lastIndex - 1 : chunk.length
            column += next - at - 1
            at = next - 1
          }
          continue
        }
        if (piece.isPlain && (c === code.comma || c === code.close || space.has(c))) {
          piece.parts.push(chunk.slice(from, at))
          yield finish()
          expects = 'comma or end'
          // The character itself is looked at below.
        } else {
          if (c === code.quote) isInString = true
          else if (c === code.open || c === code.openObject) depth += 1
          else if (c === code.close || c === code.closeObject) {
            depth -= 1
            if (depth === 0 && !piece.isPlain) {
              piece.parts.push(chunk.slice(from, at + 1))
              yield finish()
              if (mode === 'object') mode = 'after'
              expects = 'comma or end'
            }
          }
          continue
        }
      }
      if (space.has(c)) continue
      if (mode === 'before' && c === code.open) mode = 'array'
      else if (mode === 'array' && c === code.close && expects !== 'value') mode = 'after'
      else if (mode === 'array' && c === code.comma && expects === 'comma or end') expects = 'value'
      else if ((mode === 'array' && expects !== 'comma or end') || (mode === 'before' && c === code.openObject)) {
        if (mode === 'before') mode = 'object'
        const isNested = c === code.open || c === code.openObject
        if (c === code.comma || c === code.close || c === code.closeObject) throw misplaced(chunk[at] as string)
        depth = isNested ? 1 : 0
        isInString = c === code.quote
        piece = { parts: [], length: 0, line, column, isPlain: !isNested }
        from = at
      } else throw misplaced(chunk[at] as string)
    }
    if (piece) {
      piece.parts.push(chunk.slice(from))
      piece.length += chunk.length - from
      if (piece.length > longestPiece) throw new Fault('TOO_LARGE', { what: `The value at line ${piece.line}`, limit: '200 million characters' })
    }
  }
  if (mode === 'before') throw new Fault('BAD_INPUT', { detail: 'The file is empty.' })
  if (mode !== 'after') {
    const start = piece as { line: number; column: number } | null
    const where = `line ${line}, column ${column}`
    yield {
      index,
      where: start ? `line ${start.line}, column ${start.column}` : where,
      problem: `The file ends too early, at ${where}. Was it copied whole?`,
    }
  }
}
