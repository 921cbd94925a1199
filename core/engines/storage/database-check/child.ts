import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { examine } from '../sqlite/health.ts'
import { appliedMigrations } from '../sqlite/migrate.ts'
import type { DatabaseFound, FromCheck } from './check-database.ts'

// One process, one check: it is told a file, reads it to its end, says what it found and ends.
const [, , file] = process.argv
if (file === undefined || !process.send) throw new Error('child.ts is started by check-database.ts')
// Nobody waits for the answer any more.
process.once('disconnect', () => process.exit())

function read(path: string): DatabaseFound {
  const health = examine(path, { inFull: true })
  if (health.is === 'absent') return { why: 'the database is empty' }
  if (health.is === 'damaged') return { why: health.why }
  const db = new Database(path, { readonly: true, fileMustExist: true })
  try {
    const schema = appliedMigrations(db)
    return { schema, chats: schema.length === 0 ? 0 : (db.prepare('select count(*) from sessions').pluck().get() as number) }
  } finally {
    db.close()
    // Reading a database of this kind leaves its log beside it.
    for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
  }
}

function answer(): FromCheck {
  try {
    return { found: read(file as string) }
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    return { failed: { message, code } }
  }
}

process.send(answer(), () => process.disconnect())
