import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { cx } from './cx.ts'
import { Keys } from './keys.tsx'
import { tip } from './tip.tsx'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** One primary a view. */
  look?: 'primary' | 'default' | 'quiet' | 'danger' | 'danger-solid' | 'quiet-danger'
  isSmall?: boolean
  /** The key that does the same, shown on the button. */
  keys?: string
  ref?: Ref<HTMLButtonElement>
}

const looks = {
  primary: 'is-primary',
  default: '',
  quiet: 'is-quiet',
  danger: 'is-danger',
  'danger-solid': 'is-danger-solid',
  'quiet-danger': 'is-quiet is-danger',
}

export function Button({ look = 'default', isSmall, keys, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={cx('btn', looks[look], isSmall && 'is-small', className)} {...rest}>
      {children}
      {keys && <Keys of={keys} />}
    </button>
  )
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label'> {
  /** Its name, also shown on hover. */
  label: string
  keys?: string
  isSmall?: boolean
  children: ReactNode
  ref?: Ref<HTMLButtonElement>
}

export function IconButton({ label, keys, isSmall, className, children, ...rest }: IconButtonProps) {
  return (
    <button type="button" aria-label={label} {...tip(label, keys)} className={cx('icon-btn', isSmall && 'is-small', className)} {...rest}>
      {children}
    </button>
  )
}
