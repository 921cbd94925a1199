import { CompiledQuery, type DatabaseConnection, type Dialect, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { SqliteConnection } from './connection.ts'

/**
 * Kysely over one shared connection with cached statements. Its connection is the turn: a query waits while a transaction is open,
 * and a Kysely transaction keeps the turn until it ends.
 */
export function createKyselyDialect(connection: SqliteConnection): Dialect {
  const begin = CompiledQuery.raw('begin immediate')
  const commit = CompiledQuery.raw('commit')
  const rollback = CompiledQuery.raw('rollback')
  const only: DatabaseConnection = {
    async executeQuery<Row>(query: CompiledQuery) {
      const { rows, changed } = connection.execute(query)
      return { rows: rows as Row[], numAffectedRows: BigInt(changed) }
    },
    // biome-ignore lint/correctness/useYield: the interface asks for it; an open iterator would block the only connection.
    async *streamQuery() {
      throw new Error('Rows are not streamed from SQLite: read a page.')
    },
  }
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createDriver: () => ({
      async init() {},
      async acquireConnection() {
        await connection.turn.take()
        return only
      },
      async beginTransaction() {
        connection.execute(begin)
      },
      async commitTransaction() {
        connection.execute(commit)
      },
      async rollbackTransaction() {
        if (connection.raw.inTransaction) connection.execute(rollback)
      },
      async releaseConnection() {
        connection.turn.release()
      },
      async destroy() {},
    }),
  }
}

/** SQLite can undo DDL, so a migration that fails halfway leaves nothing behind. (Kysely's own adapter does not use this.) */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
