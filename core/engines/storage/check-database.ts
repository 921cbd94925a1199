import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { examine } from './sqlite/health.ts'
import { appliedMigrations } from './sqlite/migrate.ts'

/** Reads a database file to its end: why it cannot be used, or which changes of the schema it has had and how many chats it holds. Nobody else may have it open. */
export function checkDatabase(file: string): { why: string } | { schema: string[]; chats: number } {
  const health = examine(file, { inFull: true })
  if (health.is === 'absent') return { why: 'the database is empty' }
  if (health.is === 'damaged') return { why: health.why }
  const db = new Database(file, { readonly: true, fileMustExist: true })
  try {
    const schema = appliedMigrations(db)
    return { schema, chats: schema.length === 0 ? 0 : (db.prepare('select count(*) from sessions').pluck().get() as number) }
  } finally {
    db.close()
    // Reading a database of this kind leaves its log beside it.
    for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
  }
}
