import type { Source } from './read-drop.ts'

const hosts = /^(www\.)?(github\.com|gitlab\.com|codeberg\.org|bitbucket\.org|git\.sr\.ht)$/

/** Whether a text is the address of a repository, as far as one can tell without asking it. */
export function isRepository(text: string): boolean {
  const address = text.trim()
  if (/\s/.test(address)) return false
  if (/^[\w.][\w.-]*@[\w.-]+:[\w~][\w./~-]*$/.test(address) || /^ssh:\/\/\S+$/.test(address)) return true
  const url = URL.parse(/^https?:/i.test(address) ? address : `https://${address}`)
  if (!url || url.pathname === '/') return false
  return url.pathname.endsWith('.git') || (hosts.test(url.hostname) && url.pathname.split('/').filter(Boolean).length >= 2)
}

const isManifest = (text: string) => /^\s*kind:\s*['"]?[A-Za-z]+/m.test(text) || /^(#|\/\/) \/\/\/ cortex\s*$/m.test(text)

/** What a paste or a drop of text onto the window is meant as; null when it is nothing for the library. */
export function sourceOfText(text: string): Source | null {
  if (isRepository(text)) return { git: text.trim() }
  return isManifest(text) && text.length <= 1_000_000 ? { text } : null
}
