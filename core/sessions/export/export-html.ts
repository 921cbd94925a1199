import type { Message, MessagePart, Session } from '../../contract/sessions.ts'
import { escapeHtml, proseHtml } from './prose-html.ts'

export type Picture = { mediaType: string; contentBase64: string }

/** Nothing is loaded and nothing runs, wherever the page is opened and whatever is in it. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

const styles = `
:root { color-scheme: light dark; --ink: #1d1d1f; --soft: #5c5c63; --paper: #ffffff; --card: #f4f4f6; --line: #d9d9de; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf0; --soft: #a5a5ae; --paper: #151517; --card: #202024; --line: #37373d; } }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1rem 4rem; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; } article { margin-top: 2rem; } article > h2 { font-size: .85rem; color: var(--soft); margin: 0 0 .4rem; }
.user { background: var(--card); border-radius: .6rem; padding: .8rem 1rem; } .prose { white-space: pre-wrap; } .prose h3 { margin: 1rem 0 0; font-size: 1.05rem; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .7rem .9rem; overflow-x: auto; white-space: pre; margin: .8rem 0; }
code { font: .875em/1.5 ui-monospace, monospace; } .prose code:not(pre code) { background: var(--card); border-radius: .2rem; padding: .1em .3em; }
details { border: 1px solid var(--line); border-radius: .4rem; padding: .4rem .8rem; margin: .6rem 0; } summary { cursor: pointer; color: var(--soft); }
.note { color: var(--soft); border-left: 3px solid var(--line); padding-left: .8rem; } figure { margin: .8rem 0; } img { max-width: 100%; } figcaption, footer { color: var(--soft); font-size: .85rem; }
`

type Said = Pick<Message, 'role' | 'parts' | 'status' | 'createdAt' | 'model'>

/** One page that needs nothing else: escaped text, no scripts, readable by day and by night. `pictures` by artifact. */
export function exportHtml(session: Session, messages: readonly Said[], pictures: ReadonlyMap<string, Picture>): string {
  const title = escapeHtml(session.title)
  return `<!doctype html>
<html lang="">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style>${styles}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${messages.map((message) => articleHtml(session, message, pictures)).join('\n')}
</main>
<footer><p>${messages.length} messages, from Cortex.</p></footer>
</body>
</html>
`
}

function articleHtml({ agent }: Session, message: Said, pictures: ReadonlyMap<string, Picture>): string {
  const who = message.role === 'user' ? 'You' : `${agent}${message.model ? `, ${message.model}` : ''}`
  const when = `<time datetime="${escapeHtml(message.createdAt)}">${escapeHtml(message.createdAt.slice(0, 16).replace('T', ' '))}</time>`
  const mark = message.status === 'complete' ? '' : `<p class="note">${message.status}</p>`
  return `<article class="${message.role}"><h2>${escapeHtml(who)} · ${when}</h2>
${message.parts.map((part) => partHtml(part, pictures)).join('\n')}${mark}
</article>`
}

function partHtml(part: MessagePart, pictures: ReadonlyMap<string, Picture>): string {
  switch (part.type) {
    case 'text':
      return `<div class="prose">${proseHtml(part.text)}</div>`
    case 'thinking':
      return `<details><summary>Thinking</summary><div class="prose">${proseHtml(part.text)}</div></details>`
    case 'notice':
      return `<p class="note">${escapeHtml(part.message)}</p>`
    case 'attachment': {
      const picture = pictures.get(part.artifactId)
      const name = escapeHtml(part.name)
      if (!picture) return `<p class="note">Attached: ${name} (${escapeHtml(part.mediaType)})</p>`
      const source = `data:${escapeHtml(picture.mediaType)};base64,${escapeHtml(picture.contentBase64)}`
      return `<figure><img src="${source}" alt="${name}"><figcaption>${name}</figcaption></figure>`
    }
    case 'tool': {
      const result = part.error ? part.error.message : jsonText(part.result)
      return `<details><summary>${escapeHtml(part.name)} (${part.status})</summary>
<pre><code>${escapeHtml(jsonText(part.arguments))}</code></pre>
<pre><code>${escapeHtml(result)}</code></pre></details>`
    }
  }
}

const jsonText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? ''))
