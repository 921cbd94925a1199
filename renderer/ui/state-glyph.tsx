import type { ReactElement } from 'react'
import { t } from '../app/messages.ts'
import { cx } from './cx.ts'

export type GlyphState = 'queued' | 'running' | 'waiting' | 'done' | 'failed' | 'skipped' | 'cancelled' | 'interrupted'

const ring = <circle cx="7" cy="7" r="5" />
const shapes: Record<GlyphState, ReactElement> = {
  queued: <circle cx="7" cy="7" r="5" strokeDasharray="2.2 2.3" />,
  running: (
    <>
      <circle cx="7" cy="7" r="5" opacity=".28" />
      <path d="M7 2a5 5 0 0 1 5 5" />
    </>
  ),
  waiting: (
    <>
      {ring}
      <path d="M5.6 5.2v3.6M8.4 5.2v3.6" />
    </>
  ),
  done: <path d="m2.8 7.4 2.9 2.9 5.6-6.4" />,
  failed: (
    <>
      {ring}
      <path d="m5.3 5.3 3.4 3.4m0-3.4L5.3 8.7" />
    </>
  ),
  skipped: <path d="M3 7h8" />,
  cancelled: (
    <>
      {ring}
      <path d="m3.6 10.4 6.8-6.8" />
    </>
  ),
  interrupted: <path d="M4.2 2.9a5 5 0 0 0 0 8.2M9.8 2.9a5 5 0 0 1 0 8.2M7 5v4" />,
}

/** The state of a run, drawn the same everywhere. Give `isDecoration` where the word stands beside it. */
export function StateGlyph({ state, isDecoration }: { state: GlyphState; isDecoration?: boolean }) {
  const naming = isDecoration ? { 'aria-hidden': true } : { role: 'img', 'aria-label': t.state[state] }
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: the name is on the element, a title would also show on hover
    <svg viewBox="0 0 14 14" className={cx('glyph', `is-${state}`)} {...naming}>
      {shapes[state]}
    </svg>
  )
}
