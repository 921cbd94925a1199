import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { Fault } from '../../contract/faults.ts'
import { type ManifestKind, namePattern } from '../../contract/manifests/index.ts'
import { withSchemaHint } from '../edit/schema-hint.ts'
import { filesBelow } from '../install/changes.ts'
import type { UploadedFile } from '../install/upload.ts'
import { parseManifest } from '../parse/manifest.ts'

/** What a template's manifest is called so that it is not one yet: tool.yml.template, agent.md.template. */
const manifestEnding = '.template'
const aboutFile = 'template.json'
const about = z.object({ title: z.string(), description: z.string(), order: z.number() })

export type Template = {
  id: string
  kind: ManifestKind
  title: string
  description: string
  language: string | null
  /** The word in its files that becomes the name. */
  placeholder: string
  /** The description in its manifest, in the place of which another may be given; null: it has none. */
  example: string | null
  files: { path: string; text: string }[]
}
type Read = Template & { order: number }

/** Every folder of `folder` with a template.json, in its order. Read anew each time: there are few, and people may add their own while it runs. */
export function readTemplates(folder: string): Template[] {
  return readAll(folder).map(({ order: _, ...template }) => template)
}

function readAll(folder: string): Read[] {
  return foldersIn(folder)
    .flatMap((id) => readTemplate(join(folder, id)) ?? [])
    .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  } catch {
    return []
  }
}

/** null: what is there is no template. */
function readTemplate(folder: string): Read | null {
  const found = filesBelow(folder)
  const aboutPath = found.get(aboutFile)
  if (!aboutPath) return null
  const said = about.parse(JSON.parse(readFileSync(aboutPath, 'utf8')))
  found.delete(aboutFile)
  const files = [...found].map(([path, at]) => ({ path: path.replace(/\.template$/, ''), text: readFileSync(at, 'utf8') }))
  const named = [...found.keys()].find((path) => path.endsWith(manifestEnding) && !path.includes('/'))?.slice(0, -manifestEnding.length)
  const text = files.find((file) => file.path === named)?.text
  const parsed = named !== undefined && text !== undefined ? parseManifest(named, named, text) : null
  if (!parsed?.manifest) return null
  const { manifest } = parsed
  return {
    id: basename(folder),
    kind: manifest.kind,
    title: said.title,
    description: said.description,
    language: manifest.kind === 'Tool' ? manifest.implementation.type : null,
    // The manifest first: it is what one reads first.
    files: files.sort((a, b) => Number(b.path === named) - Number(a.path === named)),
    order: said.order,
    placeholder: manifest.name,
    example: manifest.description ?? null,
  }
}

/** The files of a new manifest called `name`. Throws NOT_FOUND for an unknown template and BAD_INPUT for a name that cannot be one. */
export function filesFromTemplate(folder: string, given: { template: string; name: string; description?: string | undefined }): UploadedFile[] {
  const template = readAll(folder).find((one) => one.id === given.template)
  if (!template) throw new Fault('NOT_FOUND', { what: 'template', name: given.template })
  const { name } = given
  if (!namePattern.test(name)) throw new Fault('BAD_INPUT', { detail: 'A name has 1 to 63 of a-z, 0-9, _ and -, and starts with a letter or digit.' })
  const description = given.description?.trim()
  return template.files.map(({ path, text }, index) => {
    let filled = text.replaceAll(template.placeholder, name)
    if (index === 0) {
      filled = withSchemaHint(filled, template.kind, path)
      // As JSON, which is YAML on one line whatever the person wrote.
      if (description && template.example !== null) filled = filled.replace(/^description: .*$/m, () => `description: ${JSON.stringify(description)}`)
      // A name such as 12 or true would be a number or a truth without quotes.
      filled = filled.replace(
        /^name: .*$/m,
        () => `name: ${/^[a-z][a-z0-9_-]*$/.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/.test(name) ? name : `"${name}"`}`,
      )
    }
    return { path, bytes: Buffer.from(filled) }
  })
}
