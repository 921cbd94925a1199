import { t } from './messages.ts'

/** What the core says in words alone, such as a right or why a tier was chosen: in the language of this page as far as it has them, else as they came. */
export const told = (text: string): string => t.core.told(text)

/** A fault by its code and data in the language of this page; in the core's own words where it has no sentence for them. */
export function faultText({ code, message, data }: { code?: string; message: string; data?: unknown }): string {
  const facts = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {}
  return (code === undefined ? null : t.core.fault(code, facts)) ?? told(message)
}

/** What a yes for good stands for: the tool by its name, then its rights. */
export function toldPattern(pattern: string): string {
  const start = pattern.indexOf(': ') + 2
  return start === 1 ? pattern : pattern.slice(0, start) + pattern.slice(start).split('; ').map(told).join('; ')
}
