import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { useAddFolder } from '../features/install/install-context.ts'
import { hasMod } from '../ui/format.ts'
import { sections, settingsSection } from './sections.ts'
import { useMoment } from './ui-store.ts'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Moves the focus to the next part of the window: rail, list, work, inspector. */
function focusNextPane(isBackwards: boolean): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')]
  const at = panes.findIndex((pane) => pane.contains(document.activeElement))
  const next = panes.at((at + (isBackwards ? -1 : 1)) % panes.length)
  const inside = next?.querySelector<HTMLElement>('[data-pane-focus], [aria-current], a[href], button:not(:disabled), textarea')
  ;(inside ?? next)?.focus()
}

/** The keys that work everywhere. Single letters act only outside text fields. */
export function useShortcuts({ toggleList, toggleInspector }: { toggleList: () => void; toggleInspector: () => void }): void {
  const [, go] = useLocation()
  const addFolder = useAddFolder()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const act = (action: () => void) => {
        event.preventDefault()
        action()
      }
      const { set, isPaletteOpen } = useMoment.getState()
      if (event.key === 'F6') return act(() => focusNextPane(event.shiftKey))
      if (event.key === '?' && !isTyping(event.target)) return act(() => set({ areKeysOpen: true }))
      if (!hasMod(event) || event.altKey || event.shiftKey) return
      const section = [...sections, settingsSection].find(({ keys }) => keys === `Mod+${event.key}`)
      if (section) return act(() => go(section.path))
      switch (event.key.toLowerCase()) {
        case 'k':
          return act(() => set({ isPaletteOpen: !isPaletteOpen }))
        case 'n':
          return act(() => go('/chats'))
        case 'b':
          return act(toggleList)
        case 'i':
          return act(toggleInspector)
        case 'o':
          return act(addFolder)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
}
