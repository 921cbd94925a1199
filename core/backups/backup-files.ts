import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Backup, BackupWhy } from '../contract/backups.ts'

const pattern = /^cortex-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z-(by-hand|scheduled|before-restore|before-reset)\.zip$/

/** The file of a new backup: its name carries when and why it was made, so that a list needs no look inside. */
export const backupFile = (folder: string, at: string, why: BackupWhy): string => join(folder, `cortex-${at.replace(/[:.]/g, '-')}-${why}.zip`)

export const isBackupName = (name: string): boolean => basename(name) === name && pattern.test(name)

/** Newest first. Other files of the folder are none of ours. */
export async function listBackupFiles(folder: string): Promise<Backup[]> {
  const found: Backup[] = []
  for (const name of await readdir(folder).catch(() => [])) {
    const [, day, hour, minute, second, ms, why] = pattern.exec(name) ?? []
    if (!why) continue
    const file = join(folder, name)
    const { size } = (await stat(file).catch(() => null)) ?? { size: -1 }
    if (size < 0) continue
    found.push({ name, file, why: why as BackupWhy, sizeBytes: size, createdAt: `${day}T${hour}:${minute}:${second}.${ms}Z` })
  }
  return found.sort((a, b) => b.createdAt.localeCompare(a.createdAt))
}

/** Deletes the oldest of those that were not made by hand, until `keep` of them are left; never one of `spared`. */
export async function pruneBackups(folder: string, keep: number, spared: readonly string[]): Promise<void> {
  const own = (await listBackupFiles(folder)).filter(({ why }) => why !== 'by-hand')
  for (const { name, file } of own.slice(keep)) if (!spared.includes(name)) await rm(file, { force: true })
}

/** Deletes what a kill left of half backups. Only for the start, when nobody is writing one. */
export async function removeHalfBackups(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    if (name.startsWith('cortex-') && /\.zip\.(partial|db)(-\w+)?$/.test(name)) await rm(join(folder, name), { force: true })
}

export const makeFolder = (folder: string): Promise<unknown> => mkdir(folder, { recursive: true, mode: 0o700 })
