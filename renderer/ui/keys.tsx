import { cx } from './cx.ts'
import { formatKeys } from './format.ts'

/** The key that does the same, for the eye; it is no part of a button's name. */
export const Keys = ({ of, className }: { of: string; className?: string }) => (
  <span aria-hidden="true" className={cx('keys', className)}>
    <kbd>{formatKeys(of)}</kbd>
  </span>
)
