import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { isDamage, type SqliteConnection } from './connection.ts'

/**
 * How large a database may be for a full check at every start, and how large after a crash. SQLite checks about 250 MB a second, so these
 * cost up to a quarter of a second and up to four. A killed process cannot damage an SQLite file, only a disk or another program
 * can; for what is larger, a query that meets damage asks for a full check at the next start.
 */
const checkedAlwaysBytes = 64 * 2 ** 20
const checkedAfterCrashBytes = 2 ** 30

/** The file whose presence asks for a full check at the next start. */
export const suspicionOf = (file: string): string => `${file}.suspect`

type Health = { is: 'absent' } | { is: 'sound' } | { is: 'damaged'; why: string }

/**
 * Looks at a database without changing it. The header, the length and the schema are always read. Every table is checked (`quick_check`)
 * when the file is small, when a WAL was left behind (the last close was not clean), when damage was met before, or when asked to.
 */
export function examine(file: string, options: { inFull?: boolean } = {}): Health {
  const sizeBytes = sizeOf(file)
  const walBytes = sizeOf(`${file}-wal`) ?? 0
  if (sizeBytes === null) return walBytes > 0 ? { is: 'damaged', why: 'the file is missing, only its write-ahead log is there' } : { is: 'absent' }
  if (sizeBytes === 0) return walBytes > 0 ? { is: 'damaged', why: 'the file is empty' } : { is: 'absent' }
  const why = problemOfHeader(file, sizeBytes, walBytes)
  if (why) return { is: 'damaged', why }

  const unasked = walBytes > 0 ? checkedAfterCrashBytes : checkedAlwaysBytes
  const inFull = options.inFull || sizeBytes <= unasked || existsSync(suspicionOf(file))
  try {
    // Read-only, so that closing does not write the log into a file that may have to be set aside as it is.
    const db = new Database(file, { readonly: true, fileMustExist: true })
    try {
      const tables = db.prepare("select name from sqlite_schema where type = 'table' and sql not like 'create virtual%'").pluck().all() as string[]
      // Table by table, because over a search index as such SQLite takes three times as long as over everything else; the tables that
      // hold it are among these.
      for (const table of inFull ? tables : []) {
        const found = db.pragma(`quick_check('${table.replaceAll("'", "''")}')`, { simple: true })
        if (found !== 'ok') return { is: 'damaged', why: String(found).replace(/\s+/g, ' ') }
      }
      return { is: 'sound' }
    } finally {
      db.close()
    }
  } catch (error) {
    if (isDamage(error)) return { is: 'damaged', why: (error as Error).message }
    throw error
  }
}

/** Rebuilds the search index from the messages when its tables are whole but do not make sense; whether it had to. */
export function rebuildBrokenSearch({ raw }: SqliteConnection): boolean {
  try {
    raw.exec("insert into message_search (message_search) values ('integrity-check')")
    return false
  } catch (error) {
    if (!isDamage(error)) throw error
    raw.exec("insert into message_search (message_search) values ('rebuild')")
    return true
  }
}

const sizeOf = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.size ?? null

/** What is wrong with the first 100 bytes (https://sqlite.org/fileformat.html#the_database_header); null when nothing is. */
function problemOfHeader(file: string, sizeBytes: number, walBytes: number): string | null {
  const header = Buffer.alloc(100)
  const descriptor = openSync(file, 'r')
  try {
    if (readSync(descriptor, header, 0, 100, 0) < 100) return 'the file is cut off'
  } finally {
    closeSync(descriptor)
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return 'the file is not a database'
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16)
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0) return 'its page size makes no sense'
  const pages = header.readUInt32BE(28)
  const isCountValid = header.readUInt32BE(24) === header.readUInt32BE(92)
  // With a log, pages that the header counts may still be in there.
  if (walBytes === 0 && isCountValid && sizeBytes < pages * pageBytes) return 'the file is cut off'
  return null
}
