import { lstat, readdir, stat, statfs } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Check, CheckFix } from '../../contract/doctor.ts'
import type { SettingsState } from '../../contract/settings.ts'
import { count, found, type Look, well } from '../look.ts'

/** Below these, a model hardly fits, and then the database does not. */
const tightBytes = 5e9
const fullBytes = 5e8

const words = (bytes: number): string => (bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`)

export function folderChecks(sources: {
  dataFolder: string
  /** Folders that the person may want to put something into. */
  wanted: readonly string[]
  settings(): Promise<SettingsState>
  database(): Promise<{ state: 'ok' | 'restored' | 'fresh-after-damage'; detail: string }>
  freeBytes(): Promise<number>
  /** Whether containers' images can be thrown away to make room. */
  canReclaim(): boolean
  leftovers(): Promise<string[]>
  fixes: { settingsFile: CheckFix; closeFolder: CheckFix; makeFolders: CheckFix; reclaim: CheckFix; sweep: CheckFix }
}): Look[] {
  const { dataFolder, fixes } = sources
  return [
    { id: 'settings-file', title: 'Settings', look: async () => [settingsFile(await sources.settings())] },
    { id: 'data-folder', title: 'Data folder', look: async () => [await folder()] },
    { id: 'disk', title: 'Disk', look: async () => [await disk()] },
    { id: 'leftovers', title: 'Files left behind', look: async () => leftovers(await sources.leftovers()) },
    { id: 'database', title: 'Chats and runs', look: async () => [database(await sources.database())] },
  ]

  function settingsFile({ problem, file }: SettingsState): Check {
    const base = { id: 'settings-file', title: 'Settings' }
    if (problem === null) return well(base, 'The file is in force as it is written.')
    return found(base, 'warning', {
      detail: `${basename(file)} has a mistake: ${problem}`,
      cause: 'It was edited by hand, or a disk or another program damaged it.',
      consequence: 'The settings before it stay in force, and nothing can be changed in the app.',
      advice: 'Mend it by hand, or have it moved aside.',
      fix: fixes.settingsFile,
    })
  }

  async function folder(): Promise<Check> {
    const base = { id: 'data-folder', title: 'Data folder' }
    const missing = (await Promise.all(sources.wanted.map(async (path) => ((await stat(path).catch(() => null)) ? [] : [basename(path)])))).flat()
    const { mode } = await stat(dataFolder)
    // Windows has no such modes.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      return found(base, 'warning', {
        detail: `Other people of this computer may look into it (mode ${(mode & 0o777).toString(8)}).`,
        cause: 'It was made before Cortex, or with wide rights.',
        consequence: 'Working folders and manifests can be read by them; chats and keys have modes of their own.',
        fix: fixes.closeFolder,
      })
    if (missing.length > 0)
      return found(base, 'optional', {
        detail: `Not made yet: ${missing.join(', ')}.`,
        cause: 'They are made when something is put into them.',
        fix: fixes.makeFolders,
      })
    return well(base, 'Complete, and for you alone.')
  }

  async function disk(): Promise<Check> {
    const base = { id: 'disk', title: 'Disk' }
    const free = await sources.freeBytes()
    if (free >= tightBytes) return well(base, `${words(free)} free.`)
    return found(base, free < fullBytes ? 'failed' : 'warning', {
      detail: `Only ${words(free)} free where your data is.`,
      cause: 'Models, images of containers and backups take the most room.',
      consequence: free < fullBytes ? 'Chats may not be saved.' : 'Larger models and images do not fit.',
      advice: 'Delete models under Models, or old backups under Settings.',
      fix: sources.canReclaim() ? fixes.reclaim : null,
    })
  }

  function leftovers(names: readonly string[]): Check[] {
    if (names.length === 0) return []
    return [
      found({ id: 'leftovers', title: count(names.length, 'file') }, 'optional', {
        detail: `Left behind: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}`,
        cause: 'A former life was killed while it wrote them.',
        consequence: 'They only take room.',
        fix: fixes.sweep,
      }),
    ]
  }
}

function database({ state, detail }: { state: string; detail: string }): Check {
  const base = { id: 'database', title: 'Chats and runs' }
  if (state === 'ok') return well(base, detail)
  return found(base, 'warning', {
    detail,
    cause: 'The file was damaged, as by a disk or another program.',
    consequence: state === 'restored' ? 'What was written after the copy is missing.' : 'What was in it is missing.',
    advice: 'Restore a backup under Settings, if you have one.',
  })
}

export const freeBytesAt = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** Half files of this folder that are older than an hour: nobody writes them any more. */
export async function findLeftovers(folder: string, nowMs: number): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.(partial|draft|restoring|new)$/.test(name))
  const old = await Promise.all(
    names.map(async (name) => {
      const found = await lstat(join(folder, name)).catch(() => null)
      return found?.isFile() === true && nowMs - found.mtimeMs > 3_600_000
    }),
  )
  return names.filter((_, at) => old[at])
}
