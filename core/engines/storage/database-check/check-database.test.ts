import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../kernel/clock.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import { createSqliteStorage } from '../sqlite-storage.ts'
import { aMessage, aSession } from '../storage.fixtures.ts'
import { checkDatabase } from './check-database.ts'

const never = new AbortController().signal

/** A database with a chat of some length, closed. */
async function aDatabase() {
  const folder = mkdtempSync(join(tmpdir(), 'cortex-check-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'cortex.db')
  const storage = await createSqliteStorage({ file, clock: systemClock, logger: silentLogger, artifactsFolder: join(folder, 'artifacts') })
  const session = aSession({})
  await storage.sessions.insert(session)
  await storage.messages.insert(aMessage(session.id, 'words '.repeat(20_000)))
  await storage.close()
  return { folder, file, schema: storage.schema }
}

test('a sound database is told by its schema and chats, and is left as it was', async () => {
  const { folder, file, schema } = await aDatabase()
  const names = readdirSync(folder)
  expect(await checkDatabase(file, never)).toEqual({ schema, chats: 1 })
  expect(readdirSync(folder)).toEqual(names)
})

test('damage in the midst of it is told, and so is what is no database', async () => {
  const { folder, file } = await aDatabase()
  const bytes = readFileSync(file)
  // Pages between the schema and the end.
  writeFileSync(file, bytes.fill(0xa5, bytes.byteLength / 4, (bytes.byteLength * 3) / 4))
  expect(await checkDatabase(file, never)).toEqual({ why: expect.any(String) })
  writeFileSync(file, 'of another program '.repeat(20))
  expect(await checkDatabase(file, never)).toEqual({ why: 'the file is not a database' })
  expect(await checkDatabase(join(folder, 'nothing.db'), never)).toEqual({ why: 'the database is empty' })
})

test('what keeps it from being read is an error with its code', async () => {
  const { folder } = await aDatabase()
  await expect(checkDatabase(folder, never)).rejects.toMatchObject({ code: 'EISDIR' })
})

test('it ends when nobody waits for it any more', async () => {
  const { file } = await aDatabase()
  const ends = new AbortController()
  const checking = checkDatabase(file, ends.signal)
  expect(process.getActiveResourcesInfo()).toContain('ProcessWrap')
  ends.abort()
  await expect(checking).rejects.toMatchObject({ name: 'AbortError' })
  // Node forgets a process a turn after it has ended.
  await expect.poll(() => process.getActiveResourcesInfo()).not.toContain('ProcessWrap')
})
