import type { Problem } from '../../../core/contract/registry.ts'

export interface ExcerptLine {
  number: number
  before: string
  /** The word that is wrong; empty on other lines. */
  marked: string
  after: string
  isMarked: boolean
}

/** The lines around a problem, with the word it is about cut out. Without an end the word at the column is taken. */
export function excerpt(source: string, problem: Pick<Problem, 'line' | 'column' | 'endColumn'>, around = 2): ExcerptLine[] {
  const lines = source.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const first = Math.max(1, Math.min(problem.line, lines.length) - around)
  return lines.slice(first - 1, problem.line + around).map((line, index) => {
    const number = first + index
    if (number !== problem.line) return { number, before: line, marked: '', after: '', isMarked: false }
    const start = Math.min(line.length, problem.column - 1)
    const word = /^[^\s:,{}[\]"']+/.exec(line.slice(start))?.[0].length ?? 1
    const end = problem.endColumn ? Math.max(start, problem.endColumn - 1) : start + word
    return { number, before: line.slice(0, start), marked: line.slice(start, end), after: line.slice(end), isMarked: true }
  })
}

/** The one line that a problem carries itself; nothing where it carries none. */
export function excerptOfLine({ sourceLine, line, column, endColumn }: Problem): ExcerptLine[] {
  if (!sourceLine) return []
  return excerpt(sourceLine, { line: 1, column, ...(endColumn !== undefined && { endColumn }) }, 0).map((each) => ({ ...each, number: line }))
}
