import { z } from 'zod'
import { backupSettings } from './backup-settings.ts'
import { route } from './route.ts'

/** What a backup is made of. Models, caches, logs and secrets are in none. */
export const backupPart = z.enum(['chats', 'files', 'workspaces', 'manifests', 'relics', 'settings'])
export type BackupPart = z.infer<typeof backupPart>

export const backupWhy = z.enum(['by-hand', 'scheduled', 'before-restore', 'before-reset'])
export type BackupWhy = z.infer<typeof backupWhy>

export const backup = z.object({
  name: z.string(),
  file: z.string().describe('Its whole path.'),
  createdAt: z.string(),
  why: backupWhy,
  sizeBytes: z.number(),
})
export type Backup = z.infer<typeof backup>

/** What is being done now. It goes on when whoever asked for it is gone. */
export const backupActivity = z.object({
  what: z.enum(['backup', 'check', 'restore', 'reset']),
  startedAt: z.string(),
  doneBytes: z.number(),
  totalBytes: z.number().describe('An estimate; 0 while it is not known.'),
  canStop: z.boolean(),
})
export type BackupActivity = z.infer<typeof backupActivity>

/** What was put in force at the last start. */
export const appliedChange = z.object({
  kind: z.enum(['restore', 'reset']),
  at: z.string(),
  of: z.string().nullable().describe('The name of the backup that was restored; null for a reset.'),
  safety: z.string().nullable().describe('The name of the backup of what was there before.'),
})
export type AppliedChange = z.infer<typeof appliedChange>

export const backupContent = z.object({ part: backupPart, count: z.number().describe('Chats; else files.'), sizeBytes: z.number() })
export type BackupContent = z.infer<typeof backupContent>

/** Why a file cannot be restored, and where in it the damage is. */
export const backupProblem = z.object({
  kind: z.enum(['missing', 'not-a-backup', 'damaged', 'too-new']),
  detail: z.string(),
  where: z.string().nullable().describe('The file inside the backup; null when it is about the whole.'),
})
export type BackupProblem = z.infer<typeof backupProblem>

const takesEffect = z
  .enum(['restart', 'end'])
  .describe('restart: the workstation starts itself again now. end: as soon as this workstation ends, at the latest at its next start.')

export const backupsContract = {
  list: route('GET /backups', 'Backups that are there, newest first, and what is being done.')
    .input(z.object({}))
    .output(
      z.object({
        folder: z.string(),
        settings: backupSettings,
        backups: z.array(backup),
        activity: backupActivity.nullable(),
        nextAt: z.string().nullable().describe('When the next one is made by itself; null when none is.'),
        problem: z.string().nullable().describe('Why the last one that was to be made by itself was not.'),
        applied: appliedChange.nullable(),
      }),
    ),
  create: route('POST /backups', 'Makes a backup of everything but models, caches, logs and secrets.').input(z.object({})).output(backup),
  stop: route('POST /backups/stop', 'Stops what is being done. Nothing is left of half a backup.')
    .input(z.object({}))
    .output(z.object({ stopped: z.boolean() })),
  remove: route('DELETE /backups/{name}', 'Deletes a backup of the folder of backups.')
    .input(z.object({ name: z.string() }))
    .output(z.object({ removed: z.boolean() })),
  look: route('POST /backups/look', 'Reads a backup to its end: what it holds, what it would replace, whether it is whole.')
    .input(z.object({ file: z.string().min(1).describe('A path on the computer of the workstation.') }))
    .output(
      z.object({
        file: z.string(),
        sizeBytes: z.number(),
        problem: backupProblem.nullable(),
        found: z
          .object({
            createdAt: z.string(),
            why: backupWhy,
            version: z.string(),
            platform: z.string(),
            leftOut: z.number().describe('Links and special files that were not taken in.'),
            contents: z.array(backupContent),
          })
          .nullable(),
        now: z.array(backupContent).describe('What is here and would be replaced.'),
      }),
    ),
  restore: route('POST /backups/restore', 'Puts a backup in the place of what is here, after a backup of that.')
    .input(z.object({ file: z.string().min(1) }))
    .output(z.object({ safety: backup, takesEffect })),
}

/** What a reset may take away. `everything` is all of them and whatever else lies in the data folder, but for backups. */
export const resetPart = z.enum(['settings', 'chats', 'manifests', 'models', 'everything'])
export type ResetPart = z.infer<typeof resetPart>

export const resetContract = {
  look: route('GET /reset', 'What a reset would take away.')
    .input(z.object({}))
    .output(
      z.object({
        dataFolder: z.string(),
        parts: z.array(
          z.object({
            part: resetPart,
            count: z.number().describe('Chats; else files.'),
            sizeBytes: z.number(),
            isBackedUp: z.boolean().describe('Whether all of it is in the backup that is made before.'),
          }),
        ),
      }),
    ),
  apply: route('POST /reset', 'Takes away what was chosen, after a backup.')
    .input(z.object({ parts: z.array(resetPart).min(1), confirm: z.literal('reset').describe('So that no mistaken call does it.') }))
    .output(z.object({ safety: backup, takesEffect })),
}
