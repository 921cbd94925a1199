import type { ResetPart } from '../../../core/contract/backups.ts'

/** What this browser keeps of chats: words not sent yet, what waits for its turn, and which were looked at last. */
const ofChats = /^cortex\.(draft\..*|queue\..*|chats|lastChats|palette)$/
/** What it keeps of how the window looks. */
const ofSettings = /^cortex\.(ui|language)$/

/** Takes out of this page's own memory what goes with each part of a reset, and nothing else. */
export function forgetHere(parts: readonly ResetPart[], store: Storage = localStorage): void {
  const goes = (key: string) =>
    parts.includes('everything') || (parts.includes('chats') && ofChats.test(key)) || (parts.includes('settings') && ofSettings.test(key))
  const keys = Array.from({ length: store.length }, (_, index) => store.key(index)).filter((key) => key !== null)
  for (const key of keys) if (goes(key)) store.removeItem(key)
}
