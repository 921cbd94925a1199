import type { HTMLAttributes, Ref } from 'react'

interface ScrollBoxProps extends HTMLAttributes<HTMLDivElement> {
  label: string
  ref?: Ref<HTMLDivElement>
}

/** A part of the page that scrolls by itself, with the wheel and, since it takes the focus, with the keys. */
export function ScrollBox({ label, children, ...rest }: ScrollBoxProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms, and a section would be one more landmark
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll it
    <div role="group" aria-label={label} tabIndex={0} {...rest}>
      {children}
    </div>
  )
}
