import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../kernel/clock.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import type { Storage, Stores } from '../port.ts'
import { createSqliteStorage } from '../sqlite-storage.ts'
import { aSession } from '../storage.fixtures.ts'

describe('transactions on the one connection', () => {
  let storage: Storage
  beforeEach(async () => {
    storage = await createSqliteStorage({
      file: ':memory:',
      clock: systemClock,
      logger: silentLogger,
      artifactsFolder: '/nowhere',
      transactionLimitMs: 50,
    })
  })
  afterEach(() => storage.close())

  it('say what is wrong instead of waiting for themselves', async () => {
    await expect(storage.transaction(() => storage.sessions.count())).rejects.toThrow('use the stores it passes')
    await expect(storage.transaction(() => storage.transaction(async () => {}))).rejects.toThrow('use the stores it passes')
    expect(await storage.sessions.count()).toBe(0)
  })

  it('are rolled back when they hang, and everybody else goes on', async () => {
    let late: Stores | undefined
    const hanging = storage.transaction(async (tx) => {
      late = tx
      await tx.sessions.insert(aSession())
      await new Promise(() => {})
    })
    const waiting = storage.sessions.count()
    await expect(hanging).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    expect(await waiting).toBe(0)
    await expect(late?.sessions.insert(aSession())).rejects.toThrow('over')
  })

  it('let work that they started go on by itself after their end', async () => {
    let afterwards: Promise<number> | undefined
    await storage.transaction(async (tx) => {
      await tx.sessions.insert(aSession())
      afterwards = new Promise<void>((resolve) => setTimeout(resolve, 5)).then(() => storage.sessions.count())
    })
    expect(await afterwards).toBe(1)
  })

  it('do not keep a failed beginning', async () => {
    await expect(storage.transaction(() => Promise.reject(new Error('at once')))).rejects.toThrow('at once')
    await storage.sessions.insert(aSession())
    expect(await storage.transaction((tx) => tx.sessions.count())).toBe(1)
  })
})
