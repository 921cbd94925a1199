import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupProblem } from '../contract/backups.ts'
import { Fault } from '../contract/faults.ts'
import { checkDatabase } from '../engines/storage/database-check/check-database.ts'
import { requireRoom } from './disk-room.ts'
import { bytesOf, databasePath, partFolders, settingsPath } from './parts.ts'
import { clearPending, newFolder, type Plan } from './pending-change.ts'
import { openArchive } from './read-archive.ts'

/** What SQLite and the storage put beside the database. */
const databaseTrail = ['-wal', '-shm', '-journal', '.suspect', '.restoring'].map((end) => `${databasePath}${end}`)

export const unusable = (file: string, { detail, where }: BackupProblem): Fault => new Fault('BACKUP_UNUSABLE', { file, detail, where })

/** Everything of the database: itself, what lies beside it, the automatic copies of it and those that were set aside. */
export const pathsOfDatabase: readonly string[] = [...databaseTrail, databasePath, join('backups', `${databasePath}.*`)]

/**
 * Unpacks a backup beside what is in force, reads all of it to its end and answers with what is to be replaced by it. Throws BACKUP_UNUSABLE,
 * DISK_FULL or CANCELLED, and leaves nothing of it then.
 */
export async function stageRestore(options: {
  file: string
  dataFolder: string
  pending: string
  schema: readonly string[]
  signal: AbortSignal
  onProgress: (doneBytes: number, totalBytes: number) => void
}): Promise<Plan['paths']> {
  const { file, dataFolder, pending, signal } = options
  const archive = await openArchive(file, options.schema)
  if ('problem' in archive) throw unusable(file, archive.problem)
  try {
    const totalBytes = bytesOf(archive.manifest.entries)
    await requireRoom(dataFolder, totalBytes, 'Unpacking the backup')
    await clearPending(pending)
    let doneBytes = 0
    const onBytes = (count: number) => {
      doneBytes += count
      options.onProgress(doneBytes, totalBytes)
    }
    const problem = await archive.readAll({ into: newFolder(pending), onBytes, signal })
    if (problem) throw unusable(file, problem)
    const database = await checkDatabase(join(newFolder(pending), databasePath), signal)
    if ('why' in database) throw unusable(file, { kind: 'damaged', detail: `Its database cannot be used: ${database.why}.`, where: databasePath })
    const newer = database.schema.find((name) => !options.schema.includes(name))
    if (newer) throw unusable(file, { kind: 'too-new', detail: `Its chats were written by a newer Cortex (schema ${newer}).`, where: databasePath })
    const replaced = [...Object.values(partFolders).flat(), settingsPath]
    return [
      ...pathsOfDatabase.map((path) => ({ path, isReplaced: path === databasePath })),
      ...replaced.map((path) => ({ path, isReplaced: existsSync(join(newFolder(pending), path)) })),
    ]
  } catch (error) {
    await clearPending(pending)
    if (signal.aborted) throw new Fault('CANCELLED', { name: 'The restore' }, { cause: error })
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new Fault('DISK_FULL', { detail: 'The disk ran full while the backup was unpacked. Nothing was changed.' }, { cause: error })
    throw error
  } finally {
    archive.close()
  }
}
