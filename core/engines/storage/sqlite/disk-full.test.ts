import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openConnection } from './connection.ts'

test('a full disk is told as that, and what was written before stays', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cortex-full-'))
  const connection = openConnection(join(folder, 'full.db'), () => {})
  const run = (sql: string, parameters: unknown[] = []) => connection.execute<{ text: string }>({ sql, parameters })
  try {
    run('create table notes (text text)')
    run('insert into notes values (?)', ['kept'])
    // SQLite says the same as on a disk without room.
    connection.raw.pragma('max_page_count = 3')
    expect(() => run('insert into notes values (?)', ['x'.repeat(100_000)])).toThrow(expect.objectContaining({ code: 'DISK_FULL' }))
    expect(run('select text from notes').rows).toEqual([{ text: 'kept' }])
    connection.raw.pragma('max_page_count = 1000')
    run('insert into notes values (?)', ['after'])
    expect(run('select text from notes').rows).toHaveLength(2)
  } finally {
    connection.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
