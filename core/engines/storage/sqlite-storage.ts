import { statSync } from 'node:fs'
import type { Clock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import { createArtifactFiles } from './artifact-files.ts'
import { migrations } from './migrations/index.ts'
import type { Storage } from './port.ts'
import { copyDatabase, listBackups, removeDatabase, takeBackup } from './sqlite/backups.ts'
import { openDatabase } from './sqlite/open-database.ts'
import { createSqliteQueries } from './sqlite/queries.ts'
import { listSetAside } from './sqlite/recovery.ts'
import { prepareStores } from './stores/index.ts'

type SqliteStorageOptions = {
  /** Its folder is made when it is missing; backups go to `backups/` beside it. */
  file: string | ':memory:'
  clock: Clock
  logger: Logger
  artifactsFolder: string
  /** How long a transaction may take before it is rolled back; everything else waits for it meanwhile. */
  transactionLimitMs?: number
}

/**
 * The workstation's memory in one SQLite file. A damaged file is set aside and the newest good backup restored (`status()` tells);
 * DATABASE_TOO_NEW when a newer version has written it.
 */
export async function createSqliteStorage({
  file,
  clock,
  logger,
  artifactsFolder,
  transactionLimitMs = 30_000,
}: SqliteStorageOptions): Promise<Storage> {
  const { connection, db, dialect, found } = await openDatabase({ file, clock, logger })
  const queries = createSqliteQueries(connection)
  const storesOn = prepareStores(db, dialect, createArtifactFiles(artifactsFolder))
  let closing: Promise<void> | undefined

  return {
    ...storesOn(queries.root),
    transaction: (work) => queries.transaction((on) => work(storesOn(on)), transactionLimitMs),
    async status() {
      if (file === ':memory:') return { ...found, sizeBytes: memoryBytes() }
      const aside = found.state === 'ok' ? listSetAside(file) : []
      const detail = aside.length === 0 ? found.detail : `${found.detail} Kept from former damage: ${aside.join(', ')}.`
      return { ...found, detail, sizeBytes: fileBytes(file) + fileBytes(`${file}-wal`) }
    },
    async backup(options) {
      if (file === ':memory:') return null
      const newest = listBackups(file)[0]
      if (options && newest && clock.now() - Date.parse(newest.takenAt) < options.unlessNewerThanMs) return null
      return await takeBackup(connection, file, clock)
    },
    schema: Object.keys(migrations(dialect)).sort(),
    async copyTo(to, signal) {
      try {
        await copyDatabase(connection, to, signal)
      } catch (error) {
        removeDatabase(to)
        throw error
      }
    },
    close() {
      closing ??= closeAfterTheRest()
      return closing
    },
  }

  function memoryBytes(): number {
    return Number(connection.raw.pragma('page_count', { simple: true })) * Number(connection.raw.pragma('page_size', { simple: true }))
  }

  async function closeAfterTheRest(): Promise<void> {
    await connection.turn.take()
    try {
      // Keeps the query planner's knowledge fresh; takes about a millisecond when little has changed.
      connection.raw.pragma('optimize')
    } catch (error) {
      logger.warn('database could not be optimized', { error: (error as Error).message })
    } finally {
      connection.close()
      connection.turn.release()
    }
  }
}

const fileBytes = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0
