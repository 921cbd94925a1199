/** Where the cursor is in a manifest, as far as its lines tell: they are half written while one types, so no parser is asked. */
export interface YamlPlace {
  /** The keys above, from the top. `-` stands for an entry of a list. */
  path: string[]
  /** What is being written: a key of `path`, or the value of its last key. */
  writes: 'key' | 'value'
  /** Where the word that is being written starts. */
  from: number
}

/** null: in a comment, in a text of many lines, or outside of a manifest's head. */
export function yamlPlace(text: string, at: number, isMarkdown = false): YamlPlace | null {
  const lines = text.slice(0, at).split('\n')
  const current = lines.pop() ?? ''
  if (isMarkdown && lines.filter((line) => /^---\s*$/.test(line)).length !== 1) return null
  if (/(^|\s)#/.test(current)) return null
  const [, lead = '', rest = ''] = /^((?:\s|-(?=\s)\s?)*)(.*)$/.exec(current) ?? []
  const above = pathAbove(lines, lead)
  if (above === null) return null
  const inner = flow(rest)
  const path = [...above, ...inner.keys]
  const from = at - inner.word.length
  const value = /^(["']?)([\w.$/-]+)\1:\s+([^\s].*)?$/.exec(inner.word)
  if (value?.[2]) return { path: [...path, value[2]], writes: 'value', from: at - (value[3]?.length ?? 0) }
  if (inner.isList) return { path, writes: 'value', from }
  return /^[\w.$-]*$/.test(inner.word) ? { path, writes: 'key', from } : null
}

/** The keys that stand above a line which begins with `lead`; null inside a text of many lines. */
function pathAbove(lines: readonly string[], lead: string): string[] | null {
  const path: string[] = []
  let depth = lead.length
  for (let dash = lead.lastIndexOf('-'); dash >= 0; dash = dash > 0 ? lead.lastIndexOf('-', dash - 1) : -1) {
    path.unshift('-')
    depth = dash
  }
  // A list may stand as deep as the key that it belongs to.
  let isList = path.length > 0
  for (const line of lines.toReversed()) {
    if (line.trim() === '' || /^\s*#/.test(line)) continue
    const [, indent = '', dashes = '', key, rest = ''] = /^(\s*)((?:-\s+)*)(?:["']?([\w.$/-]+)["']?:(?=\s|$))?(.*)$/.exec(line) ?? []
    const keyDepth = indent.length + dashes.length
    if (key !== undefined && (keyDepth < depth || (isList && keyDepth === depth && dashes === ''))) {
      const said = rest.replace(/\s#.*$/, '').trim()
      if (/^[|>]/.test(said)) return null
      path.unshift(key)
      depth = keyDepth
      isList = false
    }
    if (dashes !== '' && indent.length < depth) {
      path.unshift('-')
      depth = indent.length
      isList = true
    }
    if (depth === 0 && !isList) break
  }
  return path
}

/** What is open of `{ }` and `[ ]` on the line, and the last word in it. */
function flow(rest: string): { keys: string[]; word: string; isList: boolean } {
  const stack: { keys: string[]; isList: boolean }[] = []
  let word = ''
  for (const char of rest) {
    if (char === '{' || char === '[') {
      const key = /([\w.$/-]+)["']?:\s*$/.exec(word)?.[1]
      const inList = stack.at(-1)?.isList ? ['-'] : []
      stack.push({ keys: [...inList, ...(key ? [key] : [])], isList: char === '[' })
      word = ''
    } else if (char === '}' || char === ']') {
      stack.pop()
      word = ')'
    } else if (char === ',' && stack.length > 0) word = ''
    else if (word !== '' || char !== ' ') word += char
  }
  const isList = stack.at(-1)?.isList ?? false
  return { keys: [...stack.flatMap(({ keys }) => keys), ...(isList ? ['-'] : [])], word, isList }
}
