import { formatCount } from '../ui/format.ts'
import { locale } from '../ui/locale.ts'

let rules: Intl.PluralRules | null = null
/** Asked for when the first count is written: by then the locale is decided. */
const isOne = (count: number) => {
  rules ??= new Intl.PluralRules(locale())
  return rules.select(count) === 'one'
}

/** 1 tool, 12 tools. */
export const plural = (count: number, one: string, many = `${one}s`): string => `${formatCount(count)} ${isOne(count) ? one : many}`
