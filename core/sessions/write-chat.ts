import { setImmediate } from 'node:timers/promises'
import type { MessageRow, NewSessionRow, Stores } from '../engines/storage/port.ts'

/** After so many messages others get a turn on the thread. */
const restEvery = 200

/** Writes a whole chat with its messages, parents before children. `prepare` is called for each just before it is written. */
export async function writeChat(
  tx: Stores,
  session: NewSessionRow,
  rows: readonly MessageRow[],
  prepare: (row: MessageRow) => Promise<MessageRow> = async (row) => row,
): Promise<void> {
  // Its messages raise the count one by one.
  await tx.sessions.insert({ ...session, messageCount: 0 })
  for (const [index, row] of rows.entries()) {
    await tx.messages.insert(await prepare(row))
    if (index % restEvery === restEvery - 1) await setImmediate()
  }
}
