import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ManifestKind, manifestKinds } from '../../contract/manifests/index.ts'
import { schemaOfKind } from '../schema-of-kind.ts'

/** Beside the manifests, so that the way there is the same wherever the data folder is. A dot folder: nothing in it is read as a manifest. */
const schemasFolder = '.schemas'
const schemaFile = (kind: ManifestKind): string => `${kind.toLowerCase()}.schema.json`

/** The first line by which editors find the schema of a manifest; `path` is that of the file below its folder, which lies in the personal root. */
function schemaHint(kind: ManifestKind, path: string): string {
  return `# yaml-language-server: $schema=${'../'.repeat(path.split('/').length)}${schemasFolder}/${schemaFile(kind)}`
}

/** The text with its hint leading to the schemas of the personal root. A text without a hint stays as it is. */
export function withSchemaHint(text: string, kind: ManifestKind, path: string): string {
  return text.replace(/^# yaml-language-server: \$schema=.*$/m, () => schemaHint(kind, path))
}

/** Writes the schemas that hints lead to, where they are not there or of another version. */
export async function writeSchemas(personalRoot: string): Promise<void> {
  const folder = join(personalRoot, schemasFolder)
  await mkdir(folder, { recursive: true })
  for (const kind of manifestKinds) {
    const file = join(folder, schemaFile(kind))
    const text = `${JSON.stringify(schemaOfKind(kind), null, 2)}\n`
    if ((await readFile(file, 'utf8').catch(() => '')) !== text) await writeFile(file, text)
  }
}
