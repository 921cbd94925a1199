import { loadModule } from '../ui/load-module.ts'
import { setLocale } from '../ui/locale.ts'
import type { Messages } from './messages.ts'

/** Each language the window speaks: its own name, how it writes numbers and dates, and its sentences, null where they are there from the start. */
const languages = {
  en: { name: 'English', locale: 'en-GB', load: null },
  de: { name: 'Deutsch', locale: 'de-DE', load: () => import('./german/messages.ts').then(({ german }) => german) },
} as const satisfies Record<string, { name: string; locale: string; load: (() => Promise<Messages>) | null }>

export type Language = keyof typeof languages
/** What the settings say: a language, or the first of the computer's that the window speaks. */
export type LanguageChoice = Language | 'system'

const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text)
/** Each language with what its speakers call it, which is how it stands in any list. */
export const languageNames = Object.entries(languages).map(([language, { name }]) => ({ language: language as Language, name }))

/** The language a choice comes to; English where the person reads none of those that are there. */
export function resolveLanguage(choice: string | null, preferred: readonly string[]): Language {
  if (choice !== null && isLanguage(choice)) return choice
  return preferred.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find(isLanguage) ?? 'en'
}

let loaded: { language: Language; messages: Messages | null } = { language: 'en', messages: null }
/** The language this page speaks until it is loaded anew. */
export const spokenLanguage = (): Language => loaded.language
/** The sentences that were loaded; null where the window speaks English. */
export const spokenMessages = (): Messages | null => loaded.messages

const cacheKey = 'cortex.language'
/** What the settings said when they were last seen: they are not there yet when the first words are drawn. */
export const cachedChoice = (): string | null => {
  try {
    return localStorage.getItem(cacheKey)
  } catch {
    return null
  }
}
/** Keeps the choice for the next load; false where this window keeps nothing. */
export function cacheChoice(choice: LanguageChoice): boolean {
  try {
    localStorage.setItem(cacheKey, choice)
    return true
  } catch {
    return false
  }
}

/**
 * Decides what this page speaks. To be called before any part of the app is loaded, since parts take their words when they are. A language that
 * cannot be loaded is left for English: an app in the wrong language is better than none.
 */
export async function loadLanguage(): Promise<void> {
  const language = resolveLanguage(cachedChoice(), navigator.languages)
  const { load } = languages[language]
  try {
    loaded = { language, messages: load && (await loadModule<Messages>(load)) }
    setLocale(languages[language].locale)
    document.documentElement.lang = language
  } catch (error) {
    console.error(`The language ${language} could not be loaded`, error)
  }
}
