import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { type Clock, isoNow } from '../../../kernel/clock.ts'
import { type Backup, databaseFiles, flush, listBackups, removeDatabase } from './backups.ts'
import { examine, suspicionOf } from './health.ts'

export type Recovery = { state: 'restored' | 'fresh-after-damage'; detail: string }

/**
 * Puts a damaged (or missing) database right: its files are renamed, never deleted, and the newest backup that passes a full check takes its
 * place. Without such a backup nothing is put there, and the caller starts afresh. The copy is ready before anything is renamed.
 */
export function recover(file: string, why: string, clock: Clock): Recovery {
  const lastWrite = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null
  const copy = `${file}.restoring`
  const backup = listBackups(file).find((candidate) => isGoodCopy(candidate, copy))
  const aside = setAside(file, clock)
  const fate = aside ? `It was kept as ${basename(aside)}.` : 'Nothing of it was left to keep.'
  const damage = `The database could not be used: ${why}. ${fate}`
  if (!backup) return { state: 'fresh-after-damage', detail: `${damage} There was no usable backup, so Cortex started with an empty database.` }
  flush(copy)
  renameSync(copy, file)
  removeDatabase(copy)
  return { state: 'restored', detail: `${damage} The backup of ${backup.takenAt} was restored; ${missing(backup, lastWrite)}` }
}

function isGoodCopy(backup: Backup, copy: string): boolean {
  removeDatabase(copy)
  copyFileSync(backup.path, copy)
  const isGood = examine(copy, { inFull: true }).is === 'sound'
  if (!isGood) removeDatabase(copy)
  return isGood
}

/** Renames the database with its log, so that they can still be opened together; returns the new name, null when there was nothing. */
function setAside(file: string, clock: Clock): string | null {
  const stamp = isoNow(clock).replace(/[:.]/g, '-')
  let name = `${file}.damaged-${stamp}`
  for (let number = 2; databaseFiles(name).some((path) => existsSync(path)); number++) name = `${file}.damaged-${stamp}-${number}`
  let hasAny = false
  for (const [index, path] of databaseFiles(file).entries()) {
    if (!existsSync(path)) continue
    renameSync(path, databaseFiles(name)[index] as string)
    hasAny = true
  }
  rmSync(suspicionOf(file), { force: true })
  return hasAny ? name : null
}

/** Names of the databases that were set aside beside this one, oldest first. They are the person's to keep or to delete. */
export function listSetAside(file: string): string[] {
  const stem = `${basename(file)}.damaged-`
  return readdirSync(dirname(file))
    .filter((name) => name.startsWith(stem) && !/-(wal|shm|journal)$/.test(name))
    .sort()
}

function missing(backup: Backup, lastWriteMs: number | null): string {
  const lostMs = lastWriteMs === null ? null : lastWriteMs - Date.parse(backup.takenAt)
  if (lostMs === null) return 'what was written after it is missing.'
  if (lostMs < 60_000) return 'at most the last minute before the damage is missing.'
  const [amount, unit] =
    lostMs < 5_400_000 ? [lostMs / 60_000, 'minutes'] : lostMs < 172_800_000 ? [lostMs / 3_600_000, 'hours'] : [lostMs / 86_400_000, 'days']
  return `what was written in the ${Math.ceil(amount)} ${unit} after it is missing.`
}
