/** Stands at both ends of what is a formula, inside a code span: Markdown leaves what is in there alone. */
const marks = { inline: '\uE000', block: '\uE001', open: '\uE002' }

/** A formula as it stands in a text. `open`: its end has not come yet. */
export interface Formula {
  kind: keyof typeof marks
  tex: string
}

const noGap = '(?:(?!\\n[ \\t]*\\n)[\\s\\S])+?'
const pattern = new RegExp(
  [
    // Passed over: code of a list item, code spans.
    '(?<fence>(?:^|\\n)[ \\t]*(?<fenceMark>`{3,}|~{3,})[^\\n]*(?:\\n[\\s\\S]*?\\n[ \\t]*\\k<fenceMark>[^\\n]*|[\\s\\S]*$))',
    '(?<code>(?<ticks>`+)(?!`)[\\s\\S]*?[^`]\\k<ticks>(?!`))',
    `\\\\\\((?<round>${noGap})\\\\\\)`,
    // A bracket that is escaped in the middle of a sentence stays one.
    `(?:(?<=(?:^|\\n)[ \\t>]*(?:(?:[-*+]|\\d+[.)])[ \\t]+)?)\\\\\\[|\\\\\\[(?=\\s))(?<square>[\\s\\S]+?)\\\\\\]`,
    '(?<escape>\\\\[\\s\\S])',
    '\\$\\$(?<double>(?:(?!\\$\\$)[\\s\\S])+?)\\$\\$',
    // Pandoc's rule: no space inside of either sign, no digit after the second one.
    `(?<![\\w$])\\$(?!\\s|\\$)(?<single>(?:\\\\[\\s\\S]|(?!\\n[ \\t]*\\n)[^$\\\\])*?)(?<!\\s)\\$(?![\\d$])`,
  ].join('|'),
  'g',
)
const unfinished = /(^|\n)([ \t>]*)(\$\$|\\\[)([\s\S]*)$/

/** An amount and words, such as `5 or 3`: two prices in one sentence. */
const isPrices = (tex: string) => /^\d[\d.,]*\s+[A-Za-z]/.test(tex) && !/[\\^_={}]/.test(tex)

/**
 * Formulas of a piece of Markdown as marked code spans: `$x$` by Pandoc's rule, so that prices stay prices, `$$ … $$`, `\( … \)` and `\[ … \]`.
 * `isGrowing`: more is coming, so one that has only begun is marked too, instead of being read as words.
 */
export function markFormulas(text: string, isGrowing = false): string {
  if (!/\$|\\[[(]/.test(text)) return text
  const marked = text.replace(pattern, (whole, ...rest) => {
    const groups = rest.at(-1) as Record<string, string | undefined>
    const block = groups.square ?? groups.double
    if (block !== undefined) return block.trim() === '' ? whole : span('block', block)
    const inline = groups.round ?? groups.single
    if (inline === undefined || inline.trim() === '') return whole
    return groups.single !== undefined && isPrices(inline) ? whole : span('inline', inline)
  })
  return isGrowing ? marked.replace(unfinished, (_, line, before, sign, tex) => `${line}${before}${span('open', sign + tex)}`) : marked
}

function span(kind: Formula['kind'], tex: string): string {
  // A comment of TeX ends with its line, and a code span has but one.
  const line = (kind === 'open' ? tex : tex.replace(/(?<!\\)%[^\n]*/g, '')).replace(/\n[ \t>]*/g, ' ').trim()
  const ticks = '`'.repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)))
  return `${ticks}${marks[kind]}${line}${marks[kind]}${ticks}`
}

/** The formula of a code span that `markFormulas` made; null: it is code. */
export function formulaOf(code: string): Formula | null {
  for (const kind of ['inline', 'block', 'open'] as const) {
    const mark = marks[kind]
    if (code.length > 1 && code.startsWith(mark) && code.endsWith(mark)) return { kind, tex: code.slice(1, -1) }
  }
  return null
}
