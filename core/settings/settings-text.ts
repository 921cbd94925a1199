import { findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { z } from 'zod'
import { type Settings, type SettingsMistake, settings as schema } from '../contract/settings.ts'
import { indentAt, insertProperty, valueText } from './insert-property.ts'
import { removeProperty } from './remove-property.ts'
import { allowedOf, nearestSetting, schemaAt } from './schema.ts'

/** What a file says. `settings` is null when it has mistakes; `written` is what it says then, too, as far as it can be read. */
export type ReadText = {
  settings: Settings | null
  written: Record<string, unknown>
  mistakes: SettingsMistake[]
  /** Whether it is JSON, so that one setting can be written without a guess at the rest. */
  isReadable: boolean
}

const byteOrderMark = /^\uFEFF/
const isBlank = (text: string): boolean => text.replace(byteOrderMark, '').trim() === ''

/** Reads a settings file: JSON, in which comments and a comma after the last entry are welcome. Every mistake comes with its place. */
export function readText(text: string): ReadText {
  // An editor that is about to write makes a file empty first: that must not count as everything being reset.
  if (isBlank(text))
    return { settings: null, written: {}, mistakes: [mistakeAt(text, 0, null, 'The file is empty. Write {} or delete it.')], isReadable: true }
  const body = text.replace(byteOrderMark, ' ')
  const errors: ParseError[] = []
  const tree = parseTree(body, errors, { allowTrailingComma: true })
  const first = errors[0]
  if (first || tree?.type !== 'object') {
    const message = first
      ? `This is not JSON: ${syntaxWords[printParseErrorCode(first.error)] ?? printParseErrorCode(first.error)}.`
      : 'It must be an object, { … }.'
    const written = tree?.type === 'object' ? (getNodeValue(tree) as Record<string, unknown>) : {}
    return { settings: null, written, mistakes: [mistakeAt(body, first?.offset ?? 0, null, message)], isReadable: false }
  }
  const written = plainOf(tree) as Record<string, unknown>
  const mistakes = duplicates(body, tree)
  const checked = schema.safeParse(written)
  if (!checked.success) mistakes.push(...checked.error.issues.flatMap((issue) => mistakesOf(body, tree, issue)))
  mistakes.sort((a, b) => a.line - b.line || a.column - b.column)
  return { settings: checked.success && mistakes.length === 0 ? checked.data : null, written, mistakes, isReadable: true }
}

/** The file with one setting set, or, for undefined, taken out; comments, order and indentation of the rest stay. */
export function editText(text: string, path: readonly string[], value: unknown): string {
  const mark = byteOrderMark.exec(text)?.[0] ?? ''
  const body = isBlank(text) ? '{}\n' : text.slice(mark.length)
  if (value !== undefined) return mark + withValue(body, path, value)
  const property = nodeAt(body, path)?.parent
  return property ? mark + withoutEmpty(removeProperty(body, property), path.slice(0, -1)) : text
}

function withValue(text: string, path: readonly string[], value: unknown): string {
  const there = nodeAt(text, path)
  if (there) return text.slice(0, there.offset) + valueText(text, value, indentAt(text, there.offset)) + text.slice(there.offset + there.length)
  const parent = nodeAt(text, path.slice(0, -1))
  const key = path.at(-1)
  if (key !== undefined && parent?.type === 'object') return insertProperty(text, parent, key, value)
  return withValue(text, path.slice(0, -1), key === undefined ? value : { [key]: value })
}

/** The file with `next` in the place of what stands at `path`; what is the same in both stays as it was written. */
export function replaceText(text: string, path: readonly string[], next: unknown): string {
  const node = nodeAt(text.replace(byteOrderMark, ' '), path)
  const before: unknown = node && plainOf(node)
  if (JSON.stringify(before) === JSON.stringify(next)) return text
  if (!isObject(before) || !isObject(next)) return editText(text, path, next)
  let edited = text
  for (const key of Object.keys(before)) if (next[key] === undefined) edited = editText(edited, [...path, key], undefined)
  for (const [key, value] of Object.entries(next)) if (value !== undefined) edited = replaceText(edited, [...path, key], value)
  return edited
}

function nodeAt(text: string, path: readonly string[]): Node | undefined {
  const tree = parseTree(text, [], { allowTrailingComma: true })
  return tree && findNodeAtLocation(tree, [...path])
}

/** What a removal left behind as `{}` goes, too, unless a comment stands in it. */
function withoutEmpty(text: string, path: readonly string[]): string {
  if (path.length === 0) return text
  const node = nodeAt(text, path)
  if (node?.type !== 'object' || node.children?.length !== 0 || /[^\s{}]/.test(text.slice(node.offset, node.offset + node.length))) return text
  return editText(text, path, undefined)
}

/** Like the library's own, except that a key named __proto__ is a key like any other. */
function plainOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(plainOf)
  if (node.type !== 'object') return node.value
  return Object.fromEntries((node.children ?? []).flatMap(({ children: [key, value] = [] }) => (key && value ? [[key.value, plainOf(value)]] : [])))
}

