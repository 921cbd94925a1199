import { hasMod } from '../../ui/format.ts'

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>

/** Whether a key sends the message. Shift+Enter is a new line in any case; where Mod+Enter sends, Enter alone is one, too. */
export const isSendKey = (event: Pressed, sendKey: 'Enter' | 'Mod+Enter'): boolean =>
  event.key === 'Enter' && !event.shiftKey && !event.altKey && (sendKey === 'Enter' || hasMod(event))
