import { lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupPart } from '../contract/backups.ts'

/** Where each part lies in the data folder and, under the same path, in a backup. The database itself is copied, not read as a file. */
export const databasePath = 'cortex.db'
export const settingsPath = 'settings.json'
export const partFolders = {
  files: ['artifacts'],
  workspaces: ['workspaces'],
  manifests: ['manifests', 'trash'],
  relics: ['snapshots'],
} as const satisfies Partial<Record<BackupPart, readonly string[]>>

export const partOf = (path: string): BackupPart | null => {
  if (path === databasePath) return 'chats'
  if (path === settingsPath) return 'settings'
  const [top] = path.split('/')
  for (const [part, folders] of Object.entries(partFolders)) if ((folders as readonly string[]).includes(top ?? '')) return part as BackupPart
  return null
}

export type FoundFile = { /** With forward slashes, below the data folder. */ path: string; sizeBytes: number; isExecutable: boolean }
export type FoundFiles = { files: FoundFile[] /** Links and special files. */; leftOut: number }

/** Half files, which are written now or were left by a kill. */
const isPassing = (name: string): boolean => name.endsWith('.partial') || name.endsWith('.draft')

/**
 * Every ordinary file below a folder (or the file itself), in a steady order. What is not there is empty. Links inside are not followed; the
 * folder itself may be one, as when a person keeps their manifests elsewhere.
 */
export async function findFiles(dataFolder: string, path: string): Promise<FoundFiles> {
  const look = path.includes('/') ? lstat : stat
  const found = await look(join(dataFolder, path)).catch(() => null)
  if (!found) return { files: [], leftOut: 0 }
  if (found.isFile()) return { files: isPassing(path) ? [] : [{ path, sizeBytes: found.size, isExecutable: (found.mode & 0o100) !== 0 }], leftOut: 0 }
  if (!found.isDirectory()) return { files: [], leftOut: 1 }
  const all: FoundFiles = { files: [], leftOut: 0 }
  for (const name of (await readdir(join(dataFolder, path)).catch(() => [])).sort()) {
    const below = await findFiles(dataFolder, `${path}/${name}`)
    for (const file of below.files) all.files.push(file)
    all.leftOut += below.leftOut
  }
  return all
}

export const bytesOf = (files: readonly { sizeBytes: number }[]): number => files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
