import { join } from 'node:path'

/** Where a workstation keeps what. Everything of a person is under one data folder. */
export const foldersOf = (dataFolder: string) => ({
  database: join(dataFolder, 'cortex.db'),
  artifacts: join(dataFolder, 'artifacts'),
  /** The person's own manifests; what is dropped on the window lands here. */
  manifests: join(dataFolder, 'manifests'),
  /** GGUF files, or links to them. */
  models: join(dataFolder, 'models'),
  /** A working folder for each chat, which tools see as `workspace`. */
  workspaces: join(dataFolder, 'workspaces'),
  trash: join(dataFolder, 'trash'),
  logs: join(dataFolder, 'logs'),
  settings: join(dataFolder, 'settings.json'),
  /** Files of runs in containers while they run. */
  containers: join(dataFolder, 'containers'),
  /** What relics kept, packed when their chat was removed. */
  snapshots: join(dataFolder, 'snapshots'),
  /** Backups, unless the settings name another folder; copies of the database for mishaps in any case. */
  backups: join(dataFolder, 'backups'),
  /** What takes the place of other things before anything is opened: a restore or a reset. */
  pending: join(dataFolder, 'pending'),
})
/** Where manifests are looked for: those that ship, the person's own, then what `--manifests` adds. */
export const manifestRoots = (config: { dataFolder: string; manifestFolders?: string[]; manifestsFolder?: string }) => [
  { root: 'bundled' as const, path: config.manifestsFolder ?? join(import.meta.dirname, '../manifests') },
  { root: 'personal' as const, path: foldersOf(config.dataFolder).manifests },
  ...(config.manifestFolders ?? []).map((path) => ({ root: 'extra' as const, path })),
]
/** Folders that new manifests are started from. They lie among the manifests that ship, under names that are not read as such. */
export const templatesFolder = (config: { manifestsFolder?: string }): string =>
  join(config.manifestsFolder ?? join(import.meta.dirname, '../manifests'), 'templates')
