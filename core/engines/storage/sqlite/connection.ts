import Database from 'better-sqlite3'
import type { CompiledQuery } from 'kysely'
import { Fault } from '../../../contract/faults.ts'
import { createTurn, type Turn } from './turn.ts'

/** How many prepared statements are kept. The stores make fewer than 100; the rest are lists with unusual filters. */
const keptStatements = 256
/** How long a statement waits for another process (a backup tool, a second core) that is writing. It blocks the thread. */
const busyTimeoutMs = 3_000

export type SqliteConnection = {
  readonly raw: Database.Database
  /** Hold it for every `execute`; who opens a transaction holds it until the end. */
  readonly turn: Turn
  /** Runs one statement, prepared once for each text. */
  execute<Row>(query: Pick<CompiledQuery<Row>, 'sql' | 'parameters'>): { rows: Row[]; changed: number }
  close(): void
}

/**
 * Opens a database with the settings everything here relies on. What is committed survives the death of the process
 * (WAL, synchronous=NORMAL); a power cut may take the last moments, never the database.
 */
export function openConnection(file: string, onDamage: (error: unknown) => void): SqliteConnection {
  const raw = new Database(file, { timeout: busyTimeoutMs })
  try {
    raw.pragma('journal_mode = WAL')
    raw.pragma('synchronous = NORMAL')
    raw.pragma('foreign_keys = ON')
    // A WAL that one big transaction blew up is cut back to this many bytes at the next checkpoint.
    raw.pragma('journal_size_limit = 67108864')
  } catch (error) {
    raw.close()
    throw error
  }
  const statements = new Map<string, Database.Statement>()

  const prepared = (sql: string): Database.Statement => {
    const known = statements.get(sql)
    const statement = known ?? raw.prepare(sql)
    // A map keeps the order of insertion: the least recently used is the first.
    if (known) statements.delete(sql)
    else if (statements.size >= keptStatements) statements.delete(statements.keys().next().value as string)
    statements.set(sql, statement)
    return statement
  }

  return {
    raw,
    turn: createTurn(),
    execute<Row>({ sql, parameters }: Pick<CompiledQuery<Row>, 'sql' | 'parameters'>) {
      if (!raw.open) throw new Error('The storage is closed.')
      try {
        const statement = prepared(sql)
        if (statement.reader) return { rows: statement.all(parameters) as Row[], changed: 0 }
        return { rows: [], changed: statement.run(parameters).changes }
      } catch (error) {
        if (isDamage(error)) onDamage(error)
        throw isFull(error) ? diskFull(error) : error
      }
    },
    close() {
      statements.clear()
      raw.close()
    },
  }
}

/** Whether SQLite says that the file itself is broken. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Database.SqliteError && (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB')

/** Whether there was no room for what was to be written; what was stored before is as it was. */
const isFull = (error: unknown): boolean => error instanceof Database.SqliteError && error.code === 'SQLITE_FULL'

const diskFull = (cause: unknown) =>
  new Fault(
    'DISK_FULL',
    { detail: 'The disk is full, so this could not be saved. Make room on it, then try again; what was saved before is kept.' },
    { cause },
  )
