import { useRef } from 'react'

const isOn = (element: Element | null): element is HTMLElement => element instanceof HTMLElement && element !== document.body && element.isConnected

/**
 * Gives the focus back where it was when something that was opened from code, not by a trigger of its own, closes. Where that is gone it goes to
 * the work; where it has already gone somewhere else it stays.
 */
export function useReturnFocus() {
  const before = useRef<Element | null>(null)
  return {
    remember() {
      before.current = document.activeElement
    },
    onCloseAutoFocus(event: Event) {
      event.preventDefault()
      if (isOn(document.activeElement)) return
      const back = isOn(before.current) ? before.current : document.querySelector<HTMLElement>('main [data-pane-focus], main')
      back?.focus()
    },
  }
}
