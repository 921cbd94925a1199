import { z } from 'zod'
import { parseBytes, parseDurationMs } from '../../kernel/units.ts'

export const manifestKinds = ['Tool', 'Relic', 'Agent', 'Workflow', 'Monument'] as const
export const manifestKind = z.enum(manifestKinds)
export type ManifestKind = z.infer<typeof manifestKind>

export const namePattern = /^[a-z0-9][a-z0-9_-]{0,62}$/
export const manifestName = z.string().regex(namePattern, 'use 1 to 63 of a-z, 0-9, _ and -, starting with a letter or digit')

/** A name, or a name and the file that declares it, relative to the file that says so. */
export const reference = z.union([
  manifestName,
  z.strictObject({ name: manifestName, import: z.string().min(1).describe('Path of the manifest, relative to this file.') }),
])
export type Reference = z.infer<typeof reference>

const durationHint = 'write a duration such as 250ms, 30s, 5m or 1h'
export const duration = z
  .string(durationHint)
  .refine((text) => parseDurationMs(text) !== null, { error: durationHint, params: { code: 'bad-duration' } })
  .meta({ pattern: '^\\d+(\\.\\d+)?(ms|s|m|h|d)$' })

const sizeHint = 'write a size such as 512Mi or 1.5G'
export const byteSize = z
  .string(sizeHint)
  .refine((text) => parseBytes(text) !== null, { error: sizeHint, params: { code: 'bad-size' } })
  .meta({ pattern: '^\\d+(\\.\\d+)?([kKMGT]i?)?$' })

/** Any JSON Schema object; what it says is checked when it is compiled, at its line. */
export const jsonSchema = z.record(z.string(), z.unknown()).describe('A JSON Schema.')

export const commonKeys = {
  name: manifestName.describe('Unique among manifests of this kind.'),
  version: z.union([z.string(), z.number()]).optional().describe('Version of this manifest, for people.'),
  author: z.string().optional(),
  description: z.string().optional().describe('What it does, in a sentence. Models read it too.'),
  tags: z.array(z.string()).optional(),
}
