import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, expect, it } from 'vitest'
import { systemClock } from '../../../../kernel/clock.ts'
import type { MessageId, RunId } from '../../../../kernel/ids.ts'
import { silentLogger } from '../../../../kernel/logger.ts'
import { createSqliteStorage } from '../../sqlite-storage.ts'

const folder = mkdtempSync(join(tmpdir(), 'cortex-killed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'cortex.db')
const artifactsFolder = join(folder, 'artifacts')

/** Lets a writer run until some moment after its first acknowledgement, kills it, and returns the lines it printed in full. */
async function killedWriter(afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./child.ts', import.meta.url)), file, artifactsFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (printed === '') setTimeout(() => child.kill('SIGKILL'), afterMs)
    printed += text
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' })
  return printed.split('\n').slice(0, -1)
}

it('a writer killed at any moment loses nothing that was acknowledged, and leaves a sound database', async () => {
  let acknowledged = 0
  for (let round = 0; round < 10; round++) {
    const lines = await killedWriter(Math.random() * 150)
    const storage = await createSqliteStorage({ file, clock: systemClock, logger: silentLogger, artifactsFolder })
    expect(await storage.status()).toMatchObject({ state: 'ok' })
    const last = new Map<RunId, number>()
    for (const line of lines) {
      const [kind, id, seq] = line.split(' ')
      if (kind === 'm') expect(await storage.messages.get(id as MessageId), line).not.toBeNull()
      else last.set(id as RunId, Number(seq))
      acknowledged++
    }
    for (const [id, seq] of last)
      expect((await storage.journal.read(id, 0, 1_000_000)).slice(0, seq).map((event) => event.seq)).toEqual(
        Array.from({ length: seq }, (_, index) => index + 1),
      )
    for (const session of await storage.sessions.list({ limit: 1 })) {
      const hits = await storage.messages.search('acknowledged', { sessionId: session.id, limit: 1_000_000 })
      expect(hits).toHaveLength(session.messageCount)
    }
    await storage.close()
    const raw = new Database(file)
    expect(raw.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(() => raw.exec("insert into message_search (message_search, rank) values ('integrity-check', 1)")).not.toThrow()
    raw.close()
  }
  expect(acknowledged).toBeGreaterThan(50)
})
