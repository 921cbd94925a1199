import { ToggleGroup } from 'radix-ui'
import type { ReactNode } from 'react'

interface SegmentsProps<T extends string> {
  label: string
  value: T
  options: readonly { value: T; label: ReactNode }[]
  onChange: (value: T) => void
}

/** A few choices side by side, one in force. Arrow keys move between them. */
export function Segments<T extends string>({ label, value, options, onChange }: SegmentsProps<T>) {
  return (
    <ToggleGroup.Root type="single" className="segments" aria-label={label} value={value} onValueChange={(next) => next && onChange(next as T)}>
      {options.map((option) => (
        <ToggleGroup.Item key={option.value} value={option.value}>
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
