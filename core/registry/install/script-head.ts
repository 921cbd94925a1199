import { parseSource } from '../parse/document.ts'
import type { LoneFile } from './lone-file.ts'

type Language = 'python' | 'node' | 'go' | 'bash'

export function languageOfScript(fileName: string): Language | null {
  const ending = /\.(py|mjs|cjs|js|go|sh|bash)$/i.exec(fileName)?.[1]?.toLowerCase()
  if (!ending) return null
  return ending === 'py' ? 'python' : ending === 'go' ? 'go' : ending.endsWith('js') ? 'node' : 'bash'
}

/**
 * A script may carry its manifest in comments, between `# /// cortex` and `# ///` (`//` instead of `#` in JavaScript and Go), as Python's inline
 * metadata does. `kind` and `implementation` may be left out there, and `name` when the file's own fits. The script itself stays as it is.
 */
export function folderFromScript(fileName: string, language: Language, text: string): LoneFile {
  const mark = language === 'python' || language === 'bash' ? '#' : '//'
  const head = manifestInHead(text, mark)
  if (head === null) {
    return {
      reason: `${fileName} has no manifest in its head. Begin it with "${mark} /// cortex", "${mark} description: …" and "${mark} ///", or drop it in a folder with a tool.yml.`,
    }
  }
  const keys = topLevelKeys(head)
  const own = fileName
    .replace(/\.\w+$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '_')
    .replace(/^[_-]+/, '')
    .slice(0, 63)
  const lines = [
    ...(keys.has('kind') ? [] : ['kind: Tool']),
    ...(keys.has('name') ? [] : [`name: ${own || 'tool'}`]),
    ...(keys.has('implementation') ? [] : [`implementation: { type: ${language}, script: ${JSON.stringify(`./${fileName}`)} }`]),
    head,
  ]
  const manifest = `${lines.join('\n').trimEnd()}\n`
  return {
    name: keys.get('name') ?? (own || 'tool'),
    files: [
      { path: 'tool.yml', bytes: Buffer.from(manifest) },
      { path: fileName, bytes: Buffer.from(text) },
    ],
  }
}

/** The lines between the marks without their comment signs; null when there are no marks, or one line between them is no comment. */
export function manifestInHead(text: string, mark: '#' | '//'): string | null {
  const lines = text.split(/\r?\n/)
  const start = lines.findIndex((line) => line.trimEnd() === `${mark} /// cortex`)
  if (start === -1) return null
  const found: string[] = []
  for (const line of lines.slice(start + 1)) {
    if (line.trimEnd() === `${mark} ///`) return found.join('\n')
    if (line.startsWith(`${mark} `)) found.push(line.slice(mark.length + 1))
    else if (line.trimEnd() === mark) found.push('')
    else return null
  }
  return null
}

/** The keys at the margin and their values, where those are plain text. Broken YAML has its say later, at its line. */
function topLevelKeys(yaml: string): Map<string, string | null> {
  const { value } = parseSource(yaml)
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([key, one]) => [key, typeof one === 'string' ? one : null]))
  return new Map([...yaml.matchAll(/^([a-z_]+):[ \t]*([\w-]*)[ \t]*$/gm)].map(([, key = '', value]) => [key, value || null]))
}
