/** How well a text fits what was typed, 0 to 1, and which parts of it do, as [start, end) in order. */
export interface Match {
  score: number
  ranges: [number, number][]
}

const isWordStart = (text: string, at: number): boolean =>
  at === 0 || /[\s_\-/.:,()“]/.test(text[at - 1] ?? '') || (/[A-Z]/.test(text[at] ?? '') && /[a-z]/.test(text[at - 1] ?? ''))

const termsOf = (query: string): string[] => query.toLowerCase().split(/\s+/).filter(Boolean)

/** Each word of the query somewhere in `text`, in any order; failing that in `more`, which is not shown and counts half. null: one is nowhere. */
export function match(text: string, query: string, more = ''): Match | null {
  const terms = termsOf(query)
  if (terms.length === 0) return { score: 0, ranges: [] }
  const whole = query.trim().toLowerCase()
  let sum = 0
  const ranges: [number, number][] = []
  for (const term of terms) {
    const found = matchTerm(text, term)
    if (found) {
      sum += found.score
      ranges.push(...found.ranges)
    } else {
      const beside = matchTerm(more, term)
      if (!beside || beside.score < insideScore) return null
      sum += beside.score / 2
    }
  }
  const inOne = terms.length > 1 && text.toLowerCase().includes(whole) ? 0.1 : 0
  // Of two that fit alike, the shorter is meant.
  return { score: Math.max(0.001, Math.min(1, sum / terms.length + inOne) - Math.min(text.length, 200) / 4_000), ranges: joined(ranges) }
}

const insideScore = 0.6

function matchTerm(text: string, term: string): Match | null {
  const lower = text.toLowerCase()
  // Some letters get longer when they get small; then places in the one are not places in the other.
  if (lower.length !== text.length) return lower.includes(term) ? { score: insideScore, ranges: [] } : null
  let best: Match | null = null
  for (let at = lower.indexOf(term); at !== -1; at = lower.indexOf(term, at + 1)) {
    const score = at === 0 ? (term.length === text.length ? 1 : 0.95) : isWordStart(text, at) ? 0.85 : insideScore
    if (!best || score > best.score) best = { score, ranges: [[at, at + term.length]] }
  }
  return best ?? initials(text, lower, term) ?? oneSlip(text, lower, term)
}

/** `afd` for “Add a Folder Drawn”: each letter begins a word. */
function initials(text: string, lower: string, term: string): Match | null {
  if (term.length < 2) return null
  const ranges: [number, number][] = []
  let from = 0
  for (const letter of term) {
    let at = lower.indexOf(letter, from)
    while (at !== -1 && !isWordStart(text, at)) at = lower.indexOf(letter, at + 1)
    if (at === -1) return null
    ranges.push([at, at + 1])
    from = at + 1
  }
  return { score: 0.5, ranges: joined(ranges) }
}

/** A word that begins like the term but for one letter: missing, too many, another, or two in each other's place. */
function oneSlip(text: string, lower: string, term: string): Match | null {
  if (term.length < 5) return null
  for (let at = 0; at < text.length; at++) {
    if (lower[at] !== term[0] || !isWordStart(text, at)) continue
    for (const length of [term.length, term.length - 1, term.length + 1]) {
      const word = lower.slice(at, at + length)
      if (word.length === length && isOneSlip(word, term)) return { score: 0.35, ranges: [[at, at + length]] }
    }
  }
  return null
}

function isOneSlip(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  let at = 0
  while (at < short.length && short[at] === long[at]) at++
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1)
  return (
    short.slice(at + 1) === long.slice(at + 1) ||
    (short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2))
  )
}

function joined(ranges: [number, number][]): [number, number][] {
  const result: [number, number][] = []
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else result.push([start, end])
  }
  return result
}

/** The text cut where it matches, to be drawn stronger. */
export function cut(text: string, ranges: readonly [number, number][]): { text: string; isMatch: boolean }[] {
  const pieces: { text: string; isMatch: boolean }[] = []
  let from = 0
  for (const [start, end] of ranges) {
    pieces.push({ text: text.slice(from, start), isMatch: false }, { text: text.slice(start, end), isMatch: true })
    from = end
  }
  pieces.push({ text: text.slice(from), isMatch: false })
  return pieces.filter((piece) => piece.text !== '')
}
