import type { Action } from '../../app/actions/action-store.ts'
import { t } from '../../app/messages.ts'

export interface Shortcut {
  keys: readonly string[]
  does: string
}

/** Keys that something with the focus has: a field, a row, a card. What works everywhere is known from its action. */
const ofFocus = (sendKey: string): Shortcut[] => [
  { keys: ['J', 'K', 'Enter'], does: t.keys.cards },
  { keys: [sendKey], does: t.keys.send },
  { keys: [sendKey === 'Enter' ? 'Shift+Enter' : 'Enter'], does: t.keys.line },
  { keys: ['Esc'], does: t.keys.stop },
  { keys: ['↑'], does: t.keys.editLast },
  { keys: ['R'], does: t.keys.retry },
  { keys: ['F'], does: t.chatOrder.keys.fork },
  { keys: ['X', 'Shift+↓', 'Mod+A'], does: t.chatOrder.keys.select },
  { keys: ['Delete'], does: t.chatOrder.keys.delete },
  { keys: ['Mod+Enter'], does: t.keys.confirm },
  { keys: ['S', 'A', 'D'], does: t.keys.grants },
]

/** Every key, for the list under `?` and in Settings. `sendKey`: what the person chose to send messages with. */
export function shortcutsOf(actions: readonly Action[], sendKey: 'Enter' | 'Mod+Enter'): Shortcut[] {
  const isEverywhere = ({ keys, isHere }: Action) => keys !== undefined && !isHere
  return [...actions.filter(isEverywhere).map(({ keys, title }) => ({ keys: [keys ?? ''], does: title })), ...ofFocus(sendKey)]
}
