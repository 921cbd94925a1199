// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how manifests write expressions.
/** A longer expression is work for a tool; the bound also keeps a hostile text from being read again and again. */
export const maxExpressionLength = 4_000

/** One `${{ … }}` in a text: `start` is the offset of its `$`, `codeStart` that of `code` (what stands between the braces, spaces included). */
export type TemplateExpression = { start: number; end: number; codeStart: number; code: string; isClosed: boolean }

/** Every `${{ }}` in a text, in order. `}}` inside quotes or inside braces of its own does not end one. */
export function expressionsIn(text: string): TemplateExpression[] {
  const found: TemplateExpression[] = []
  for (let start = text.indexOf('${{'); start !== -1; start = text.indexOf('${{', found.at(-1)?.end)) {
    const codeStart = start + 3
    // An expression whose quotes are broken ends at the first braces, so that its error is found inside it.
    const codeEnd = endOfCode(text, codeStart) ?? text.indexOf('}}', codeStart)
    if (codeEnd === -1) {
      found.push({ start, end: text.length, codeStart, code: text.slice(codeStart), isClosed: false })
      return found
    }
    found.push({ start, end: codeEnd + 2, codeStart, code: text.slice(codeStart, codeEnd), isClosed: true })
  }
  return found
}

/** The expression when `text` is nothing but one: such a text gives the expression's value, any other gives text. */
export function wholeExpression(text: string): TemplateExpression | null {
  const [first, second] = expressionsIn(text)
  if (!first?.isClosed || second) return null
  return text.slice(0, first.start).trim() === '' && text.slice(first.end).trim() === '' ? first : null
}

function endOfCode(text: string, start: number): number | null {
  let depth = 0
  const limit = Math.min(text.length, start + maxExpressionLength)
  for (let at = start; at < limit; at++) {
    const char = text[at]
    if (char === '"' || char === "'") {
      const end = endOfQuote(text, at, limit)
      if (end === null) return null
      at = end - 1
    } else if (char === '{') depth++
    else if (char === '}') {
      if (depth > 0) depth--
      else if (text[at + 1] === '}') return at
    }
  }
  return null
}

/** The offset after a quoted text that begins at `start`; null when it is not closed. */
function endOfQuote(text: string, start: number, limit: number): number | null {
  const one = text[start] as string
  const mark = text.startsWith(one.repeat(3), start) ? one.repeat(3) : one
  const isRaw = /(?:^|\W)b?rb?$/i.test(text.slice(Math.max(0, start - 3), start))
  for (let at = start + mark.length; at < limit; at++) {
    if (text[at] === '\\' && !isRaw) at++
    else if (text.startsWith(mark, at)) return at + mark.length
  }
  return null
}
