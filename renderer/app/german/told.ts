import { phrases } from './told-phrases.ts'

/** A blank takes any text; one with an equals sign is itself something that the core says. */
const blank = /\{(=?)(\d)\}/g
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

interface Phrase {
  pattern: RegExp
  /** The number of each blank, in the order of the pattern. */
  order: number[]
  german: string
}

const exact = new Map<string, string>()
let patterns: Phrase[] | null = null

function compile(): Phrase[] {
  const made: Phrase[] = []
  for (const [english, german] of phrases) {
    if (english.search(blank) < 0) {
      exact.set(english, german)
      continue
    }
    const parts = english.split(/\{=?\d\}/).map(escaped)
    const order = [...english.matchAll(blank)].map(([, , index]) => Number(index))
    made.push({ pattern: new RegExp(`^${parts.join('([\\s\\S]*?)')}$`), order, german })
  }
  return made
}

const told = new Map<string, string>()

function translate(text: string): string {
  patterns ??= compile()
  const known = exact.get(text)
  if (known !== undefined) return known
  for (const { pattern, order, german } of patterns) {
    const match = pattern.exec(text)
    if (!match) continue
    const given = new Map(order.map((index, place) => [index, match[place + 1] ?? '']))
    return german.replace(blank, (_, isTold: string, index: string) => {
      const value = given.get(Number(index)) ?? ''
      return isTold ? toldInGerman(value) : value
    })
  }
  return text
}

/** What the core says, in German; what is not in the list of phrases stays as it is. */
export function toldInGerman(text: string): string {
  let german = told.get(text)
  if (german === undefined) {
    german = translate(text)
    // Texts with numbers in them would gather for ever.
    if (told.size > 500) told.clear()
    told.set(text, german)
  }
  return german
}
