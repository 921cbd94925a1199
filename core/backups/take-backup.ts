import { rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Backup, BackupContent, BackupPart, BackupWhy } from '../contract/backups.ts'
import { Fault } from '../contract/faults.ts'
import type { Storage } from '../engines/storage/port.ts'
import { archiveFormat } from './archive-manifest.ts'
import { backupFile, makeFolder } from './backup-files.ts'
import { requireRoom } from './disk-room.ts'
import { bytesOf, databasePath, type FoundFile, findFiles, partFolders, settingsPath } from './parts.ts'
import { sourcesIn, writeArchive } from './write-archive.ts'

/** What a folder that cannot be written to says. */
const placeErrors = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'EIO'])

export type PersonsStorage = Pick<Storage, 'copyTo' | 'schema' | 'status'> & { sessions: Pick<Storage['sessions'], 'count'> }

/** What a backup made now would hold, apart from the database, whose bytes are in `contents` all the same. */
export async function surveyParts(
  dataFolder: string,
  storage: PersonsStorage,
): Promise<{ files: FoundFile[]; leftOut: number; contents: BackupContent[] }> {
  const chats = (await storage.sessions.count({ show: 'all' })) + (await storage.sessions.count({ show: 'trash' }))
  const contents: BackupContent[] = [{ part: 'chats', count: chats, sizeBytes: (await storage.status()).sizeBytes }]
  const files: FoundFile[] = []
  let leftOut = 0
  for (const [part, paths] of [...Object.entries(partFolders), ['settings', [settingsPath]] as const]) {
    const ofPart: FoundFile[] = []
    for (const path of paths) {
      const found = await findFiles(dataFolder, path)
      leftOut += found.leftOut
      for (const file of found.files) ofPart.push(file)
    }
    contents.push({ part: part as BackupPart, count: ofPart.length, sizeBytes: bytesOf(ofPart) })
    for (const file of ofPart) files.push(file)
  }
  return { files, leftOut, contents }
}

/**
 * Makes one backup: the database as it is at one moment, without stopping it, then everything else. Throws DISK_FULL before it begins where
 * it would not fit, CANCELLED when the signal aborts; nothing is left of half a backup.
 */
export async function takeBackup(options: {
  dataFolder: string
  folder: string
  storage: PersonsStorage
  why: BackupWhy
  at: string
  version: string
  signal: AbortSignal
  onProgress: (doneBytes: number, totalBytes: number) => void
}): Promise<Backup> {
  const { dataFolder, folder, storage, why, at, signal } = options
  const expected = (await surveyParts(dataFolder, storage)).contents
  const totalBytes = bytesOf(expected)
  const databaseBytes = expected.find(({ part }) => part === 'chats')?.sizeBytes ?? 0
  options.onProgress(0, totalBytes)
  const file = backupFile(folder, at, why)
  const copy = `${file}.db`
  try {
    // The copy of the database lies beside the backup until it is in it.
    await requireRoom(folder, totalBytes + databaseBytes, 'A backup')
    await makeFolder(folder)
    await storage.copyTo(copy, signal)
    const sizeBytes = (await stat(copy)).size
    // What the database points to is stored before it is pointed to, so the files are looked for after the database was copied.
    const { files, leftOut, contents } = await surveyParts(dataFolder, storage)
    let doneBytes = 0
    await writeArchive({
      file,
      sources: [{ path: databasePath, from: copy, sizeBytes, isExecutable: false }, ...sourcesIn(dataFolder, files)],
      manifestOf: (entries) => ({
        ...{ app: 'cortex', format: archiveFormat, version: options.version, platform: `${process.platform} ${process.arch}` },
        ...{ createdAt: at, why, schema: [...storage.schema], leftOut, contents, entries },
      }),
      onBytes(count) {
        doneBytes += count
        options.onProgress(doneBytes, Math.max(totalBytes, doneBytes))
      },
      signal,
    })
    return { name: basename(file), file, createdAt: at, why, sizeBytes: (await stat(file)).size }
  } catch (error) {
    if (signal.aborted) throw new Fault('CANCELLED', { name: 'The backup' }, { cause: error })
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC')
      throw new Fault('DISK_FULL', { detail: `The disk of ${folder} ran full. Nothing of the backup was kept.` }, { cause: error })
    if (code !== undefined && placeErrors.has(code)) {
      const detail = `Backups cannot be written into ${folder} (${code}). Choose another folder in the settings.`
      throw new Fault('BAD_INPUT', { detail }, { cause: error })
    }
    throw error
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) await rm(`${copy}${end}`, { force: true }).catch(() => {})
  }
}
