const key = (chat: string) => `cortex.draft.${chat}`

/** What was typed and not sent, per chat; `new` is the chat that has no id yet. Kept over reloads. */
export const readDraft = (chat: string): string => localStorage.getItem(key(chat)) ?? ''

const followers = new Set<(chat: string, text: string) => void>()

export function writeDraft(chat: string, text: string): void {
  if (text === '') localStorage.removeItem(key(chat))
  else localStorage.setItem(key(chat), text)
  for (const follow of followers) follow(chat, text)
}

/** Tells what becomes of a chat's draft, whoever writes it, until the returned function is called. */
export function followDraft(chat: string, onChange: (text: string) => void): () => void {
  const follow = (changed: string, text: string) => {
    if (changed === chat) onChange(text)
  }
  followers.add(follow)
  return () => followers.delete(follow)
}
