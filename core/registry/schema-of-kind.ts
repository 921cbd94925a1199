import { z } from 'zod'
import { type ManifestKind, manifestSchemas } from '../contract/manifests/index.ts'

/** The JSON Schema of a kind as editors use it for completion: what may be written, before defaults are filled in. */
export function schemaOfKind(kind: ManifestKind): Record<string, unknown> {
  return { ...z.toJSONSchema(manifestSchemas[kind], { io: 'input', target: 'draft-7', unrepresentable: 'any' }), title: `Cortex ${kind}` }
}
