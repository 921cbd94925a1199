import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../kernel/clock.ts'
import { newId } from '../../../kernel/ids.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import { migrations } from '../migrations/index.ts'
import { createSqliteStorage } from '../sqlite-storage.ts'
import { aTime } from '../storage.fixtures.ts'
import { type OpenOptions, openDatabase } from './open-database.ts'

describe('migrations of an SQLite file', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cortex-migrate-'))
    file = join(folder, 'cortex.db')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const openWith = async (chosen?: NonNullable<OpenOptions['migrations']>) =>
    openDatabase({ file, clock: systemClock, logger: silentLogger, ...(chosen ? { migrations: chosen } : {}) })
  const openStorage = () => createSqliteStorage({ file, clock: systemClock, logger: silentLogger, artifactsFolder: join(folder, 'artifacts') })
  const allButTheLast: NonNullable<OpenOptions['migrations']> = (dialect) => Object.fromEntries(Object.entries(migrations(dialect)).slice(0, -1))
  const backups = () => (existsSync(join(folder, 'backups')) ? readdirSync(join(folder, 'backups')).filter((name) => name.endsWith('.backup')) : [])

  it('take a backup of the version before, keep what was there and bring it up to date', async () => {
    const before = await openWith(allButTheLast)
    const [sessionId, messageId] = [newId('ses'), newId('msg')]
    before.connection.raw.prepare("insert into sessions values (?, 'Old', 'a', null, null, null, 'idle', 1, ?, ?)").run(sessionId, aTime, aTime)
    before.connection.raw
      .prepare(
        "insert into messages (id, session_id, role, status, created_at, parts, search_text) values (?, ?, 'user', 'complete', ?, '[]', 'an old tortoise')",
      )
      .run(messageId, sessionId, aTime)
    before.connection.close()
    expect(backups()).toEqual([])

    const storage = await openStorage()
    expect((await storage.messages.search('tortoise', { limit: 5 })).map((hit) => hit.messageId)).toEqual([messageId])
    await storage.close()

    const [backup, ...others] = backups()
    expect(others).toEqual([])
    const copy = new Database(join(folder, 'backups', backup ?? ''), { readonly: true })
    expect(copy.prepare('select title from sessions').pluck().all()).toEqual(['Old'])
    expect(copy.prepare('select count(*) from kysely_migration').pluck().get()).toBe(3)
    copy.close()

    await (await openStorage()).close()
    expect(backups()).toHaveLength(1)
  })

  it('let titles that were there be the persons own, and file nothing away', async () => {
    const before = await openWith((dialect) => Object.fromEntries(Object.entries(migrations(dialect)).slice(0, 3)))
    const chat = before.connection.raw.prepare(
      "insert into sessions (id, title, agent, status, message_count, created_at, updated_at) values (?, ?, 'assistant', 'idle', 0, ?, ?)",
    )
    const [named, unnamed] = [newId('ses'), newId('ses')]
    chat.run(named, 'Taxes', aTime, aTime)
    chat.run(unnamed, 'New chat', aTime, aTime)
    const runId = newId('run')
    before.connection.raw
      .prepare(
        "insert into runs (id, root_id, session_id, kind, name, status, usage, created_at, trace_id) values (?, ?, ?, 'agent', 'a', 'done', ?, ?, 't')",
      )
      .run(runId, runId, named, '{"inputTokens":3,"outputTokens":4,"costUsd":0.5}', aTime)
    before.connection.raw
      .prepare("insert into artifacts (id, session_id, name, media_type, sha256, size_bytes, created_at) values ('art', ?, 'a', 'b', 'c', 1, ?)")
      .run(named, aTime)
    before.connection.close()

    const storage = await openStorage()
    expect(await storage.sessions.list({ limit: 5 })).toMatchObject([
      { id: unnamed, titledBy: 'rule', folderId: null, pinnedAt: null, archivedAt: null, trashedAt: null, forkedFrom: null, source: null },
      { id: named, titledBy: 'person' },
    ])
    expect(await storage.runs.totals(named)).toEqual([{ inputTokens: 3, outputTokens: 4, costUsd: 0.5, answers: 1, durationMs: 0, model: null }])
    expect(await storage.artifacts.removePending('9999')).toBe(0)
    await storage.close()
  })

  it('leave the version before untouched when they fail halfway', async () => {
    ;(await openWith(allButTheLast)).connection.close()
    const failing = openWith((dialect) => ({
      ...allButTheLast(dialect),
      '0009-broken': {
        async up(db) {
          await sql`create table half (x integer)`.execute(db)
          await sql`create table half (x integer)`.execute(db)
        },
      },
    }))
    await expect(failing).rejects.toThrow('half')
    const raw = new Database(file)
    expect(raw.prepare("select count(*) from sqlite_schema where name = 'half'").pluck().get()).toBe(0)
    raw.close()
    await (await openStorage()).close()
  })

  it('refuse a database of a newer version and leave it as it is', async () => {
    const newer = await openWith((dialect) => ({
      ...migrations(dialect),
      '0999-from-the-future': { up: async (db) => void (await sql`create table future (x integer)`.execute(db)) },
    }))
    newer.connection.close()
    await expect(openStorage()).rejects.toMatchObject({
      code: 'DATABASE_TOO_NEW',
      data: { file: 'cortex.db', version: 'schema 0999-from-the-future' },
    })
    expect(backups()).toEqual([])
    expect(readdirSync(folder)).toEqual(['cortex.db'])
  })
})
