import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { systemClock } from '../../kernel/clock.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { createSqliteStorage } from './sqlite-storage.ts'
import { storageSuite } from './storage.testsuite.ts'

const folder = mkdtempSync(join(tmpdir(), 'cortex-storage-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const parts = { clock: systemClock, logger: silentLogger }
let opened = 0
const nextFolder = () => join(folder, String(++opened))

storageSuite('SQLite in memory', () => createSqliteStorage({ ...parts, file: ':memory:', artifactsFolder: nextFolder() }))
storageSuite('an SQLite file', () => {
  const data = nextFolder()
  return createSqliteStorage({ ...parts, file: join(data, 'cortex.db'), artifactsFolder: join(data, 'artifacts') })
})
