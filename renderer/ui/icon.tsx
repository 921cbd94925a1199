import type { LucideIcon } from 'lucide-react'
import { cx } from './cx.ts'

interface IconProps {
  of: LucideIcon
  /** tiny 12, small 14, normal 16, large 18. */
  size?: 'tiny' | 'small' | 'normal' | 'large'
  className?: string
  isFilled?: boolean
}

/** A lucide icon at the sizes and stroke of the design; always decoration, the words are beside it or on its button. */
export function Icon({ of: Glyph, size = 'normal', className, isFilled }: IconProps) {
  return (
    <Glyph
      aria-hidden="true"
      className={cx('icon', size !== 'normal' && `is-${size}`, className)}
      {...(isFilled && { fill: 'currentColor', strokeWidth: 0 })}
    />
  )
}
