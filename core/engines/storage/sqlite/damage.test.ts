import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SessionId } from '../../../kernel/ids.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import type { Storage } from '../port.ts'
import { createSqliteStorage } from '../sqlite-storage.ts'
import { aMessage, aSession } from '../storage.fixtures.ts'
import { suspicionOf } from './health.ts'

describe('an SQLite file that something happened to', () => {
  let folder: string
  let file: string
  let nowMs = Date.parse('2026-03-01T12:00:00.000Z')
  let storage: Storage | undefined
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cortex-damage-'))
    file = join(folder, 'cortex.db')
  })
  afterEach(async () => {
    await storage?.close()
    storage = undefined
    rmSync(folder, { recursive: true, force: true })
  })

  const open = async (): Promise<Storage> => {
    storage = await createSqliteStorage({ file, clock: { now: () => nowMs }, logger: silentLogger, artifactsFolder: join(folder, 'artifacts') })
    return storage
  }
  /** Writes enough for many pages and closes; returns the id of the session that was there before the backup, and of the one after. */
  const fill = async (withBackup: boolean): Promise<[SessionId, SessionId]> => {
    const early = aSession({ title: 'early' })
    const late = aSession({ title: 'late' })
    const db = await open()
    await db.sessions.insert(early)
    await db.transaction(async (tx) => {
      for (let index = 0; index < 400; index++) await tx.messages.insert(aMessage(early.id, `message ${index} ${'with some words '.repeat(10)}`))
    })
    if (withBackup) await db.backup()
    await db.sessions.insert(late)
    await db.close()
    return [early.id, late.id]
  }
  const namesOf = (part: string) => readdirSync(folder).filter((name) => name.includes(part))

  const rootPageOf = (table: string): number => {
    const db = new Database(file)
    const page = db.prepare('select rootpage from sqlite_schema where name = ?').pluck().get(table) as number
    db.close()
    return page
  }
  const zeroAPage = () => {
    const from = (rootPageOf('messages') - 1) * 4096
    writeFileSync(file, readFileSync(file).fill(0, from, from + 4096))
  }
  const damages: Record<string, () => void> = {
    'is cut off in the middle': () => truncateSync(file, 4096 * 9),
    'is cut off by one byte': () => truncateSync(file, readFileSync(file).length - 1),
    'is cut off within the header': () => truncateSync(file, 50),
    'holds something else': () => writeFileSync(file, 'not a database at all\n'.repeat(1000)),
    'has a page of zeros': zeroAPage,
    'has garbage in place of its schema': () => {
      const bytes = readFileSync(file)
      bytes.fill(0xa5, 100, 4096)
      writeFileSync(file, bytes)
    },
  }

  for (const [what, damage] of Object.entries(damages)) {
    it(`that ${what} is set aside as it is, and the backup restored`, async () => {
      const [early, late] = await fill(true)
      damage()
      const damaged = readFileSync(file)
      const db = await open()
      const status = await db.status()
      expect(status.state).toBe('restored')
      expect(status.detail).toContain('2026-03-01T12:00:00.000Z')
      expect(await db.sessions.get(early)).not.toBeNull()
      expect(await db.sessions.get(late)).toBeNull()
      expect(await db.messages.search('words', { limit: 1 })).toHaveLength(1)
      const [aside] = namesOf('damaged')
      expect(status.detail).toContain(aside)
      expect(readFileSync(join(folder, aside ?? '')).equals(damaged)).toBe(true)
      await db.close()
      expect((await (await open()).status()).state).toBe('ok')
    })
  }

  it('starts afresh when there is no backup, and keeps the damaged file', async () => {
    await fill(false)
    writeFileSync(file, 'x'.repeat(10_000))
    const db = await open()
    expect(await db.status()).toMatchObject({ state: 'fresh-after-damage' })
    expect(await db.sessions.count()).toBe(0)
    expect(namesOf('damaged')).toHaveLength(1)
  })

  it('passes over a damaged backup to the newest good one, and says how much may be missing', async () => {
    await fill(true)
    nowMs += 3_600_000
    const db = await open()
    const newest = (await db.backup()) ?? ''
    await db.close()
    writeFileSync(newest, readFileSync(newest).fill(7, 8192))
    writeFileSync(file, 'gone')
    nowMs += 1
    expect((await (await open()).status()).detail).toMatch(
      /backup of 2026-03-01T12:00:00.000Z was restored; what was written in the \d+ days after it is missing/,
    )
    nowMs -= 3_600_001
  })

  it('sets a log without its database aside together, and restores a file that vanished', async () => {
    const [early] = await fill(true)
    rmSync(file)
    writeFileSync(`${file}-wal`, 'half a log')
    const db = await open()
    expect((await db.status()).state).toBe('restored')
    expect(await db.sessions.get(early)).not.toBeNull()
    expect(namesOf('damaged').map((name) => name.slice(-4))).toEqual(['-wal'])
  })

  it('takes an empty file for a new database', async () => {
    writeFileSync(file, '')
    expect((await (await open()).status()).state).toBe('ok')
  })

  it('is checked in full at the next start once a query met damage', async () => {
    const [early] = await fill(true)
    const root = rootPageOf('messages')
    const db = await open()
    const descriptor = openSync(file, 'r+')
    writeSync(descriptor, Buffer.alloc(4096), 0, 4096, (root - 1) * 4096)
    closeSync(descriptor)
    await expect(db.messages.branch(aMessage(early, 'x').id, 1).then(() => db.messages.search('words', { limit: 1 }))).rejects.toThrow('malformed')
    expect(existsSync(suspicionOf(file))).toBe(true)
    await db.close()
    expect((await (await open()).status()).state).toBe('restored')
    expect(existsSync(suspicionOf(file))).toBe(false)
  })

  it('gets its search index rebuilt, and nothing else changed, when only that is broken', async () => {
    const [early, late] = await fill(true)
    const raw = new Database(file)
    raw.unsafeMode(true)
    raw.exec('delete from message_search_data where id > 10')
    raw.close()
    const broken = await open()
    await expect(broken.messages.search('words', { limit: 1 })).rejects.toThrow()
    await broken.close()
    const db = await open()
    expect((await db.status()).state).toBe('ok')
    expect(await db.messages.search('words', { limit: 1000 })).toHaveLength(400)
    for (const id of [early, late]) expect(await db.sessions.get(id)).not.toBeNull()
  })

  it('keeps only the newest backups, readable by their owner alone', async () => {
    const db = await open()
    const paths: string[] = []
    for (let index = 0; index < 7; index++) paths.push((await db.backup()) ?? '')
    expect(new Set(paths).size).toBe(7)
    expect(paths.map((path) => existsSync(path))).toEqual([false, false, true, true, true, true, true])
    expect(readdirSync(join(folder, 'backups'))).toHaveLength(5)
    if (process.platform !== 'win32') for (const path of [file, paths[6] ?? '']) expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('goes on saying what was set aside, at later starts too', async () => {
    await fill(false)
    writeFileSync(file, 'not a database at all')
    const first = await open()
    expect((await first.status()).state).toBe('fresh-after-damage')
    await first.close()
    const { state, detail } = await (await open()).status()
    expect(state).toBe('ok')
    expect(detail).toMatch(/Kept from former damage: cortex\.db\.damaged-[\dTZ-]+\./)
  })

  it('takes no backup while one is new enough', async () => {
    const db = await open()
    expect(await db.backup({ unlessNewerThanMs: 60_000 })).not.toBeNull()
    expect(await db.backup({ unlessNewerThanMs: 60_000 })).toBeNull()
    expect(await db.backup()).not.toBeNull()
  })

  it('leaves no half backup behind when it is closed or killed over one', async () => {
    await fill(true)
    const db = await open()
    writeFileSync(join(folder, 'backups', 'cortex.db.2026-01-01T00-00-00-000Z-00.backup.partial'), 'half')
    const backup = db.backup().catch(() => null)
    await db.close()
    await backup
    await (await open()).backup()
    expect(readdirSync(join(folder, 'backups')).filter((name) => name.includes('partial'))).toEqual([])
  })

  it('copies everything that is committed while others write, and nothing that is not', async () => {
    const [early] = await fill(false)
    const db = await open()
    const doomed = db.transaction(async (tx) => {
      await tx.messages.insert(aMessage(early, 'uncommitted'))
      await new Promise((resolve) => setTimeout(resolve, 30))
      throw new Error('stop')
    })
    const backup = db.backup()
    const writes = Array.from({ length: 50 }, (_, index) => db.messages.insert(aMessage(early, `meanwhile ${index}`)))
    await expect(doomed).rejects.toThrow('stop')
    await Promise.all(writes)
    const copy = new Database((await backup) ?? '', { readonly: true })
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(copy.prepare('select count(*) from messages').pluck().get()).toBeGreaterThanOrEqual(400)
    expect(copy.prepare("select count(*) from messages where search_text = 'uncommitted'").pluck().get()).toBe(0)
    copy.close()
  })
})
