/** What of a key event is looked at. */
export interface KeyPress {
  key: string
  code?: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** Whether a press is `Mod+Shift+L`, `Alt+ArrowUp`, `F6` or `?`. A sign that needs Shift on some keyboards is taken by what it is. */
export function isPress(event: KeyPress, keys: string, isMac: boolean): boolean {
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  const [mod, other] = isMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey]
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key)
  if (mod !== parts.includes('Mod') || other !== parts.includes('Ctrl') || event.altKey !== parts.includes('Alt')) return false
  if (!isSign && event.shiftKey !== parts.includes('Shift')) return false
  if (event.key.toLowerCase() === key.toLowerCase()) return true
  // With Alt, macOS types other letters; the key itself is still the same.
  return event.altKey && /^[a-z]$/i.test(key) && event.code === `Key${key.toUpperCase()}`
}

/** Keys that write nothing, so that they act in text fields, too. */
export const actsWhileTyping = (keys: string): boolean => /(^|\+)(Mod|Alt)\+|^(Shift\+)?F\d/.test(keys)
