import { ChevronDown, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { t } from '../app/messages.ts'
import { cx } from './cx.ts'
import { formatDuration } from './format.ts'
import { Icon } from './icon.tsx'
import { type GlyphState, StateGlyph } from './state-glyph.tsx'

/** One line of a tree of runs, children right after their parent. Times are milliseconds since the start of the tree. */
export interface TreeRow {
  id: string
  name: string
  depth: number
  state: GlyphState
  startMs: number
  durationMs: number
  /** When it waited for a yes, within its time. */
  waits?: readonly { startMs: number; durationMs: number }[]
  /** It has a page of its own. */
  isRun?: boolean
}

const barLook = (state: GlyphState) => (['running', 'waiting', 'failed'].includes(state) ? `is-${state}` : '')

interface RunTreeProps {
  rows: readonly TreeRow[]
  label: string
  /** Opens a run on a page of its own. */
  onOpen?: (id: string) => void
}

/** Runs under each other with bars on one scale. Arrow keys move, fold and unfold; Enter opens a run. */
export function RunTree({ rows, label, onOpen }: RunTreeProps) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const [current, setCurrent] = useState<string | null>(null)
  const list = useRef<HTMLDivElement>(null)
  const spanMs = Math.max(1, ...rows.map((row) => row.startMs + row.durationMs))
  const shown = visibleRows(rows, folded)
  const at = Math.max(
    0,
    shown.findIndex((row) => row.id === current),
  )
  const fold = (id: string, isFolded: boolean) => {
    const next = new Set(folded)
    if (isFolded) next.add(id)
    else next.delete(id)
    setFolded(next)
  }
  const focus = (index: number) => {
    const row = shown[Math.max(0, Math.min(shown.length - 1, index))]
    if (!row) return
    setCurrent(row.id)
    list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(row.id)}"]`)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const row = shown[at]
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return
    const isParent = hasChildren(rows, row)
    const keys: Record<string, () => void> = {
      ArrowDown: () => focus(at + 1),
      ArrowUp: () => focus(at - 1),
      Home: () => focus(0),
      End: () => focus(shown.length - 1),
      ArrowRight: () => (isParent && folded.has(row.id) ? fold(row.id, false) : isParent && focus(at + 1)),
      ArrowLeft: () => {
        if (isParent && !folded.has(row.id)) return fold(row.id, true)
        const above = shown.findLastIndex((other, index) => index < at && other.depth < row.depth)
        if (above >= 0) focus(above)
      },
      Enter: () => row.isRun && onOpen?.(row.id),
    }
    const act = keys[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  return (
    <div ref={list} className="tree" role="tree" aria-label={label} onKeyDown={onKeyDown}>
      {shown.map((row, index) => {
        const isParent = hasChildren(rows, row)
        const isFolded = folded.has(row.id)
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the tree itself takes the keys
          <div
            key={row.id}
            role="treeitem"
            data-id={row.id}
            tabIndex={index === at ? 0 : -1}
            aria-level={row.depth + 1}
            aria-label={spoken(row)}
            title={spoken(row)}
            {...(isParent && { 'aria-expanded': !isFolded })}
            className={cx(row.isRun && onOpen && 'is-link')}
            onFocus={() => setCurrent(row.id)}
            onClick={() => row.isRun && onOpen?.(row.id)}
          >
            <span className="row gap-1.5" style={{ paddingLeft: Math.min(row.depth, 5) * 14 }}>
              {isParent && row.depth > 0 ? (
                // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer; the keys fold by themselves
                // biome-ignore lint/a11y/useKeyWithClickEvents: as above
                <span
                  className="tree-fold"
                  onClick={(event) => {
                    event.stopPropagation()
                    fold(row.id, !isFolded)
                  }}
                >
                  <Icon of={isFolded ? ChevronRight : ChevronDown} size="tiny" />
                </span>
              ) : null}
              <StateGlyph state={row.state} isDecoration />
              <span className="cut">{row.name}</span>
            </span>
            <span className="bar" aria-hidden="true">
              <span className={cx(barLook(row.state))} style={placed(row, spanMs)} />
              {row.state !== 'waiting' && row.waits?.map((wait) => <span key={wait.startMs} className="is-waiting" style={placed(wait, spanMs)} />)}
            </span>
            <span className="took" aria-hidden="true">
              {row.state === 'queued' ? '' : formatDuration(row.durationMs)}
            </span>
          </div>
        )
      })}
    </div>
  )
}

const placed = ({ startMs, durationMs }: { startMs: number; durationMs: number }, spanMs: number) => ({
  left: `${(100 * startMs) / spanMs}%`,
  width: `${(100 * durationMs) / spanMs}%`,
})

const hasChildren = (rows: readonly TreeRow[], row: TreeRow) => (rows[rows.indexOf(row) + 1]?.depth ?? 0) > row.depth

/** Without what lies below something that is folded. */
export function visibleRows(rows: readonly TreeRow[], folded: ReadonlySet<string>): TreeRow[] {
  let hiddenBelow = Number.POSITIVE_INFINITY
  return rows.filter((row) => {
    if (row.depth > hiddenBelow) return false
    hiddenBelow = folded.has(row.id) ? row.depth : Number.POSITIVE_INFINITY
    return true
  })
}

/** All that the line shows, in words. */
function spoken({ name, state, startMs, durationMs, waits = [] }: TreeRow): string {
  const waitedMs = waits.reduce((sum, wait) => sum + wait.durationMs, 0)
  return [
    name,
    t.state[state],
    t.runTree.after(formatDuration(Math.max(0, startMs))),
    state !== 'queued' && t.runTree.took(formatDuration(durationMs)),
    waitedMs > 0 && t.runTree.waited(formatDuration(waitedMs)),
  ]
    .filter(Boolean)
    .join(', ')
}
