import type { HTMLAttributes } from 'react'

interface GroupProps extends HTMLAttributes<HTMLDivElement> {
  label: string
}

/** Things that belong together under one name, outside of a form. */
export function Group({ label, children, ...rest }: GroupProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div role="group" aria-label={label} {...rest}>
      {children}
    </div>
  )
}
