import { isUtf8 } from 'node:buffer'
import { basename } from 'node:path'
import { parseSource } from '../parse/document.ts'
import { splitFrontMatter } from '../parse/front-matter.ts'
import { kindOfFileName, parseManifest } from '../parse/manifest.ts'
import { folderFromScript, languageOfScript } from './script-head.ts'
import type { UploadedFile } from './upload.ts'

/** A file without its folder, as the folder that it becomes, or why it is none. */
export type LoneFile = { name: string; files: UploadedFile[] } | { reason: string }

/** Makes a folder of one manifest (YAML, Markdown with front matter) or of one script with a manifest in its head. */
export function folderOfLoneFile(fileName: string, bytes: Buffer): LoneFile {
  const isYaml = /\.ya?ml$/i.test(fileName)
  const isMarkdown = /\.(md|markdown)$/i.test(fileName)
  const language = languageOfScript(fileName)
  if (!isYaml && !isMarkdown && !language) return { reason: whatElse(fileName) }
  if (bytes.includes(0) || !isUtf8(bytes)) return { reason: `${fileName} is not UTF-8 text. Save it as UTF-8.` }
  const text = bytes.toString('utf8')
  if (language) return folderFromScript(fileName, language, text)
  // word_count.tool.yml is a tool.yml that says whose it is.
  const [, own, kind] = /^(.+)\.(tool|relic|agent|workflow|monument)\.(?:ya?ml|md|markdown)$/i.exec(fileName) ?? []
  const target = kind ? `${kind.toLowerCase()}.${isYaml ? 'yml' : 'md'}` : fileName
  const parsed = parseManifest(target, target, text)
  if (!parsed) return { reason: isMarkdown ? `${fileName} ${noFrontMatter}` : `${fileName} ${noKind(text)}` }
  const fallback = kindOfFileName(fileName) ? 'manifest' : fileName.replace(/\.\w+$/, '')
  return { name: parsed.name ?? own ?? fallback, files: [{ path: target, bytes }] }
}

/** Makes a folder of text that was pasted, also out of a chat with its code fence. `name` is used when the text gives none. */
export function folderOfText(pasted: string, name: string | undefined): LoneFile {
  const text = withoutFence(pasted)
  if (text.trim() === '') return { reason: 'There is no text.' }
  const script = /^(?:#|\/\/) \/\/\/ cortex\s*$/m.test(text)
  if (script) return folderOfLoneFile(`${name ?? 'main'}${endingOf(text)}`, Buffer.from(text))
  const isMarkdown = (splitFrontMatter(text)?.body ?? '') !== ''
  const parsed = parseManifest('text', isMarkdown ? 'text.md' : 'text.yml', text)
  if (!parsed) return { reason: isMarkdown ? `This text ${noFrontMatter}` : `This text ${noKind(text)}` }
  const file = `${(parsed.kind ?? 'manifest').toLowerCase()}.${isMarkdown ? 'md' : 'yml'}`
  return { name: parsed.name ?? name ?? 'manifest', files: [{ path: file, bytes: Buffer.from(text) }] }
}

const noFrontMatter =
  'is Markdown without a manifest in its head. Begin it with "---", "kind: Agent", "name: …" and "---", each on a line of its own.'

function noKind(text: string): string {
  const { value, failures } = parseSource(text)
  if (failures.length > 0) return 'is no manifest: it cannot be read as YAML and has no "kind:" line.'
  if (typeof value === 'object' && value !== null && 'services' in value)
    return 'is a compose file. Drop the folder that holds it together with a relic.yml.'
  if (typeof value === 'object' && value !== null && 'apiVersion' in value)
    return 'describes something for Kubernetes, which is no manifest of Cortex.'
  return 'is no manifest: it has no "kind: Tool", "kind: Agent" or other kind that Cortex knows.'
}

const withoutFence = (text: string): string => /^\s*```[\w-]*\r?\n([\s\S]*?)\r?\n```\s*$/.exec(text)?.[1]?.concat('\n') ?? text

function endingOf(text: string): string {
  if (/^package main\b/m.test(text)) return '.go'
  if (/^\/\/ \/\/\/ cortex/m.test(text)) return '.mjs'
  return /^#!.*\b(ba)?sh\b/.test(text) ? '.sh' : '.py'
}

/** Says what a file is that cannot be installed, and where it belongs. */
function whatElse(fileName: string): string {
  const ending = /\.[^.]+$/.exec(fileName)?.[0].toLowerCase() ?? ''
  const name = basename(fileName)
  if (ending === '.gguf') return `${name} is a model. Drop it on the Models page.`
  if (['.tar', '.gz', '.tgz', '.bz2', '.xz', '.7z', '.rar', '.zst'].includes(ending))
    return `${name} is an archive that is not read here. Unpack it and drop the folder, or pack it as a zip.`
  if (ending === '.json') return `${name} is JSON. A manifest is YAML (tool.yml, agent.yml …) or Markdown; chats are imported from the Chats page.`
  if (ending === '.dockerfile' || name.toLowerCase() === 'dockerfile')
    return `${name} builds an image. Drop the folder that holds it together with a tool.yml or relic.yml.`
  return `${name} is no manifest. Drop a folder or zip with a tool.yml, agent.yml, relic.yml, workflow.yml or monument.yml, or one such file.`
}
