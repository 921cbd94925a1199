import type { Problem } from '../../../core/contract/registry.ts'

/** The text with the fix of a problem in it; null when it carries none, or the text is no longer the one it was told of. */
export function applyFix(text: string, { line, column, endColumn, fix, sourceLine }: Problem): string | null {
  if (!fix || endColumn === undefined || endColumn < column) return null
  const lines = text.split('\n')
  const old = lines[line - 1]
  if (old === undefined || endColumn - 1 > old.length) return null
  // It was cut to 400 characters, and read without the return of Windows.
  if (sourceLine !== undefined && !old.startsWith(sourceLine)) return null
  return lines.with(line - 1, old.slice(0, column - 1) + fix.replacement + old.slice(endColumn - 1)).join('\n')
}
