import type { z } from 'zod'
import type { relicLogLine } from '../../../core/contract/relics.ts'

export type RelicLogLine = z.infer<typeof relicLogLine>

/** A line with a number of its own, for as long as it is shown. */
export interface NumberedLine extends RelicLogLine {
  number: number
}

/** Older lines than these leave the view. */
export const keptLines = 2_000

/** The lines so far and `more` after them; numbers go on, so that lines keep their place while old ones leave. */
export function addLines(known: readonly NumberedLine[], more: readonly RelicLogLine[], kept = keptLines): NumberedLine[] {
  const first = (known.at(-1)?.number ?? 0) + 1
  return [...known, ...more.map((line, index) => ({ ...line, number: first + index }))].slice(-kept)
}

export function filterLines<Line extends RelicLogLine>(lines: readonly Line[], words: string): readonly Line[] {
  const searched = words.trim().toLowerCase()
  return searched === '' ? lines : lines.filter(({ line }) => line.toLowerCase().includes(searched))
}

/** Whether a line tells of something that went wrong, by its own words; most services write all of their log to one stream. */
export function lineTone(line: string): 'danger' | 'warn' | null {
  if (/\b(error|fatal|panic|exception|traceback)\b/i.test(line)) return 'danger'
  return /\b(warn|warning|slow)\b/i.test(line) ? 'warn' : null
}
