import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Clock } from '../../../kernel/clock.ts'
import type { Logger } from '../../../kernel/logger.ts'
import type { StorageDialect } from '../dialect.ts'
import { migrations as shippedMigrations } from '../migrations/index.ts'
import type { Tables } from '../schema.ts'
import { listBackups, removePartialBackups, takeBackup } from './backups.ts'
import { isDamage, openConnection, type SqliteConnection } from './connection.ts'
import { createSqliteDialect } from './dialect.ts'
import { examine, rebuildBrokenSearch, suspicionOf } from './health.ts'
import { createKyselyDialect } from './kysely-dialect.ts'
import { migrate } from './migrate.ts'
import { type Recovery, recover } from './recovery.ts'

type OpenDatabase = {
  connection: SqliteConnection
  db: Kysely<Tables>
  dialect: StorageDialect
  found: { state: 'ok'; detail: string } | Recovery
}

export type OpenOptions = {
  file: string
  clock: Clock
  logger: Logger
  /** Only tests of migrations pass their own. */
  migrations?: (dialect: StorageDialect) => Record<string, Migration>
}

const inOrder = { state: 'ok', detail: 'The database is in order.' } as const

/** Examines the file, recovers it when it is damaged, opens it and brings its schema up to date. */
export async function openDatabase(options: OpenOptions): Promise<OpenDatabase> {
  const { file, clock, logger } = options
  if (file === ':memory:') return { ...(await openAndMigrate(options)), found: inOrder }

  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  removePartialBackups(file)
  const health = examine(file)
  // Without a file but with backups, something took the file away; nobody has to notice by missing their chats.
  const why = health.is === 'damaged' ? health.why : health.is === 'absent' && listBackups(file).length > 0 ? 'the file is missing or empty' : null
  if (why !== null) return openRecovered(options, why)
  try {
    const opened = await openAndMigrate(options)
    if (existsSync(suspicionOf(file))) {
      if (rebuildBrokenSearch(opened.connection)) logger.warn('search index was rebuilt', { file: basename(file) })
      rmSync(suspicionOf(file), { force: true })
    }
    return { ...opened, found: inOrder }
  } catch (error) {
    // Damage that the short look at a large file did not show.
    if (!isDamage(error)) throw error
    logger.error('database is damaged', { file: basename(file), error: (error as Error).message })
    return openRecovered({ file, clock, logger }, (error as Error).message)
  }
}

async function openRecovered(options: OpenOptions, why: string): Promise<OpenDatabase> {
  const found = recover(options.file, why, options.clock)
  options.logger.warn('database was recovered', { file: basename(options.file), ...found })
  return { ...(await openAndMigrate(options)), found }
}

async function openAndMigrate({ file, clock, logger, migrations = shippedMigrations }: OpenOptions): Promise<Omit<OpenDatabase, 'found'>> {
  const isFile = file !== ':memory:'
  // Made here, so that chats are nobody else's to read; SQLite gives its log the same mode.
  if (isFile && !existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  const connection = openConnection(file, (error) => {
    logger.error('database is damaged', { file: basename(file), error: (error as Error).message })
    if (isFile) writeFileSync(suspicionOf(file), 'A query met damage. The next start checks the whole database.\n')
  })
  try {
    const db = new Kysely<Tables>({ dialect: createKyselyDialect(connection) })
    const dialect = createSqliteDialect(db)
    await migrate({
      connection,
      db: db as Kysely<unknown>,
      migrations: migrations(dialect),
      takeBackup: async () => (isFile ? takeBackup(connection, file, clock) : null),
      file,
      logger,
    })
    return { connection, db, dialect }
  } catch (error) {
    connection.close()
    throw error
  }
}
