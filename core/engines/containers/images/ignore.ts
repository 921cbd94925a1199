/** What a `.dockerignore` says, by Docker's rules: the last rule that matches a path or a folder above it counts; `!` takes back in. */
export type Ignore = {
  /** `path` is relative, with forward slashes. */
  ignores(path: string): boolean
  /** Whether nothing below an ignored folder can be taken back in, so that it need not be read. */
  canSkipFolder(path: string): boolean
}

type Token =
  | { kind: 'char'; char: string }
  | { kind: 'one' }
  | { kind: 'star' }
  | { kind: 'folders' }
  | { kind: 'rest' }
  | { kind: 'class'; holds: (char: string) => boolean }
type Rule = { isNegative: boolean; pattern: string; tokens: Token[] }

/** `lines` as they stand in the file, comments and blank lines too. No regular expression is made from them: a hostile pattern costs no time. */
export function createIgnore(lines: readonly string[]): Ignore {
  const rules = lines.flatMap((line) => ruleOf(line) ?? [])
  return {
    ignores(path) {
      const parts = path.split('/')
      const places = parts.map((_, index) => parts.slice(0, index + 1).join('/'))
      let isIgnored = false
      for (const rule of rules) if (rule.isNegative === isIgnored && places.some((place) => matches(rule.tokens, place))) isIgnored = !rule.isNegative
      return isIgnored
    },
    canSkipFolder: (path) => !rules.some((rule) => rule.isNegative && `${rule.pattern}/`.startsWith(`${path}/`)),
  }
}

function ruleOf(line: string): Rule | null {
  if (line.startsWith('#')) return null
  let text = line.trim()
  const isNegative = text.startsWith('!')
  if (isNegative) text = text.slice(1).trim()
  const parts: string[] = []
  for (const part of text.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  // A lone `.` is the whole folder, as for Docker.
  const pattern = parts.length > 0 ? parts.join('/') : text === '.' || text === '/' ? '**' : ''
  return pattern === '' ? null : { isNegative, pattern, tokens: tokensOf(pattern) }
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string
    if (char === '*' && pattern[at + 1] === '*') {
      at += pattern[at + 2] === '/' ? 2 : 1
      tokens.push({ kind: at + 1 === pattern.length && pattern[at] !== '/' ? 'rest' : 'folders' })
    } else if (char === '*') tokens.push({ kind: 'star' })
    else if (char === '?') tokens.push({ kind: 'one' })
    else if (char === '[' && pattern.includes(']', at + 2)) {
      const end = pattern.indexOf(']', at + 2)
      tokens.push({ kind: 'class', holds: classOf(pattern.slice(at + 1, end)) })
      at = end
    } else if (char === '\\' && at + 1 < pattern.length) tokens.push({ kind: 'char', char: pattern[++at] as string })
    else tokens.push({ kind: 'char', char })
  }
  return tokens
}

function classOf(text: string): (char: string) => boolean {
  const isNegated = text.startsWith('^')
  const body = isNegated ? text.slice(1) : text
  const ranges: [string, string][] = []
  for (let at = 0; at < body.length; at++) {
    const from = body[at] as string
    const isRange = body[at + 1] === '-' && at + 2 < body.length
    ranges.push([from, isRange ? (body[at + 2] as string) : from])
    if (isRange) at += 2
  }
  return (char) => char !== '/' && ranges.some(([from, to]) => from <= char && char <= to) !== isNegated
}

/** All places in the pattern that can be reached are carried along the path together: time is at most pattern times path. */
function matches(tokens: readonly Token[], path: string): boolean {
  let reached = spread(tokens, new Set([0]), true)
  for (let at = 0; at < path.length; at++) {
    const char = path[at] as string
    const next = new Set<number>()
    for (const place of reached) {
      const token = tokens[place]
      if (!token) continue
      if (token.kind === 'char' ? token.char === char : token.kind === 'one' ? char !== '/' : token.kind === 'class' && token.holds(char))
        next.add(place + 1)
      else if (token.kind === 'star' ? char !== '/' : token.kind === 'folders' || token.kind === 'rest') next.add(place)
    }
    reached = spread(tokens, next, char === '/')
    if (reached.size === 0) return false
  }
  return reached.has(tokens.length)
}

/** Adds the places that are reached without a character: past `*` and a last `**` at any time, past `**` + `/` only where a name begins. */
function spread(tokens: readonly Token[], places: Set<number>, isAtName: boolean): Set<number> {
  for (const place of places) {
    const kind = tokens[place]?.kind
    if (kind === 'star' || kind === 'rest' || (kind === 'folders' && isAtName)) places.add(place + 1)
  }
  return places
}
