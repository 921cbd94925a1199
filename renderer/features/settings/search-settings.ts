/** Something that is found: its texts, the most telling first. */
export interface Searched {
  texts: readonly string[]
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
export const wordsOf = (query: string): string[] => plain(query).split(/\s+/).filter(Boolean)

/** Those that have every word of the query somewhere, those with a word in their first text before the others. */
export function searchSettings<Item extends Searched>(items: readonly Item[], query: string): Item[] {
  const words = wordsOf(query)
  if (words.length === 0) return []
  const fits = items.filter(({ texts }) => {
    const all = plain(texts.join('\n'))
    return words.every((word) => all.includes(word))
  })
  const isTold = ({ texts }: Item) => words.some((word) => plain(texts[0] ?? '').includes(word))
  return [...fits.filter(isTold), ...fits.filter((item) => !isTold(item))]
}

/** A text cut where a word of the query begins and ends. */
export function markWords(text: string, query: string): { text: string; isMatch: boolean }[] {
  const words = wordsOf(query)
  // Letters that are two in their plain form would shift every place behind them.
  const letters = [...text].map((letter) => (plain(letter).length === 1 ? plain(letter) : letter.length === 1 ? letter : ' '))
  const low = letters.join('')
  const isHit = new Array<boolean>(letters.length).fill(false)
  for (const word of words) for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + 1)) isHit.fill(true, at, at + word.length)
  const parts: { text: string; isMatch: boolean }[] = []
  for (const [index, letter] of [...text].entries()) {
    const last = parts.at(-1)
    const isMatch = isHit[index] ?? false
    if (last?.isMatch === isMatch) last.text += letter
    else parts.push({ text: letter, isMatch })
  }
  return parts
}
