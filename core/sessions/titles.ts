const longest = 60

export const untitled = 'New chat'

/** A chat's first title: the first line of what was asked, cut at a word. */
export function titleFrom(text: string): string {
  const line = text.trim().split('\n', 1)[0]?.replace(/\s+/g, ' ').trim() ?? ''
  if (line.length <= longest) return line || untitled
  const cut = line.slice(0, longest)
  return `${cut.slice(0, cut.lastIndexOf(' ') > 20 ? cut.lastIndexOf(' ') : longest).trimEnd()}…`
}
