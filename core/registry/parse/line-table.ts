import type { Span } from '../finding.ts'

/** A line longer than this is shown cut. */
export const maxSourceLine = 400

/**
 * Turns offsets in `text` into lines and columns. The line starts are found when the first place is asked for. (The YAML library counts lines while
 * it parses and loses some of them after an error.)
 */
export function createLineTable(text: string): { spanBetween(start: number, end: number): Span } {
  let starts: number[] | null = null
  let lastLine: { number: number; text: string } | null = null
  const findStarts = () => {
    const found = [0]
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) found.push(at + 1)
    return found
  }
  const sourceLine = (number: number, start: number, end: number): string => {
    if (lastLine?.number !== number) lastLine = { number, text: ownText(text.slice(start, Math.min(end, start + maxSourceLine)).trimEnd()) }
    return lastLine.text
  }
  return {
    spanBetween(start, end) {
      starts ??= findStarts()
      const from = Math.max(0, Math.min(start, text.length))
      let low = 0
      let high = starts.length - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((starts[middle] as number) <= from) low = middle
        else high = middle - 1
      }
      const column = from - (starts[low] as number) + 1
      const lineEnd = low + 1 < starts.length ? (starts[low + 1] as number) - 1 : text.length
      const width = text.slice(from, Math.min(end, lineEnd)).trimEnd().length
      const isCut = text.slice(lineEnd, end).trim() !== ''
      return {
        line: low + 1,
        column,
        ...(width > 0 ? { endColumn: column + width } : {}),
        ...(isCut ? { isCut } : {}),
        sourceLine: sourceLine(low, starts[low] as number, lineEnd),
      }
    },
  }
}

/** A copy, because a slice would keep the whole file in memory for as long as its line is remembered. */
const ownText = (slice: string): string => Buffer.from(slice, 'utf16le').toString('utf16le')
