/** Words of the core as a sentence of their own: with a capital and a full stop. */
export const sentence = (text: string): string => (text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`)

const locale = 'en-GB'
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** 0.2 ms, 84 ms, 4.1 s, 1:24, 2 h 05. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0 s'
  if (ms < 1) return `${Math.max(0.1, ms).toFixed(1)} ms`
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return `${Math.floor(seconds / 3_600)} h ${String(Math.floor((seconds % 3_600) / 60)).padStart(2, '0')}`
}

/** 38 s, 14 min, 3 h, 2 d: how long something has been so, to the unit that matters. */
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
  return `${power > 1 && amount < 100 ? amount.toFixed(1).replace(/\.0$/, '') : Math.round(amount)} ${units[power]}`
}

export const formatCount = (count: number): string => whole.format(count)

/** 980, 9.8k, 32.8k, 1.2M: for tokens in tight places. */
export function formatShort(count: number): string {
  if (count < 1_000) return String(Math.round(count))
  if (count < 1_000_000) return `${(count / 1_000).toFixed(1).replace(/\.0$/, '')}k`
  return `${(count / 1_000_000).toFixed(1).replace(/\.0$/, '')}M`
}

export const formatClock = (at: string | number | Date): string =>
  new Date(at).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', hour12: false })
export const formatClockSeconds = (at: string | number | Date): string => new Date(at).toLocaleTimeString(locale, { hour12: false })

const startOfDay = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()
/** Whole calendar days between two moments, in local time; 0 is today. */
export const daysAgo = (at: Date, now: Date): number => Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000)

/** The shortest that still tells when: 09:12 today and yesterday, Fri this week, 12 Nov before. */
export function formatWhen(at: string, now: Date): string {
  const date = new Date(at)
  const days = daysAgo(date, now)
  if (days < 2) return formatClock(date)
  if (days < 7) return date.toLocaleDateString(locale, { weekday: 'short' })
  const isThisYear = date.getFullYear() === now.getFullYear()
  return date.toLocaleDateString(locale, isThisYear ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' })
}

export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)
/** `Mod+K` as the person's keyboard writes it: ⌘K or Ctrl K. */
export const formatKeys = (keys: string): string =>
  isMac
    ? keys.replace('Mod+', '⌘').replace('Shift+', '⇧').replace('Enter', '⏎')
    : keys.replace('Mod+', 'Ctrl ').replace('Shift+', 'Shift ').replace('Enter', '⏎')
export const hasMod = (event: { metaKey: boolean; ctrlKey: boolean }): boolean => (isMac ? event.metaKey : event.ctrlKey)
