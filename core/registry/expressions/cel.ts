import { createRequire } from 'node:module'
import type { ASTNode, Environment } from '@marcbachmann/cel-js'
import { maxExpressionLength } from './template.ts'

type CelLibrary = typeof import('@marcbachmann/cel-js')
type CelError = Error & { code?: string; summary?: string; range?: { start: number; end: number } }

/** What is wrong with an expression, at offsets in its code. */
export type ExpressionFault = { start: number; end: number; message: string; suggestion: string | null }
/** `typeFault` finds what cannot work whatever the values are; `type` is the type of the result, `dyn` when it is known only in a run. */
export type Expression = { root: ASTNode; judge(): { type: string; fault: ExpressionFault | null } }

/**
 * `matches` is left out: the library runs it on JavaScript's regular expressions, where one bad pattern holds up everything for minutes (CEL promises
 * linear time).
 */
const leftOut = new Set(['matches'])

type Cel = { environment: Environment; functions: ReadonlySet<string> }
let cel: Cel | null = null

/** Loaded when the first expression is met (20 ms, 1.5 MB): most people have no workflow. A `require`, so that checking stays synchronous. */
function loadCel(): Cel {
  if (cel) return cel
  const library = createRequire(import.meta.url)('@marcbachmann/cel-js') as CelLibrary
  const environment = new library.Environment({ homogeneousAggregateLiterals: false, limits: { maxAstNodes: 2_000, maxDepth: 60 } })
    .registerVariable('inputs', 'map<string, dyn>')
    .registerVariable('steps', 'map<string, dyn>')
    .registerVariable('item', 'dyn')
  const functions = new Set(environment.getDefinitions().functions.map((one) => one.name))
  for (const name of leftOut) functions.delete(name)
  cel = { environment, functions }
  return cel
}

/** The names of functions that expressions may call. */
export const knownFunctions = (): ReadonlySet<string> => loadCel().functions
/** Whether a name stands for something everywhere: `inputs`, `steps`, `item`, and the names of types. */
export const isKnownVariable = (name: string): boolean => loadCel().environment.hasVariable(name)

/** Parses CEL; never throws. */
export function parseExpression(code: string): { expression: Expression; fault: null } | { expression: null; fault: ExpressionFault } {
  if (code.trim() === '')
    return { expression: null, fault: { start: 0, end: code.length, message: 'This expression is empty.', suggestion: `Write \${{ inputs.name }}.` } }
  if (code.length > maxExpressionLength) {
    const message = `This expression has more than ${maxExpressionLength} characters.`
    return { expression: null, fault: { start: 0, end: code.length, message, suggestion: 'Split it, or let a tool do the work.' } }
  }
  try {
    const parsed = loadCel().environment.parse(code)
    return { expression: { root: parsed.ast, judge: () => judge(parsed, code) }, fault: null }
  } catch (error) {
    return { expression: null, fault: syntaxFault(error as CelError, code) }
  }
}

function judge(parsed: ReturnType<Environment['parse']>, code: string): ReturnType<Expression['judge']> {
  const { valid, type, error } = parsed.check()
  if (valid) return { type: type ?? 'dyn', fault: null }
  const { summary, range } = (error ?? {}) as CelError
  const message = `This cannot work: ${(summary ?? 'the types do not fit').replace(/\.$/, '')}.`
  return { type: 'dyn', fault: { start: range?.start ?? 0, end: range?.end ?? code.length, message, suggestion: null } }
}

const habits: Record<string, string> = {
  '=': 'Write == to compare.',
  '&': 'Write && for "and".',
  and: 'Write && for "and".',
  '|': 'Write || for "or".',
  or: 'Write || for "or".',
  not: 'Write ! for "not".',
  '`': 'Put text in double or single quotes.',
}

function syntaxFault(error: CelError, code: string): ExpressionFault {
  const end = code.trimEnd().length
  const range = error.range ?? { start: 0, end }
  const found = code.slice(range.start, range.end)
  const say = (message: string, suggestion: string | null): ExpressionFault => ({ ...range, message, suggestion })
  if (error.code === undefined || error.code === 'limit_exceeded') return say('This expression is too large.', 'Split it, or let a tool do the work.')
  if (/unterminated|newline_in_string/.test(error.code)) return say('A text in quotes is not closed here.', 'Close it with the same quote.')
  if (/^(un)?expected_/.test(error.code)) {
    if (range.start >= end) return say('This expression ends too early.', 'Write what belongs behind it, or close its brackets.')
    return say(`"${found}" is not expected here.`, habits[found] ?? null)
  }
  return say(`This is no valid CEL: ${error.summary ?? error.message}.`, null)
}
