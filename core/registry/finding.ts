import type { Problem } from '../contract/registry.ts'
import type { ProblemCode } from './problem-codes.ts'

export type ValuePath = readonly (string | number)[]

/** Something wrong in a manifest's value, not yet tied to a line: `path` leads to the node, `at` says which end of it. */
export type Finding = {
  path: ValuePath
  /** The key of the last step of the path, or the value behind it. */
  at: 'key' | 'value'
  code: ProblemCode
  message: string
  suggestion: string | null
  fix?: { replacement: string }
  severity?: 'warning'
  /** Only a part of the text behind the path: offsets in the value, not in the file. */
  within?: { start: number; end: number }
}

/**
 * Lines and columns from 1; `endColumn` is the first column after, on the same line. `isCut`: what was meant goes on in the next lines.
 * `sourceLine` is the text of the line, as far as a problem shows it.
 */
export type Span = { line: number; column: number; endColumn?: number; isCut?: true; sourceLine?: string }

export const startOfFile: Span = { line: 1, column: 1 }

export function problemAt(file: string, span: Span, what: Omit<Finding, 'path' | 'at' | 'within'>): Problem {
  const { line, column, endColumn, isCut, sourceLine } = span
  return {
    file,
    line,
    column,
    ...(endColumn === undefined ? {} : { endColumn }),
    code: what.code,
    message: what.message,
    suggestion: what.suggestion,
    ...(what.fix === undefined || endColumn === undefined || isCut ? {} : { fix: what.fix }),
    severity: what.severity ?? 'error',
    ...(sourceLine === undefined ? {} : { sourceLine }),
  }
}

/** `steps[0].retry.initial`; an empty path is "the manifest". */
export function pathLabel(path: ValuePath): string {
  if (path.length === 0) return 'the manifest'
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')
}
