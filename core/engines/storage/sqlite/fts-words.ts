/** Scripts written without spaces: each character is indexed as a word of its own, and a word of several is searched as a phrase. */
const unspaced = '[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}]'
/** A quick first look, which most text does not pass; the exact rule follows. */
const mayBeUnspaced = /[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff65-\uffdc\ud81b-\ud83c\ud840-\ud88f]/
const gaps = new RegExp(`(?<=${unspaced})(?=\\S)|(?<=\\S)(?=${unspaced})`, 'gu')
/** What FTS5's tokenizer takes for a part of a word. */
const wordCharacter = /[\p{L}\p{N}\p{Co}]/u
/** U+200B: no character of a word to FTS5, and invisible to a person. */
const gap = '\u200b'

/** Marks around a match. They are taken out of the text itself, so that nobody's message can fake one. */
export const marks = { open: '\u0002', close: '\u0003' }
/** More words than anybody types; the rest of a pasted page would only make the search slow. */
const mostWords = 32

const spaced = (text: string): string => (mayBeUnspaced.test(text) ? text.replace(gaps, gap) : text)

/** Text as the index holds it. */
export function indexable(text: string): string {
  return spaced(text.replaceAll(marks.open, ' ').replaceAll(marks.close, ' ').replaceAll('\0', ' '))
}

/** A snippet as a person should see it. */
export const presentable = (snippet: string): string => snippet.replaceAll(gap, '')

/**
 * A person's words as an FTS5 query: every word must occur, the last one may be a beginning. `"` and the words AND, OR, NOT and NEAR
 * have no power here, because each word is quoted. null when there is nothing to look for.
 */
export function toFtsQuery(words: string): string | null {
  const phrases = words
    .replaceAll('\0', ' ')
    .split(/\s+/u)
    .filter((word) => wordCharacter.test(word))
    .slice(0, mostWords)
    .map((word) => `"${spaced(word).replaceAll('"', '""')}"`)
  return phrases.length === 0 ? null : `${phrases.join(' ')}*`
}
