/** A piece of Markdown that can be drawn apart from its neighbours. */
export interface Block {
  text: string
  /** One fence and nothing else, which may still be open: what stands in it is code. null: Markdown. */
  code: { language: string; text: string; isOpen: boolean } | null
  /** Goes on with the list of the piece before. */
  isContinued: boolean
}

/** A list longer than this is cut between its items, so that the piece that still grows stays short. In characters. */
const longList = 1_200

const fenceLine = /^( {0,3})(`{3,}|~{3,})(.*)$/
const itemLine = /^( {0,3})([-*+]|(\d{1,9})([.)]))(\s|$)/
const indented = /^(\t| {2,})/
const formulaLine = /^ {0,3}(\$\$|\\\[)(.*)$/
const definition = /^ {0,3}\[[^\]]+\]:\s*\S/

interface List {
  indent: number
  /** `-`, `*` or `+`, or what follows the number. */
  mark: string
  /** Number of the first item; null for bullets. */
  first: number | null
  items: number
}

/** A formula of more lines than this has no end: what follows is cut as usual again. */
const longFormula = 60

/** What is known between two lines. */
interface State {
  /** Pieces that will not change any more. */
  done: Block[]
  lines: string[]
  length: number
  list: List | null
  isContinued: boolean
  fence: { indent: number; mark: string; isAlone: boolean; language: string } | null
  /** What ends the formula that has begun, and the lines of it so far. */
  formula: { end: string; lines: number } | null
  hasGap: boolean
  definitions: string[]
}

const begin = (): State => ({
  done: [],
  lines: [],
  length: 0,
  list: null,
  isContinued: false,
  fence: null,
  formula: null,
  hasGap: false,
  definitions: [],
})

function current({ lines, fence, isContinued }: State): Block[] {
  const text = lines.join('\n').trimEnd()
  if (text === '') return []
  const code = fence?.isAlone ? { language: fence.language, text: codeOf(lines.slice(1), fence.indent), isOpen: true } : null
  return [{ text, code, isContinued }]
}

const codeOf = (lines: readonly string[], indent: number) =>
  lines.map((line) => (indent === 0 ? line : line.replace(new RegExp(`^ {0,${indent}}`), ''))).join('\n')

function push(state: State): void {
  state.done.push(...current(state))
  Object.assign(state, { lines: [], length: 0, list: null, isContinued: false, formula: null, hasGap: false })
}

function add(state: State, line: string): void {
  state.lines.push(line)
  state.length += line.length + 1
}

function feed(state: State, line: string): void {
  const mark = fenceLine.exec(line)
  if (state.fence) {
    feedFence(state, line, mark)
    return
  }
  if (state.formula) {
    add(state, line)
    if (line.includes(state.formula.end) || state.formula.lines > longFormula) state.formula = null
    else state.formula = { ...state.formula, lines: state.formula.lines + 1 }
    return
  }
  if (line.trim() === '') {
    if (state.lines.length === 0) return
    state.hasGap = true
    add(state, line)
    return
  }
  const item = itemLine.exec(line)
  const isInList = state.list !== null && (!state.hasGap || item !== null || indented.test(line))
  if (state.hasGap && !isInList) push(state)
  state.hasGap = false
  if (mark?.[2] && !(mark[2].startsWith('`') && mark[3]?.includes('`'))) {
    // It ends a paragraph without a blank line; one that is not indented ends a list as well.
    const isAlone = !(isInList && indented.test(line))
    if (isAlone) push(state)
    state.fence = { indent: mark[1]?.length ?? 0, mark: mark[2], isAlone, language: /^\s*([^\s`]*)/.exec(mark[3] ?? '')?.[1] ?? '' }
    add(state, line)
    return
  }
  if (item && state.lines.length === 0) state.list = listOf(item)
  else if (item && state.list && isNextItem(item, state.list)) {
    const list = { ...state.list, items: state.list.items + 1 }
    const isCut = state.length > longList
    if (isCut) push(state)
    state.list = list
    state.isContinued ||= isCut
    add(state, isCut ? renumbered(line, list) : line)
    return
  }
  if (definition.test(line)) state.definitions.push(line)
  add(state, line)
  const [, sign, rest] = formulaLine.exec(line) ?? []
  const end = sign === '$$' ? '$$' : '\\]'
  if (sign && !rest?.includes(end)) state.formula = { end, lines: 0 }
}

function feedFence(state: State, line: string, mark: RegExpExecArray | null): void {
  const fence = state.fence
  if (!fence) return
  add(state, line)
  if (!mark?.[2]?.startsWith(fence.mark) || mark[3]?.trim() !== '') return
  state.fence = null
  if (!fence.isAlone) return
  const text = codeOf(state.lines.slice(1, -1), fence.indent)
  const block: Block = { text: state.lines.join('\n'), code: { language: fence.language, text, isOpen: false }, isContinued: false }
  state.lines = []
  push(state)
  state.done.push(block)
}

const listOf = (item: RegExpExecArray): List => ({
  indent: item[1]?.length ?? 0,
  mark: item[4] ?? item[2] ?? '-',
  first: item[3] === undefined ? null : Number(item[3]),
  items: 1,
})
const isNextItem = (item: RegExpExecArray, list: List) => (item[1]?.length ?? 0) < list.indent + 2 && (item[4] ?? item[2]) === list.mark

/** An item that begins a piece has the number it would have in one list. */
const renumbered = (line: string, { first, items }: List) => (first === null ? line : line.replace(/\d+/, String(first + items - 1)))

/** Link definitions hold for the whole text, so each piece that may use one gets them all. */
function withDefinitions(blocks: Block[], definitions: readonly string[]): Block[] {
  if (definitions.length === 0) return blocks
  const tail = `\n\n${definitions.join('\n')}`
  return blocks.map((block) => (!block.code && /\[[^\]]*\]/.test(block.text) ? { ...block, text: block.text + tail } : block))
}

/**
 * Cuts Markdown at blank lines outside of code, keeping loose lists and indented lines with what they continue; code stands alone. It is told
 * the whole text each time and reads only what is new, so while text streams in, all pieces but the last stay the very same.
 */
export function createCutter(): (text: string) => Block[] {
  let state = begin()
  let seen = ''
  return (text) => {
    if (!text.startsWith(seen)) {
      state = begin()
      seen = ''
    }
    const end = text.lastIndexOf('\n') + 1
    if (end > seen.length) {
      for (const line of text.slice(seen.length, end - 1).split('\n')) feed(state, line)
      seen = text.slice(0, end)
    }
    const last: State = { ...state, done: [], lines: [...state.lines], definitions: [...state.definitions] }
    if (end < text.length) feed(last, text.slice(end))
    return withDefinitions([...state.done, ...last.done, ...current(last)], last.definitions)
  }
}

/** The pieces of a text that is whole. */
export const splitBlocks = (text: string): Block[] => createCutter()(text)
