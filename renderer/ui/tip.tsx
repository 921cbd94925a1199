import { Tooltip } from 'radix-ui'
import type { ReactElement } from 'react'
import { formatKeys } from './format.ts'

export const TipProvider = Tooltip.Provider

/** The name of an icon button, for the eye; the button itself carries it for assistive tools. */
export function Tip({ label, keys, children }: { label: string; keys?: string | undefined; children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content aria-hidden className="tip" sideOffset={5} collisionPadding={8}>
          {label}
          {keys && <span className="key">{formatKeys(keys)}</span>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
