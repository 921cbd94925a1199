import { loadModule } from '../ui/load-module.ts'
import { setLocale } from '../ui/locale.ts'
import type { Messages } from './messages.ts'

/** Each language the window speaks: how it writes numbers and dates, and its sentences, null where they are there from the start. */
const languages = {
  en: { locale: 'en-GB', load: null },
  de: { locale: 'de-DE', load: () => import('./german/messages.ts').then(({ german }) => german) },
} as const satisfies Record<string, { locale: string; load: (() => Promise<Messages>) | null }>

export type Language = keyof typeof languages
/** What the settings say: a language, or the first of the computer's that the window speaks. */
export type LanguageChoice = Language | 'system'

const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text)
/** The language a choice comes to; English where the person reads none of those that are there. */
export function resolveLanguage(choice: string | null, preferred: readonly string[]): Language {
  if (choice !== null && isLanguage(choice)) return choice
  return preferred.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find(isLanguage) ?? 'en'
}

let wanted: Language = 'en'
let messages: Messages | null = null
/** The language this page was to speak when it was loaded. */
export const wantedLanguage = (): Language => wanted
/** The sentences that were loaded; null where the window speaks English. */
export const spokenMessages = (): Messages | null => messages

const cacheKey = 'cortex.language'
/** What the settings said when they were last seen: they are not there yet when the first words are drawn. */
const cachedChoice = (): string | null => {
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
  wanted = resolveLanguage(cachedChoice(), navigator.languages)
  const { load, locale } = languages[wanted]
  try {
    messages = load && (await loadModule<Messages>(load))
    setLocale(locale)
    document.documentElement.lang = wanted
  } catch (error) {
    console.error(`The language ${wanted} could not be loaded`, error)
  }
}
