import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MessageRow, Storage } from '../core/engines/storage/port.ts'
import { createSqliteStorage } from '../core/engines/storage/sqlite-storage.ts'
import { foldersOf } from '../core/folders.ts'
import { systemClock } from '../core/kernel/clock.ts'
import { type MessageId, newId, type SessionId } from '../core/kernel/ids.ts'
import { silentLogger } from '../core/kernel/logger.ts'

/** A folder that is gone when `work` is done. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cortex-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const openStorage = (folder: string) =>
  createSqliteStorage({ file: join(folder, 'cortex.db'), clock: systemClock, logger: silentLogger, artifactsFolder: join(folder, 'artifacts') })

const words =
  'ingest nightly timing container answer calculator weather report invoice parser memory disk latency endpoint batch event manifest agent tool relic'.split(
    ' ',
  )
let seed = 1
/** The same pseudo-random words in each run (a linear congruential generator), so that figures can be compared. */
export const someText = (count: number): string =>
  Array.from({ length: count }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return words[seed % words.length]
  }).join(' ')

export const messageOf = (sessionId: SessionId, parentId: MessageId | null, text: string): MessageRow => ({
  ...{ id: newId('msg'), sessionId, parentId, role: parentId ? 'assistant' : 'user', parts: [{ type: 'text', text }], status: 'complete' },
  ...{ error: null, runId: null, model: null, usage: null, createdAt: new Date().toISOString(), finishedAt: null },
})

export const sessionRow = (title = 'Bench') => ({
  ...{ id: newId('ses'), title, agent: 'assistant', model: null, headId: null, activeRunId: null, status: 'idle' as const, messageCount: 0 },
  ...{ createdAt: new Date().toISOString(), updatedAt: new Date().toISOString() },
})

/** The database of a data folder that no workstation uses. */
export const openDataFolder = (folder: string) => {
  const { database, artifacts } = foldersOf(folder)
  return createSqliteStorage({ file: database, clock: systemClock, logger: silentLogger, artifactsFolder: artifacts })
}

const perTransaction = 5_000

/** Writes a chat of so many messages, question and answer in turn, as fast as it goes; `textOf` says what each is. */
export async function writeChat(
  storage: Storage,
  chat: { title: string; count: number; model?: string; textOf: (index: number) => string },
): Promise<{ id: SessionId; headId: MessageId }> {
  const id = newId('ses')
  await storage.sessions.insert({ ...sessionRow(chat.title), id, model: chat.model ?? null, titledBy: 'person' })
  let headId: MessageId | null = null
  for (let from = 0; from < chat.count; from += perTransaction) {
    await storage.transaction(async (tx) => {
      for (let index = from; index < Math.min(chat.count, from + perTransaction); index++) {
        const row: MessageRow = { ...messageOf(id, headId, chat.textOf(index)), role: index % 2 === 0 ? 'user' : 'assistant' }
        await tx.messages.insert(row)
        headId = row.id
      }
    })
  }
  await storage.sessions.update(id, { headId, updatedAt: new Date().toISOString() })
  return { id, headId: headId as unknown as MessageId }
}
