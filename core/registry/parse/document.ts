import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLError } from 'yaml'
import type { Finding, Span, ValuePath } from '../finding.ts'
import { startOfFile } from '../finding.ts'
import type { ProblemCode } from '../problem-codes.ts'
import { createLineTable } from './line-table.ts'
import { writtenRange } from './scalar-offsets.ts'

/** Lists and mappings inside each other; the deepest real manifest (a JSON Schema) stays under 20. */
export const maxDepth = 64
/** The largest real manifests have some 2,000; this many take 0.1 s to read. */
export const maxValues = 10_000

type Failure = { span: Span; finding: Omit<Finding, 'path' | 'at'> }

/** YAML text as a plain value, able to say where each part of it was written. */
export type SourceDocument = { value: unknown; failures: Failure[]; spanOf(path: ValuePath, at: 'key' | 'value', within?: Finding['within']): Span }

/**
 * Parses one YAML document once. Never throws: bombs (aliases, nesting), duplicate keys, tabs and several documents are failures with a place,
 * and `value` is undefined then.
 */
export function parseSource(text: string): SourceDocument {
  const { spanBetween } = createLineTable(text)
  const failed = (failures: Failure[]): SourceDocument => ({ value: undefined, failures, spanOf: () => startOfFile })

  const bomb = bombIn(text)
  if (bomb) return failed([{ span: spanBetween(bomb.at, bomb.at + 1), finding: bomb.finding }])
  let document: Document.Parsed
  try {
    // uniqueKeys compares each key with all before it: quadratic. `checkTree` does it with a set.
    document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'error' })
  } catch (error) {
    if (error instanceof RangeError) return failed([{ span: startOfFile, finding: tooDeep }])
    throw error
  }
  if (document.errors.length > 0) {
    return failed(document.errors.slice(0, 5).map((error) => ({ span: spanBetween(...error.pos), finding: explainYamlError(error) })))
  }
  const failures: Failure[] = []
  const hasAliases = checkTree(document.contents, 0, (node, finding) => failures.push({ span: spanBetween(...rangeOf(node)), finding }))
  if (failures.length > 0) return failed(failures)

  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
    if (hasAliases && valueDepth(value, 0) > maxDepth) return failed([{ span: startOfFile, finding: tooDeep }])
  } catch (error) {
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error
    return failed([explainAliasError(error, text, spanBetween)])
  }
  const rangeWithin = (node: Node | null, within: Finding['within']) =>
    (within && isScalar(node) && writtenRange(text, node, within.start, within.end)) || rangeOf(node)
  return { value, failures: [], spanOf: (path, at, within) => spanBetween(...rangeWithin(nodeAt(document, path, at), within)) }
}

const tooDeep = { code: 'too-deep', message: 'Lists and mappings are nested too deeply.', suggestion: `Use at most ${maxDepth} levels.` } as const

const tooManyValues = {
  code: 'too-many-values',
  message: `A manifest may hold ${maxValues} lines and values; here this one holds more.`,
  suggestion: 'Move data and long texts into files of their own.',
} as const

/**
 * The parser recurses, takes seconds to fail on a megabyte of `[` or `- - - `, and 20 us for each value. One pass over the text finds those before it
 * starts: whatever begins a value is a line, a comma, a bracket, a quote, `&`, `!`, `*`, or one of `- ? :` before a space.
 */
function bombIn(text: string): { at: number; finding: Failure['finding'] } | null {
  let depth = 0
  let values = 0
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index)
    if (char === 91 || char === 123) {
      depth++
      values++
    } else if (char === 93 || char === 125) {
      if (depth > 0) depth--
    } else if (char === 10 || char === 44) values++
    else if (char === 33 || char === 34 || char === 38 || char === 39 || char === 42) {
      // ! & * and quotes begin something, but inside a word.
      if (!isWordCode(text.charCodeAt(index - 1))) values++
    } else if (char === 45 || char === 58 || char === 63) {
      const next = text.charCodeAt(index + 1)
      if (next === 32 || next === 9) values++
    }
    if (depth > 500) return { at: index, finding: tooDeep }
    if (values > maxValues) return { at: index, finding: /(?:[-?] ){100}/.test(text) ? tooDeep : tooManyValues }
  }
  const run = /(?:[-?] ){100}/.exec(text)
  return run && { at: run.index, finding: tooDeep }
}

const isWordCode = (code: number): boolean => code > 127 || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)

type Report = (node: Node, finding: Omit<Finding, 'path' | 'at'>) => void

