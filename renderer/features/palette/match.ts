/** How well `text` fits what was typed: higher is better, null is not at all. Starts beat word starts beat insides beat scattered letters. */
export function score(text: string, query: string): number | null {
  const words = query.trim().toLowerCase()
  const lower = text.toLowerCase()
  if (words === '') return 0
  const at = lower.indexOf(words)
  if (at === 0) return 100 - lower.length / 100
  if (at > 0) return (/[\s_\-/.]/.test(lower[at - 1] ?? '') ? 80 : 60) - lower.length / 100
  let from = 0
  for (const letter of words) {
    if (letter === ' ') continue
    from = lower.indexOf(letter, from) + 1
    if (from === 0) return null
  }
  return 20 - lower.length / 100
}

/** The text cut where it matches, to be drawn stronger. */
export function highlight(text: string, query: string): { text: string; isMatch: boolean }[] {
  const words = query.trim()
  const at = words === '' ? -1 : text.toLowerCase().indexOf(words.toLowerCase())
  if (at === -1) return [{ text, isMatch: false }]
  const end = at + words.length
  return [
    { text: text.slice(0, at), isMatch: false },
    { text: text.slice(at, end), isMatch: true },
    { text: text.slice(end), isMatch: false },
  ].filter((part) => part.text !== '')
}
