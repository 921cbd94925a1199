import { markWords } from './search-settings.ts'

/** A text with the words of a query marked. */
export function Marked({ text, query }: { text: string; query: string }) {
  if (query.trim() === '') return text
  let at = 0
  return markWords(text, query).map((part) => {
    const key = at
    at += part.text.length
    return part.isMatch ? <mark key={key}>{part.text}</mark> : part.text
  })
}
