import { ArrowLeft, ArrowRight, ChevronsRight, Command, Keyboard, MessageCircleQuestion } from 'lucide-react'
import { useLocation } from 'wouter'
import { t } from '../messages.ts'
import { sections, settingsSection } from '../sections.ts'
import { useMoment } from '../ui-store.ts'
import { useActions } from './action-store.ts'

/** Moves the focus to the next part of the window: rail, list, work, inspector. */
function focusNextPane(isBackwards: boolean): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')]
  const at = panes.findIndex((pane) => pane.contains(document.activeElement))
  const next = panes.at((at + (isBackwards ? -1 : 1)) % panes.length)
  const inside = next?.querySelector<HTMLElement>('[data-pane-focus], [aria-current], a[href], button:not(:disabled), textarea')
  ;(inside ?? next)?.focus()
}

/** Going about in the window. */
export function useWindowActions(): void {
  const [, go] = useLocation()
  const { set } = useMoment.getState()
  useActions([
    {
      ...{ id: 'palette', title: t.keys.palette, icon: Command, keys: 'Mod+K', menu: 'go' },
      act: () => set({ isPaletteOpen: !useMoment.getState().isPaletteOpen }),
    },
    ...[...sections, settingsSection].map(({ path, label, icon, keys }) => ({
      ...{ id: `go ${path}`, title: label, icon, keys, menu: 'go' as const },
      act: () => go(path),
    })),
    { id: 'back', title: t.actions.back, icon: ArrowLeft, menu: 'go', act: () => window.history.back() },
    { id: 'forward', title: t.actions.forward, icon: ArrowRight, menu: 'go', act: () => window.history.forward() },
    {
      id: 'quick',
      title: t.actions.quickPrompt,
      icon: MessageCircleQuestion,
      menu: 'go',
      act: () => (window.cortex?.quickPrompt ? window.cortex.quickPrompt() : go('/quick')),
    },
    { id: 'pane next', title: t.actions.nextPane, icon: ChevronsRight, keys: 'F6', act: () => focusNextPane(false) },
    { id: 'pane before', title: t.actions.paneBefore, icon: ChevronsRight, keys: 'Shift+F6', act: () => focusNextPane(true) },
    {
      ...{ id: 'keys', title: t.keys.title, icon: Keyboard, keys: '?', menu: 'help', words: t.actions.words.keys },
      act: () => set({ areKeysOpen: true }),
    },
  ])
}
