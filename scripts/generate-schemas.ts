/** Writes the JSON Schemas that editors use for manifests: `node scripts/generate-schemas.ts`. A test fails while they are stale. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { manifestKinds } from '../core/contract/manifests/index.ts'
import { schemaOfKind } from '../core/registry/schema-of-kind.ts'

export const schemasFolder = new URL('../resources/schemas/', import.meta.url)

/** File name -> content, one per kind and `manifest.schema.json` for all. */
export function generateSchemas(): Map<string, string> {
  const files = new Map<string, string>()
  for (const kind of manifestKinds) {
    files.set(`${kind.toLowerCase()}.schema.json`, print(schemaOfKind(kind)))
  }
  // if/then instead of oneOf: editors then complain about the kind at hand, not about all five.
  const all = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Cortex manifest',
    type: 'object',
    required: ['kind', 'name'],
    properties: { kind: { enum: manifestKinds } },
    allOf: manifestKinds.map((kind) => ({
      if: { properties: { kind: { const: kind } }, required: ['kind'] },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { $ref: `${kind.toLowerCase()}.schema.json` },
    })),
  }
  files.set('manifest.schema.json', print(all))
  return files
}

const print = (schema: object): string => `${JSON.stringify(schema, null, 2)}\n`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(schemasFolder, { recursive: true })
  for (const [name, text] of generateSchemas()) writeFileSync(new URL(name, schemasFolder), text)
}
