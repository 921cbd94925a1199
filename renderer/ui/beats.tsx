import { cx } from './cx.ts'

export interface Beat {
  /** off: nothing was asked then. */
  look: 'good' | 'slow' | 'failed' | 'off'
  title?: string
}

/** Checks over time as a strip of ticks, the last one on the right. `label` tells the same in words. */
export function Beats({ beats, label, isWide }: { beats: readonly Beat[]; label: string; isWide?: boolean }) {
  return (
    <span className={cx('beats', isWide && 'is-wide')} role="img" aria-label={label}>
      {beats.map((beat, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a tick is named by its place
        <i key={index} className={cx(beat.look !== 'good' && `is-${beat.look}`)} title={beat.title} />
      ))}
    </span>
  )
}
