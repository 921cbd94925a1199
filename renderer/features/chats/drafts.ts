const key = (chat: string) => `cortex.draft.${chat}`

/** What was typed and not sent, per chat; `new` is the chat that has no id yet. Kept over reloads. */
export const readDraft = (chat: string): string => localStorage.getItem(key(chat)) ?? ''

export function writeDraft(chat: string, text: string): void {
  if (text === '') localStorage.removeItem(key(chat))
  else localStorage.setItem(key(chat), text)
}