/** Reports keys written twice, odd keys and depth. True when there are aliases, which can make the value larger than what is written. */
function checkTree(node: unknown, depth: number, report: Report): boolean {
  let hasAliases = isAlias(node)
  if (depth > maxDepth) {
    report(node as Node, tooDeep)
  } else if (isMap(node)) {
    const seen = new Set<unknown>()
    for (const pair of node.items) {
      if (isScalar(pair.key)) {
        const key = String(pair.key.value)
        if (seen.has(key)) {
          report(pair.key, { code: 'duplicate-key', message: `"${key}" is written twice here.`, suggestion: 'Keep one of the two.' })
        }
        seen.add(key)
      } else if (pair.key !== null) {
        report(pair.key as Node, { code: 'yaml-syntax', message: 'A key must be plain text.', suggestion: 'Put text with { or [ in quotes.' })
      }
      if (pair.value !== null && !isScalar(pair.value) && checkTree(pair.value, depth + 1, report)) hasAliases = true
    }
  } else if (isSeq(node)) {
    for (const item of node.items) if (!isScalar(item) && checkTree(item, depth + 1, report)) hasAliases = true
  }
  return hasAliases
}

/** Levels of a plain value; aliases can make it deeper than what was written. Throws RangeError for a value that holds itself. */
function valueDepth(value: unknown, depth: number): number {
  if (value === null || typeof value !== 'object' || depth > maxDepth) return depth
  let deepest = depth
  for (const part of Object.values(value)) {
    if (part !== null && typeof part === 'object') deepest = Math.max(deepest, valueDepth(part, depth + 1))
  }
  return deepest
}

/** The node at a path, or the deepest one on the way that exists. */
function nodeAt(document: Document.Parsed, path: ValuePath, at: 'key' | 'value'): Node | null {
  let node: Node | null = document.contents
  let key: Node | null = node
  for (const part of path) {
    const resolved: Node | null | undefined = isAlias(node) ? node.resolve(document) : node
    if (isMap(resolved)) {
      const pair: Pair | undefined = resolved.items.find((one) => isScalar(one.key) && String(one.key.value) === String(part))
      if (!pair) break
      key = pair.key as Node
      node = (pair.value as Node | null) ?? key
    } else if (isSeq(resolved)) {
      const item = resolved.items[Number(part)] as Node | undefined
      if (!item) break
      key = item
      node = item
    } else break
  }
  if (path.length === 0 && at === 'key' && isMap(document.contents)) return (document.contents.items[0]?.key as Node | undefined) ?? document.contents
  // "key:" with nothing after it has no width; the key is what can be shown.
  const isEmpty = node?.range ? node.range[0] === node.range[1] : false
  return at === 'key' || isEmpty ? key : node
}

function rangeOf(node: unknown): [number, number] {
  const range = (node as Node | null)?.range
  return range ? [range[0], range[1]] : [0, 0]
}

const yamlErrors: Partial<Record<YAMLError['code'], { code?: ProblemCode; message: string; suggestion: string | null }>> = {
  TAB_AS_INDENT: { code: 'yaml-tabs', message: 'This line is indented with a tab.', suggestion: 'Indent with spaces; YAML does not allow tabs.' },
  MULTIPLE_DOCS: { code: 'several-documents', message: 'A second document starts here.', suggestion: 'Put each manifest in a file of its own.' },
  RESOURCE_EXHAUSTION: tooDeep,
  MISSING_CHAR: {
    message: 'Something is not closed or a separator is missing here.',
    suggestion: 'Check quotes, brackets, commas and colons on this line and the one above.',
  },
  BAD_INDENT: { message: 'The indentation does not fit what stands above.', suggestion: 'Keys of one mapping start in the same column.' },
  BLOCK_AS_IMPLICIT_KEY: { message: 'There are two colons where one value is expected.', suggestion: 'Put text that holds ": " in quotes.' },
  IMPOSSIBLE: { message: 'This cannot be read as YAML.', suggestion: null },
  UNEXPECTED_TOKEN: { message: 'This is not expected here.', suggestion: 'Put text with special characters in quotes.' },
  BAD_DQ_ESCAPE: {
    message: 'Text in double quotes holds a backslash that means nothing.',
    suggestion: 'Write \\\\ for a backslash, or use single quotes.',
  },
}

function explainYamlError(error: YAMLError): Omit<Finding, 'path' | 'at'> {
  const known = yamlErrors[error.code]
  if (known)
    return {
      code: known.code ?? 'yaml-syntax',
      message: known.code ? known.message : `${known.message} (${error.message})`,
      suggestion: known.suggestion,
    }
  return { code: 'yaml-syntax', message: `This is not valid YAML: ${error.message}.`, suggestion: null }
}

function explainAliasError(error: Error, text: string, spanBetween: (start: number, end: number) => Span): Failure {
  const unresolved = /alias \(.*\): (\S+)/.exec(error.message)?.[1]
  const start = unresolved === undefined ? -1 : text.indexOf(`*${unresolved}`)
  if (unresolved !== undefined && start >= 0) {
    const finding = {
      code: 'yaml-syntax',
      message: `*${unresolved} stands for nothing.`,
      suggestion: `Set &${unresolved} before, or put the text in quotes.`,
    } as const
    return { span: spanBetween(start, start + unresolved.length + 1), finding }
  }
  const at = Math.max(0, text.search(/(?<=[\s,[{:-])\*[^\s,\]}]/))
  const finding = {
    code: 'too-many-aliases',
    message: 'Aliases (*name) expand to far more than is written here.',
    suggestion: 'Write the values out.',
  } as const
  return { span: spanBetween(at, at + 1), finding }
}
