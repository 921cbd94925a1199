import { z } from 'zod'

/** How backups are made by themselves. */
export const backupSettings = z
  .strictObject({
    every: z
      .enum(['never', 'day', 'week'])
      .default('never')
      .meta({ title: 'Backups', description: 'How often a backup is made by itself. It holds everything but models, caches, logs and secrets.' }),
    keep: z
      .int()
      .min(1)
      .max(365)
      .default(7)
      .meta({ title: 'Backups kept', description: 'How many backups that were not made by hand are kept; older ones go. Those made by hand stay.' }),
    folder: z.string().min(1).optional().meta({
      title: 'Folder of backups',
      description: 'Where backups are written, such as a folder on another disk. Among your data when left out.',
    }),
  })
  .meta({ title: 'Backups', description: 'Copies of everything that is yours, made by themselves.' })
export type BackupSettings = z.infer<typeof backupSettings>
