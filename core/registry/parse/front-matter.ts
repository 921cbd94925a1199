/** A Markdown file with YAML front matter: the YAML part (it starts at the file's first character, so offsets stay those of the file) and the body. */
export function splitFrontMatter(text: string): { yaml: string; body: string } | null {
  const open = /^\uFEFF?---[ \t]*\r?\n/.exec(text)
  if (!open) return null
  const close = /^---[ \t]*(?:\r?\n|$)/m
  const rest = text.slice(open[0].length)
  const end = close.exec(rest)
  if (!end) return null
  return { yaml: text.slice(0, open[0].length + end.index), body: rest.slice(end.index + end[0].length).trim() }
}