function duplicates(text: string, node: Node, path: string[] = []): SettingsMistake[] {
  const seen = new Set<string>()
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }): SettingsMistake[] => {
    if (!key || !value) return []
    const inner = [...path, String(key.value)]
    const isTwice = seen.has(String(key.value))
    seen.add(String(key.value))
    const below = value.type === 'object' ? duplicates(text, value, inner) : []
    return isTwice ? [mistakeAt(text, key.offset, inner.join('.'), `${inner.join('.')} stands here a second time. Keep one.`), ...below] : below
  })
}

function mistakesOf(text: string, tree: Node, issue: z.core.$ZodIssue): SettingsMistake[] {
  const path = issue.path.map(String)
  const offsetOf = (at: string[], isKey: boolean): number => {
    const node = findNodeAtLocation(tree, at)
    return (isKey ? node?.parent?.children?.[0]?.offset : node?.offset) ?? 0
  }
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const at = [...path, key]
      const near = nearestSetting(at.join('.'))
      return mistakeAt(text, offsetOf(at, true), at.join('.'), `There is no setting ${at.join('.')}.${near ? ` Did you mean ${near}?` : ''}`)
    })
  return [mistakeAt(text, offsetOf(path, issue.code === 'invalid_key'), path.join('.'), wrongValue(path, issue))]
}

/** Why a value cannot be used, and what can. */
export function wrongValue(path: readonly string[], issue: z.core.$ZodIssue): string {
  const name = path.join('.')
  if (issue.code === 'invalid_key') return `${name} is not a name that can be used here: ${issue.issues[0]?.message ?? issue.message}.`
  const known = schemaAt(path)
  const allowed = known ? allowedOf(known) : 'another value'
  // Where the contract says it in words of its own, such as for durations, they say more than the type does.
  return `${name} must be ${allowed}${/^(write|use) /.test(issue.message) ? `: ${issue.message}` : ''}.`
}

function mistakeAt(text: string, offset: number, path: string | null, message: string): SettingsMistake {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/)
  return { path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const syntaxWords: Record<string, string> = {
  InvalidSymbol: 'a word that is not true, false, null or in quotes',
  InvalidNumberFormat: 'a number that is not complete',
  PropertyNameExpected: 'a name in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a } is missing',
  CloseBracketExpected: 'a ] is missing',
  EndOfFileExpected: 'something stands after the end',
  UnexpectedEndOfComment: 'a comment does not end',
  UnexpectedEndOfString: 'a text does not end',
  UnexpectedEndOfNumber: 'a number does not end',
  InvalidUnicode: 'a \\u is not complete',
  InvalidEscapeCharacter: 'a \\ before a letter that has no meaning',
  InvalidCharacter: 'a character that cannot stand in a text',
}
