import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { t } from './messages.ts'
import { useUi } from './ui-store.ts'

/** px; the same measures as in ui/tokens.css. */
const panes = {
  left: { variable: '--list-w', kept: 'listWidthPx', usual: 232, least: 180, most: 360 },
  right: { variable: '--inspector-w', kept: 'inspectorWidthPx', usual: 288, least: 240, most: 420 },
} as const
const keyStepPx = 16

/** The widths that were chosen, as the frame's own properties. */
export function usePaneWidths(): Record<string, string> {
  const list = useUi((state) => state.listWidthPx)
  const inspector = useUi((state) => state.inspectorWidthPx)
  return { ...(list !== null && { '--list-w': `${list}px` }), ...(inspector !== null && { '--inspector-w': `${inspector}px` }) }
}

/** The line between a pane and the work: drawn with the pointer or the arrow keys, doubly clicked it is as wide as it was at first. */
export function PaneEdge({ side }: { side: 'left' | 'right' }) {
  const { variable, kept, usual, least, most } = panes[side]
  const width = useUi((state) => state[kept]) ?? usual
  const set = useUi((state) => state.set)
  const from = useRef<{ x: number; width: number } | null>(null)
  const clamp = (px: number) => Math.round(Math.min(most, Math.max(least, px)))
  const grow = side === 'left' ? 1 : -1

  const widthAt = (event: PointerEvent) => (from.current ? clamp(from.current.width + (event.clientX - from.current.x) * grow) : width)
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    // Written to the frame at once, and kept when the pointer lets go: nothing is drawn anew on the way.
    if (from.current) event.currentTarget.closest<HTMLElement>('.app')?.style.setProperty(variable, `${widthAt(event)}px`)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowRight: width + keyStepPx * grow, ArrowLeft: width - keyStepPx * grow, Home: least, End: most }[event.key]
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    set({ [kept]: clamp(to) })
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: one that moves, which hr does not
    <div
      className={`pane-edge is-${side}`}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={side === 'left' ? t.switching.resizeList : t.switching.resizeInspector}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      onKeyDown={onKeyDown}
      onDoubleClick={() => set({ [kept]: null })}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = { x: event.clientX, width }
      }}
      onPointerMove={onPointerMove}
      onPointerUp={(event) => {
        const next = widthAt(event)
        const isMoved = from.current !== null && next !== from.current.width
        from.current = null
        if (isMoved) set({ [kept]: next })
      }}
      onPointerCancel={() => {
        from.current = null
        set({ [kept]: width })
      }}
    />
  )
}
