import { z } from 'zod'
import { backupPart, backupWhy } from '../contract/backups.ts'

/** The last entry of a backup: what is in it. A file without it is not a backup, or not all of one. */
export const manifestName = 'backup.json'
export const archiveFormat = 1

const entry = z.object({
  path: z.string().min(1),
  sizeBytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  isExecutable: z.boolean().optional(),
})
export type ArchiveEntry = z.infer<typeof entry>

export const archiveManifest = z.object({
  app: z.literal('cortex'),
  format: z.int(),
  version: z.string(),
  platform: z.string(),
  createdAt: z.iso.datetime(),
  why: backupWhy,
  /** The changes of the schema that the database has had. */
  schema: z.array(z.string()),
  leftOut: z.int(),
  contents: z.array(z.object({ part: backupPart, count: z.int(), sizeBytes: z.int() })),
  entries: z.array(entry),
})
export type ArchiveManifest = z.infer<typeof archiveManifest>
