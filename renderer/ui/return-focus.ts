import { useRef } from 'react'

const isOn = (element: Element | null): element is HTMLElement => element instanceof HTMLElement && element !== document.body && element.isConnected

/** Puts the focus on the work when it is nowhere, so that the keyboard always goes on from something. */
export function focusWorkIfLost(): void {
  if (isOn(document.activeElement)) return
  const main = document.querySelector<HTMLElement>('main')
  const target = main?.querySelector<HTMLElement>('[data-pane-focus]') ?? main
  target?.focus()
}

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
      if (isOn(before.current)) before.current.focus()
      focusWorkIfLost()
    },
  }
}

/** The same once what has just changed is on the screen: a card that was answered, an answer that is tried again. */
export const focusAfterDrawing = (): void => {
  setTimeout(focusWorkIfLost, 150)
}
