import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Fault } from '../../contract/faults.ts'

/** What is locked stays reachable: a database that is collected as garbage would let its lock go. */
const held = new Set<Database.Database>()

/**
 * Makes this process the only one that works on a data folder, until `release` or its death: the operating system drops the lock
 * of a process that is killed, so there is nothing stale to clean up. Throws DATA_FOLDER_BUSY when another one is at work.
 */
export function lockFolder(folder: string): { release(): void } {
  mkdirSync(folder, { recursive: true })
  const lock = new Database(join(folder, 'workstation.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    if ((cause as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw new Fault('DATA_FOLDER_BUSY', { folder }, { cause })
    throw cause
  }
  held.add(lock)
  return {
    release() {
      held.delete(lock)
      lock.close()
    },
  }
}
