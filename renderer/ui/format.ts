import { locale } from './locale.ts'

/** Words of the core as a sentence of their own: with a capital and a full stop. */
export const sentence = (text: string): string =>
  text === '' ? '' : `${text[0]?.toLocaleUpperCase(locale())}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`

const numbers = new Map<string, Intl.NumberFormat>()
const dates = new Map<string, Intl.DateTimeFormat>()
/** Formatters are dear to make and asked for in long lists; each is made once, when the locale is decided. */
function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale()} ${JSON.stringify(options)}`
  const format = numbers.get(key) ?? new Intl.NumberFormat(locale(), options)
  numbers.set(key, format)
  return format
}
function formatDate(at: string | number | Date, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale()} ${JSON.stringify(options)}`
  const format = dates.get(key) ?? new Intl.DateTimeFormat(locale(), options)
  dates.set(key, format)
  return format.format(new Date(at))
}
/** With as many places after the point as are told, no more and, where `isExact`, no fewer. Large numbers stand ungrouped, as they stand before a unit. */
export const formatNumber = (value: number, places = 0, isExact = true): string =>
  numberFormat({ minimumFractionDigits: isExact ? places : 0, maximumFractionDigits: places, useGrouping: false }).format(value)

/** 0.2 ms, 84 ms, 4.1 s, 1:24, 2 h 05. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0 s'
  if (ms < 1) return `${formatNumber(Math.max(0.1, ms), 1)} ms`
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${formatNumber(ms / 1_000, 1)} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return `${Math.floor(seconds / 3_600)} h ${String(Math.floor((seconds % 3_600) / 60)).padStart(2, '0')}`
}

/** 38 s, 14 min, 3 h, 2 d: how long something has been so, to the unit that matters. The signs are those of the SI, alike in all languages. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 2 * 86_400) return `${Math.floor(seconds / 3_600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

/** 512 B, 38 MB, 5.2 GB; decimal units, as disks and downloads are sold. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const amount = bytes / 1_000 ** power
  return `${formatNumber(amount, power > 1 && amount < 100 ? 1 : 0, false)} ${units[power]}`
}

export const formatCount = (count: number): string => numberFormat({ maximumFractionDigits: 0 }).format(count)

let lists: Intl.ListFormat | null = null
/** a, b, c; in German a, b und c. For names in a sentence. */
export function formatList(names: readonly string[]): string {
  lists ??= new Intl.ListFormat(locale(), { type: 'conjunction', style: 'narrow' })
  return lists.format(names)
}

/** 0.4 %, 38 %, of a value from 0 to 100. */
export const formatPercent = (value: number): string => `${formatNumber(value, value < 10 ? 1 : 0)} %`

/** 980, 9.8k, 32.8k, 1.2M: for tokens in tight places. */
export function formatShort(count: number): string {
  if (count < 1_000) return formatNumber(count)
  if (count < 1_000_000) return `${formatNumber(count / 1_000, 1, false)}k`
  return `${formatNumber(count / 1_000_000, 1, false)}M`
}

/** $0.42, or 0,42 $; small sums keep the places that make them more than nothing. */
export const formatMoney = (usd: number): string => {
  const places = usd !== 0 && usd < 0.01 ? 4 : 2
  return numberFormat({
    ...{ style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' },
    ...{ minimumFractionDigits: places, maximumFractionDigits: places },
  }).format(usd)
}

export const formatClock = (at: string | number | Date): string => formatDate(at, { hour: '2-digit', minute: '2-digit', hour12: false })
export const formatClockSeconds = (at: string | number | Date): string =>
  formatDate(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })
/** 12 November, or 12. November. */
export const formatDay = (at: string | number | Date): string => formatDate(at, { day: 'numeric', month: 'long' })
/** November 2026. */
export const formatMonth = (at: string | number | Date): string => formatDate(at, { month: 'long', year: 'numeric' })

const startOfDay = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()
/** Whole calendar days between two moments, in local time; 0 is today. */
export const daysAgo = (at: Date, now: Date): number => Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000)

/** The shortest that still tells when: 09:12 today and yesterday, Fri this week, 12 Nov before. */
export function formatWhen(at: string, now: Date): string {
  const date = new Date(at)
  const days = daysAgo(date, now)
  if (days < 2) return formatClock(date)
  if (days < 7) return formatDate(date, { weekday: 'short' })
  const isThisYear = date.getFullYear() === now.getFullYear()
  return formatDate(date, isThisYear ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' })
}

export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)
/** What a key is called on keyboards of each language, where it is not Ctrl, Shift and Alt. */
const keyNames: Record<string, Record<string, string>> = {
  'de-DE': { Ctrl: 'Strg', Shift: 'Umschalt', Escape: 'Esc', Delete: 'Entf' },
}
/** `Mod+K` as the person's keyboard writes it: ⌘K, Ctrl K or Strg K. */
export function formatKeys(keys: string): string {
  const signs = keys.replace('Enter', '⏎').replace('ArrowUp', '↑').replace('ArrowDown', '↓')
  if (isMac) return signs.replace('Mod+', '⌘').replace('Ctrl+', '⌃').replace('Alt+', '⌥').replace('Shift+', '⇧')
  const written = signs.replace('Mod+', 'Ctrl ').replace('Ctrl+', 'Ctrl ').replace('Alt+', 'Alt ').replace('Shift+', 'Shift ')
  return written.replace(/[A-Z][a-z]+/g, (name) => keyNames[locale()]?.[name] ?? name)
}
export const hasMod = (event: { metaKey: boolean; ctrlKey: boolean }): boolean => (isMac ? event.metaKey : event.ctrlKey)
