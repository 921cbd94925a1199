import { Search } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'

interface SearchFieldProps {
  label: string
  /** Shorter than the label where there is little room. */
  placeholder?: string
  value: string
  onChange: (words: string) => void
  /** How wide it may be. */
  className: string
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void
}

/** A small field over a list, which it narrows while one types. */
export function SearchField({ label, placeholder = label, value, onChange, className, onKeyDown }: SearchFieldProps) {
  return (
    <label className={cx('field is-small is-quiet', className)}>
      <Icon of={Search} size="small" className="text-text-3" />
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        {...(onKeyDown && { onKeyDown })}
      />
    </label>
  )
}
