const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] as string)

/**
 * Markdown as far as a saved page needs it: code blocks, inline code, bold text and headings. All else stays the text it is,
 * escaped; nothing becomes a link or a picture.
 */
export function proseHtml(text: string): string {
  const html: string[] = []
  let prose: string[] = []
  const flush = () => {
    const block = prose.join('\n').replace(/^\n+|\n+$/g, '')
    if (block !== '') html.push(inlineHtml(block))
    prose = []
  }
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string
    const [, fence, language] = /^ {0,3}(`{3,}|~{3,})\s*([^`\s]*)[^`]*$/.exec(line) ?? []
    if (fence) {
      flush()
      const code: string[] = []
      for (at += 1; at < lines.length && !isFenceEnd(lines[at] as string, fence); at++) code.push(lines[at] as string)
      html.push(`<pre${language ? ` data-language="${escapeHtml(language)}"` : ''}><code>${escapeHtml(code.join('\n'))}</code></pre>`)
    } else {
      const [, heading] = /^#{1,6}\s+(.+)$/.exec(line) ?? []
      if (heading === undefined) prose.push(line)
      else {
        flush()
        html.push(`<h3>${inlineHtml(heading)}</h3>`)
      }
    }
  }
  flush()
  return html.join('\n')
}

const isFenceEnd = (line: string, fence: string): boolean => {
  const end = line.trim()
  return end.length >= fence.length && end === (fence[0] as string).repeat(end.length)
}

/** Pieces in backquotes are code as they stand; between them, two stars make bold. */
function inlineHtml(text: string): string {
  return text
    .split(/(`+[^`]+`+)/g)
    .map((piece, index) => {
      if (index % 2 === 1) return `<code>${escapeHtml(piece.replace(/^`+|`+$/g, ''))}</code>`
      return escapeHtml(piece).replace(/\*\*(?=\S)([^*\n]{1,2000}?)(?<=\S)\*\*/g, '<strong>$1</strong>')
    })
    .join('')
}
