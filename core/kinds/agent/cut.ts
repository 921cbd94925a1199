/**
 * A text of at most about `characters` characters plus a note: two thirds from its start, one third from its end, and
 * between them how much is missing. A text that is short enough comes back as it is.
 */
export function cutMiddle(text: string, characters: number): string {
  if (text.length <= characters) return text
  const head = safeEnd(text, Math.ceil((characters * 2) / 3))
  const tail = safeEnd(text, text.length - Math.floor(characters / 3))
  const missing = (tail - head).toLocaleString('en-US')
  return `${text.slice(0, head)}[… ${missing} characters left out …]${text.slice(tail)}`
}

/** Moves an index off the middle of a surrogate pair, so that no half of a character remains. */
function safeEnd(text: string, index: number): number {
  const code = text.charCodeAt(index)
  return code >= 0xdc00 && code <= 0xdfff && index > 0 ? index - 1 : index
}

/** The same JSON value with every string in it cut to `characters`. */
export function shortenStrings(value: unknown, characters: number): unknown {
  if (typeof value === 'string') return cutMiddle(value, characters)
  if (Array.isArray(value)) return value.map((item) => shortenStrings(item, characters))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortenStrings(item, characters)]))
}
