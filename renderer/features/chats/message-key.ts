import type { KeyboardEvent } from 'react'

/** Whether a message was meant by this single key: not while typing in it, and not from a menu of it, which is drawn elsewhere. */
export function isKeyOf(event: KeyboardEvent<HTMLElement>, key: string): boolean {
  if (event.key !== key || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return false
  const { target } = event
  return target instanceof HTMLElement && event.currentTarget.contains(target) && !target.matches('input, textarea, select')
}
