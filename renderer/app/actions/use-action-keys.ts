import { useEffect } from 'react'
import { isMac } from '../../ui/format.ts'
import { allActions } from './action-store.ts'
import { actsWhileTyping, isPress } from './keys.ts'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Carries out the action whose key is pressed, anywhere in the window. */
export function useActionKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const found = allActions().find(
        ({ keys, isKeyElsewhere }) => keys && !isKeyElsewhere && isPress(event, keys, isMac) && (actsWhileTyping(keys) || !isTyping(event.target)),
      )
      if (!found) return
      event.preventDefault()
      found.act()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
