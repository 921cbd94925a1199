import { t } from '../../app/messages.ts'
import { sections } from '../../app/sections.ts'

/** Every key, for the list under `?` and in Settings. */
export const shortcuts: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['Mod+K'], does: t.keys.palette },
  { keys: ['Mod+N'], does: t.keys.newChat },
  { keys: ['Mod+O'], does: t.keys.addFolder },
  { keys: ['Mod+B'], does: t.keys.list },
  { keys: ['Mod+I'], does: t.keys.inspector },
  { keys: ['Mod+1', `Mod+${sections.length}`], does: t.keys.sections },
  { keys: ['J', 'K', 'Enter'], does: t.keys.cards },
  { keys: ['R'], does: t.keys.retry },
  { keys: ['F'], does: t.chatOrder.keys.fork },
  { keys: ['X', 'Shift+↓', 'Mod+A'], does: t.chatOrder.keys.select },
  { keys: ['Delete'], does: t.chatOrder.keys.delete },
  { keys: ['F6'], does: t.keys.nextPane },
  { keys: ['Enter'], does: t.keys.send },
  { keys: ['Shift+Enter'], does: t.keys.line },
  { keys: ['Esc'], does: t.keys.stop },
  { keys: ['↑'], does: t.keys.editLast },
  { keys: ['Mod+Enter'], does: t.keys.confirm },
  { keys: ['S', 'A', 'D'], does: t.keys.grants },
  { keys: ['?'], does: t.keys.all },
]
