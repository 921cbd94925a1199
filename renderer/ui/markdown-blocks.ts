/**
 * Cuts Markdown into pieces that can be drawn apart: at blank lines outside of code fences, keeping loose lists, quotes and indented lines with
 * what they continue. While text streams in, all pieces but the last stay the same, so only the last is parsed again.
 */
export function splitBlocks(text: string): string[] {
  const blocks: string[] = []
  let lines: string[] = []
  let fence: { mark: string; length: number } | null = null
  let hasGap = false

  const push = () => {
    const block = lines.join('\n').trimEnd()
    if (block !== '') blocks.push(block)
    lines = []
  }

  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line)
    if (fence) {
      lines.push(line)
      if (mark?.[1]?.startsWith(fence.mark) && mark[1].length >= fence.length && mark[2]?.trim() === '') fence = null
      continue
    }
    if (line.trim() === '') {
      if (lines.length > 0) hasGap = true
      lines.push(line)
      continue
    }
    if (hasGap && !continues(lines, line)) push()
    hasGap = false
    if (mark?.[1]) fence = { mark: mark[1][0] ?? '`', length: mark[1].length }
    lines.push(line)
  }
  push()
  return withDefinitions(blocks)
}

const isListItem = (line: string) => /^ {0,3}([-*+]|\d{1,9}[.)])(\s|$)/.test(line)

/** Whether a line after a gap still belongs to the list above it. */
function continues(lines: readonly string[], line: string): boolean {
  const first = lines.find((each) => each.trim() !== '')
  if (first === undefined || !isListItem(first)) return false
  return isListItem(line) || /^(\t| {2,})/.test(line)
}

const definition = /^ {0,3}\[[^\]]+\]:\s*\S/

/** Link definitions hold for the whole text, so each piece that may use one gets them all. */
function withDefinitions(blocks: string[]): string[] {
  const definitions = blocks.flatMap((block) =>
    block.startsWith('```') || block.startsWith('~~~') ? [] : block.split('\n').filter((line) => definition.test(line)),
  )
  if (definitions.length === 0) return blocks
  const tail = `\n\n${definitions.join('\n')}`
  return blocks.map((block) => (/\[[^\]]*\]/.test(block) ? block + tail : block))
}
