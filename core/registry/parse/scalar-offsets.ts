import type { Scalar } from 'yaml'

/** YAML's white space: the only characters that folding, indentation and line ends add or take away. */
const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\n' || char === '\r' || char === '\t'

/**
 * Where in `text` the characters `start` to `end` of a scalar's value were written. Quoting, escapes, folding and indentation change only blanks and
 * escaped characters, so the other characters are counted off on both sides. Null when the two do not run alike.
 */
export function writtenRange(text: string, scalar: Scalar, start: number, end: number): [number, number] | null {
  const { value, range, type } = scalar
  if (typeof value !== 'string' || !range) return null
  const stop = range[1]
  let at = range[0]
  if (type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED') at = lineAfter(text, at, stop)
  else if (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE') at++
  const length = stop - (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE' ? 1 : 0)

  let written = at
  let from: number | null = null
  for (let index = 0; index < Math.min(end, value.length); index++) {
    if (isBlank(value[index])) continue
    let next = tokenAt(text, at, type)
    while (at < length && next.blank) {
      at += next.width
      next = tokenAt(text, at, type)
    }
    if (at >= length) return null
    if (index >= start) from ??= at
    at += next.width
    written = at
    // An escape of a character beyond the first 65,536 gives two units of the value.
    index += next.units - 1
  }
  // A place behind the last character, or a blank: right behind what is written before it.
  return [from ?? written, written]
}

type Token = { width: number; blank: boolean; units: number }

function tokenAt(text: string, at: number, type: Scalar.Type | undefined): Token {
  if (type === 'QUOTE_SINGLE' && text.startsWith("''", at)) return { width: 2, blank: false, units: 1 }
  if (type !== 'QUOTE_DOUBLE' || text[at] !== '\\') return { width: 1, blank: isBlank(text[at]), units: 1 }
  const digits = { x: 2, u: 4, U: 8 }[text[at + 1] ?? '']
  if (digits === undefined) return { width: 2, blank: isBlank(text[at + 1]) || 'nrt'.includes(text[at + 1] ?? ''), units: 1 }
  const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16)
  return { width: 2 + digits, blank: [9, 10, 13, 32].includes(code), units: code > 0xffff ? 2 : 1 }
}

function lineAfter(text: string, at: number, stop: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? stop : end + 1
}
