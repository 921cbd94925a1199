import { cx } from './cx.ts'
import { formatDuration } from './format.ts'
import { type GlyphState, StateGlyph } from './state-glyph.tsx'

/** One line of a tree of runs. Times are milliseconds since the start of the tree. */
export interface TreeRow {
  id: string
  name: string
  depth: number
  state: GlyphState
  startMs: number
  durationMs: number
}

const barLook = (state: GlyphState) => (['running', 'waiting', 'failed'].includes(state) ? `is-${state}` : '')

/** Runs under each other with bars on one scale. */
export function RunTree({ rows, label }: { rows: readonly TreeRow[]; label: string }) {
  const spanMs = Math.max(1, ...rows.map((row) => row.startMs + row.durationMs))
  return (
    <ul className="tree" aria-label={label}>
      {rows.map((row) => (
        <li key={row.id}>
          <span className="row gap-1.5" style={{ paddingLeft: Math.min(row.depth, 5) * 14 }}>
            <StateGlyph state={row.state} />
            <span className="cut" title={row.name}>
              {row.name}
            </span>
          </span>
          <span className="bar" aria-hidden="true">
            <span
              className={cx(barLook(row.state))}
              style={{ left: `${(100 * row.startMs) / spanMs}%`, width: `${(100 * row.durationMs) / spanMs}%` }}
            />
          </span>
          <span className="took">{row.state === 'queued' ? '' : formatDuration(row.durationMs)}</span>
        </li>
      ))}
    </ul>
  )
}
