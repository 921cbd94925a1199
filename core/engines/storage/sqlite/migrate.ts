import { basename } from 'node:path'
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { Fault } from '../../../contract/faults.ts'
import type { Logger } from '../../../kernel/logger.ts'
import type { SqliteConnection } from './connection.ts'

/** Where Kysely's migrator notes what was applied. */
const table = 'kysely_migration'

/**
 * Brings the schema up to the last of `migrations`, after `takeBackup` when there is something to lose. A database that knows migrations
 * which this version does not is refused untouched (DATABASE_TOO_NEW).
 */
export async function migrate(options: {
  connection: SqliteConnection
  db: Kysely<unknown>
  migrations: Record<string, Migration>
  takeBackup: () => Promise<string | null>
  file: string
  logger: Logger
}): Promise<void> {
  const { connection, db, migrations, file, logger } = options
  const known = Object.keys(migrations).sort()
  const applied = appliedMigrations(connection.raw)
  const newer = applied.filter((name) => !known.includes(name))
  if (newer.length > 0) throw new Fault('DATABASE_TOO_NEW', { file: basename(file), version: `schema ${newer.at(-1)}` })
  const pending = known.filter((name) => !applied.includes(name))
  if (pending.length === 0) return
  if (applied.length > 0) {
    const backup = await options.takeBackup()
    logger.info('database is being upgraded', { migrations: pending, backup })
  }
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations }, migrationTableName: table })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

/** The names of the changes that a database has had, in order. */
export function appliedMigrations(raw: SqliteConnection['raw']): string[] {
  const exists = raw.prepare("select 1 from sqlite_schema where type = 'table' and name = ?").get(table)
  return exists ? (raw.prepare(`select name from ${table} order by name`).pluck().all() as string[]) : []
}
