import { setImmediate } from 'node:timers/promises'
import { beingWritten, type MessageRow, type NewSessionRow, type Storage, type Stores } from '../engines/storage/port.ts'
import type { SessionId } from '../kernel/ids.ts'

/** A chat of so many messages is written in one transaction. */
const atOnce = 250
/** Of a longer one, so many at a time: some 25 ms, in which nobody else is served. */
const chunk = 50

type Steps = {
  /** Called for each message just before it is written. */
  prepare: (tx: Stores, row: MessageRow) => Promise<MessageRow>
  /** Called when all are. */
  finish: (tx: Stores) => Promise<void>
}

export type ChatWriter = ReturnType<typeof createChatWriter>

/**
 * Writes chats that come as a whole, copied or imported: all of one or nothing. A long one is written in pieces, so that answers
 * under way are not kept waiting, and is out of sight until it is whole; `listAbandoned` names what a crash left.
 */
export function createChatWriter({ storage }: { storage: Storage }) {
  const writing = new Set<SessionId>()

  /** `rows`: parents before children. */
  async function write(session: NewSessionRow, rows: readonly MessageRow[], { prepare, finish }: Steps): Promise<void> {
    const put = async (tx: Stores, some: readonly MessageRow[]) => {
      for (const row of some) await tx.messages.insert(await prepare(tx, row))
    }
    // Its messages raise the count one by one.
    const empty = { ...session, messageCount: 0 }
    if (rows.length <= atOnce) {
      return await storage.transaction(async (tx) => {
        await tx.sessions.insert(empty)
        await put(tx, rows)
        await finish(tx)
      })
    }
    await storage.sessions.insert({ ...empty, trashedAt: beingWritten })
    for (let from = 0; from < rows.length; from += chunk) {
      await storage.transaction((tx) => put(tx, rows.slice(from, from + chunk)))
      await setImmediate()
    }
    await storage.transaction(async (tx) => {
      await finish(tx)
      await tx.sessions.update(session.id, { trashedAt: null })
    })
  }

  return {
    async write(session: NewSessionRow, rows: readonly MessageRow[], steps: Steps): Promise<void> {
      writing.add(session.id)
      try {
        await write(session, rows, steps)
      } catch (error) {
        await storage.sessions.remove(session.id).catch(() => {})
        throw error
      } finally {
        writing.delete(session.id)
      }
    },
    /** Those of a former process. */
    async listAbandoned(): Promise<SessionId[]> {
      const rows = await storage.sessions.list({ show: 'unfinished', limit: 100 })
      return rows.map(({ id }) => id).filter((id) => !writing.has(id))
    },
  }
}
