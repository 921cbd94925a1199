import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Clock } from '../../../kernel/clock.ts'
import type { SqliteConnection } from './connection.ts'

/** The newest few are enough: they are for mishaps, not an archive. */
const keptBackups = 5
/** Copied between two turns of the event loop: 4 MB, a few milliseconds. */
const pagesPerStep = 1_000

export type Backup = { path: string; takenAt: string }

const partialEnd = '.partial'
const folderOf = (file: string): string => join(dirname(file), 'backups')
const pattern = /^\.(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z-\d\d\.backup$/

/** Backups of a database file, newest first. They lie in `backups/` beside it and carry their time in their names. */
export function listBackups(file: string): Backup[] {
  const folder = folderOf(file)
  if (!existsSync(folder)) return []
  const name = basename(file)
  return readdirSync(folder)
    .filter((entry) => entry.startsWith(name))
    .sort()
    .reverse()
    .flatMap((entry) => {
      const [, day, hour, minute, second, ms] = pattern.exec(entry.slice(name.length)) ?? []
      return day ? [{ path: join(folder, entry), takenAt: `${day}T${hour}:${minute}:${second}.${ms}Z` }] : []
    })
}

/** Copies the open database, without stopping it, and returns the copy's path. Half a copy never carries a backup's name. */
export async function takeBackup(connection: SqliteConnection, file: string, clock: Clock): Promise<string> {
  mkdirSync(folderOf(file), { recursive: true, mode: 0o700 })
  const path = nextPath(file, clock)
  const partial = `${path}${partialEnd}`
  try {
    await copyDatabase(connection, partial)
    renameSync(partial, path)
  } finally {
    removeDatabase(partial)
  }
  for (const old of listBackups(file).slice(keptBackups)) removeDatabase(old.path)
  return path
}

/** Deletes the half copies of a process that was killed over them. Only for the start, when nobody is copying. */
export function removePartialBackups(file: string): void {
  if (!existsSync(folderOf(file))) return
  for (const entry of readdirSync(folderOf(file))) {
    if (entry.startsWith(`${basename(file)}.`) && entry.includes(partialEnd)) rmSync(join(folderOf(file), entry), { force: true })
  }
}

/** Names sort by age, also those of one millisecond. */
function nextPath(file: string, clock: Clock): string {
  const stamp = new Date(clock.now()).toISOString().replace(/[:.]/g, '-')
  const stem = join(folderOf(file), `${basename(file)}.${stamp}-`)
  const newest = listBackups(file).find(({ path }) => path.startsWith(stem))
  const number = newest ? Number(newest.path.slice(stem.length, stem.length + 2)) + 1 : 0
  return `${stem}${String(number).padStart(2, '0')}.backup`
}

/** Copies the open database into a file, readable by this person only and safe on the disk. Half a file is left when the signal aborts. */
export async function copyDatabase(connection: SqliteConnection, to: string, signal?: AbortSignal): Promise<void> {
  // SQLite cannot begin a copy while a transaction is open on the same connection; once begun, it follows every change.
  await connection.turn.take()
  let isWaiting = true
  const letOthersIn = () => {
    if (isWaiting) connection.turn.release()
    isWaiting = false
  }
  try {
    await connection.raw.backup(to, {
      progress() {
        signal?.throwIfAborted()
        letOthersIn()
        return connection.raw.inTransaction ? 0 : pagesPerStep
      },
    })
  } finally {
    letOthersIn()
  }
  chmodSync(to, 0o600)
  flush(to)
}

/** A database file with what SQLite puts beside it. */
export const databaseFiles = (file: string): string[] => [file, `${file}-wal`, `${file}-shm`, `${file}-journal`]

export function removeDatabase(file: string): void {
  for (const path of databaseFiles(file)) rmSync(path, { force: true })
}

export function flush(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
