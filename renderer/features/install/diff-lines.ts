export interface DiffLine {
  /** A gap stands for the unchanged lines that are left out between two changes. */
  type: 'same' | 'added' | 'removed' | 'gap'
  /** Of the new file, of the old one for a removed line; null for a gap. */
  number: number | null
  text: string
}

/** The lines of a unified diff, numbered. What stands before the first change, and remarks on the end of the file, are left out. */
export function diffLines(diff: string): DiffLine[] {
  const lines: DiffLine[] = []
  let [oldNumber, newNumber] = [0, 0]
  let isInside = false
  for (const line of diff.split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line)
    if (hunk) {
      // Of the first lines nothing is left out before.
      if (isInside || Number(hunk[2]) > 1) lines.push({ type: 'gap', number: null, text: '' })
      ;[oldNumber, newNumber, isInside] = [Number(hunk[1]), Number(hunk[2]), true]
    } else if (!isInside) continue
    else if (line.startsWith('+')) lines.push({ type: 'added', number: newNumber++, text: line.slice(1) })
    else if (line.startsWith('-')) lines.push({ type: 'removed', number: oldNumber++, text: line.slice(1) })
    else if (line.startsWith(' ')) {
      lines.push({ type: 'same', number: newNumber++, text: line.slice(1) })
      oldNumber++
    }
  }
  return lines
}
