import { createScanner, type Node } from 'jsonc-parser'

/** A range of a text: its first letter, and the one behind its last. */
type Range = { from: number; to: number }

/**
 * The text without a property and the comma that parts it from its neighbours. Comments around it stay, as the library's own removal would not have
 * it: what a person wrote down is theirs to take out.
 */
export function removeProperty(text: string, property: Node): string {
  const end = property.offset + property.length
  const siblings = property.parent?.children ?? []
  const before = siblings[siblings.indexOf(property) - 1]
  const next = tokenAfter(text, end)
  const own = { from: property.offset, to: end }
  if (text[next] === ',') return cut(text, isBetween(text, end, next) ? [line(text, { ...own, to: next + 1 })] : [own, at(next)])
  const comma = before ? tokenAfter(text, before.offset + before.length) : -1
  const spaced = line(text, { ...own, from: backOverSpaces(text, own.from) })
  return cut(text, comma >= 0 ? [at(comma), spaced] : [spaced])
}

const at = (offset: number): Range => ({ from: offset, to: offset + 1 })
const isBetween = (text: string, from: number, to: number): boolean => text.slice(from, to).trim() === ''

/** Where the next token is, behind spaces and comments. */
export function tokenAfter(text: string, offset: number): number {
  const scanner = createScanner(text, true)
  scanner.setPosition(offset)
  scanner.scan()
  return scanner.getTokenOffset()
}

function backOverSpaces(text: string, offset: number): number {
  let from = offset
  while (text[from - 1] === ' ' || text[from - 1] === '\t') from -= 1
  return from
}

/** The whole line when nothing else stands in it, otherwise the spaces behind it as well. */
function line(text: string, { from, to }: Range): Range {
  const start = backOverSpaces(text, from)
  const [spaces = '', lineEnd = ''] = [/^[ \t]*/.exec(text.slice(to))?.[0], /^[ \t]*(\r\n|\n)/.exec(text.slice(to))?.[0]]
  const isAlone = (start === 0 || text[start - 1] === '\n') && lineEnd !== ''
  return isAlone ? { from: start, to: to + lineEnd.length } : { from, to: lineEnd === '' && text[to - 1] === ',' ? to + spaces.length : to }
}

const cut = (text: string, ranges: readonly Range[]): string =>
  [...ranges].sort((a, b) => b.from - a.from).reduce((rest, { from, to }) => rest.slice(0, from) + rest.slice(to), text)
