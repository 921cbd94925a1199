import type { ResetPart } from '../contract/backups.ts'
import { bytesOf, databasePath, findFiles, partFolders, settingsPath } from './parts.ts'
import { expand, logsFolder, namesIn } from './pending-change.ts'
import { pathsOfDatabase } from './stage-restore.ts'

/** What a reset of everything leaves: backups, this change itself, who holds the folder and what is its own on the container engine, and what the window has open. */
const staysAlways = new Set(['backups', 'pending', 'workstation.lock', 'workstation.lock-journal', 'workstation.json', 'owner', 'window', logsFolder])

/** The paths in the data folder that a part of a reset takes away. */
export async function pathsToReset(dataFolder: string, part: ResetPart): Promise<string[]> {
  if (part === 'settings') return [settingsPath]
  if (part === 'manifests') return [...partFolders.manifests]
  if (part === 'models') return ['models']
  if (part === 'chats')
    return [...pathsOfDatabase, ...setAside(await namesIn(dataFolder)), ...partFolders.files, ...partFolders.workspaces, ...partFolders.relics]
  const rest = (await namesIn(dataFolder)).filter((name) => !staysAlways.has(name))
  return [...new Set([...pathsOfDatabase, ...rest, logsFolder])]
}

const setAside = (names: readonly string[]): string[] => names.filter((name) => name.startsWith(`${databasePath}.damaged-`))

/** How many files are below some paths, and how large they are. */
export async function weigh(dataFolder: string, paths: readonly string[]): Promise<{ count: number; sizeBytes: number }> {
  let count = 0
  let sizeBytes = 0
  for (const path of (await Promise.all(paths.map((one) => expand(dataFolder, one)))).flat()) {
    const { files } = await findFiles(dataFolder, path.split('\\').join('/'))
    count += files.length
    sizeBytes += bytesOf(files)
  }
  return { count, sizeBytes }
}
