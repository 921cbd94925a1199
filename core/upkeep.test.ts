import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createSqliteStorage } from './engines/storage/sqlite-storage.ts'
import { isoNow } from './kernel/clock.ts'
import { silentLogger } from './kernel/logger.ts'
import { copyBeforeClosing, startUpkeep } from './upkeep.ts'

async function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'cortex-upkeep-'))
  let nowMs = Date.parse('2026-03-01T10:00:00.000Z')
  const clock = { now: () => ++nowMs }
  const file = join(folder, 'cortex.db')
  const storage = await createSqliteStorage({ file, clock, logger: silentLogger, artifactsFolder: join(folder, 'artifacts') })
  onTestFinished(async () => {
    await storage.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const copies = () => readdirSync(join(folder, 'backups'), { withFileTypes: true }).filter(({ name }) => name.endsWith('.backup')).length
  return { storage, clock, copies, pass: (ms: number) => (nowMs += ms) }
}

test('what fails is told and tried again, and keeps nothing else from its turn', async () => {
  const { storage, clock, copies } = await opened()
  const before = isoNow(clock)
  await storage.cache.set('weather', 'rain', isoNow(clock))
  expect(await storage.cache.get('weather', before)).toBe('rain')
  const warned: string[] = []
  let tries = 0
  const upkeep = startUpkeep({
    storage,
    sweepChats: async () => {
      tries += 1
      throw new Error('the disk is full')
    },
    backUp: null,
    clock,
    logger: { ...silentLogger, warn: (message) => warned.push(message) },
    everyMs: 5,
  })
  onTestFinished(upkeep.stop)
  await expect.poll(() => tries).toBeGreaterThan(2)
  expect(new Set(warned)).toEqual(new Set(['sweeping chats failed']))
  await expect.poll(copies).toBe(1)
  await expect.poll(() => storage.cache.get('weather', before)).toBeUndefined()

  upkeep.stop()
  const triesAtStop = tries
  await sleep(50)
  expect(tries).toBe(triesAtStop)
})

test('a life that ends leaves a copy of the database that is no older than a day', async () => {
  const { storage, copies, pass } = await opened()
  await copyBeforeClosing(storage)
  await copyBeforeClosing(storage)
  expect(copies()).toBe(1)
  pass(25 * 60 * 60_000)
  await copyBeforeClosing(storage)
  expect(copies()).toBe(2)
})
