import type { Node } from 'jsonc-parser'
import { tokenAfter } from './remove-property.ts'

/** JSON as it stands at `indent` in this file, with its unit of indentation and its line ends. */
export function valueText(text: string, value: unknown, indent: string): string {
  const lines = JSON.stringify(value, null, unitOf(text)).split('\n')
  return lines.join(`${lineEndOf(text)}${indent}`)
}

/**
 * The text with a property more at the end of an object: on a line of its own, below the comment that stands behind the one before it, or beside the
 * others in an object of one line. Nothing else changes.
 */
export function insertProperty(text: string, object: Node, key: string, value: unknown): string {
  const [name, end] = [JSON.stringify(key), lineEndOf(text)]
  const last = object.children?.at(-1)
  const isOneLine = !text.slice(object.offset, object.offset + object.length).includes('\n')
  if (!last) {
    const inner = `${indentAt(text, object.offset)}${unitOf(text)}`
    const close = object.offset + object.length - 1
    // A comment may stand in an object that is empty otherwise.
    const kept = text.slice(object.offset + 1, close).trimEnd()
    return splice(
      text,
      object.offset + 1,
      close,
      `${kept}${end}${inner}${name}: ${valueText(text, value, inner)}${end}${indentAt(text, object.offset)}`,
    )
  }
  const behind = last.offset + last.length
  const comma = text[tokenAfter(text, behind)] === ',' ? tokenAfter(text, behind) + 1 : null
  if (isOneLine && object.parent) return splice(text, behind, comma ?? behind, `, ${name}: ${JSON.stringify(value)}`)
  const indent = isOneLine ? unitOf(text) : indentAt(text, last.offset)
  const from = comma ?? behind
  const comment = /^[ \t]*(\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)(?=[ \t]*[\r\n])/.exec(text.slice(from))?.[0].length ?? 0
  const line = `${end}${indent}${name}: ${valueText(text, value, indent)}${comma === null ? '' : ','}`
  const added = splice(text, from + comment, from + comment, line)
  return comma === null ? splice(added, behind, behind, ',') : added
}

const splice = (text: string, from: number, to: number, put: string): string => text.slice(0, from) + put + text.slice(to)
const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n')
const unitOf = (text: string): string => /^([ \t]+)"/m.exec(text)?.[1] ?? '  '
/** The spaces at the beginning of the line in which something stands. */
export const indentAt = (text: string, offset: number): string => /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? ''
