import { randomUUID } from 'node:crypto'
import { systemClock } from '../../../../kernel/clock.ts'
import type { MessageId } from '../../../../kernel/ids.ts'
import { silentLogger } from '../../../../kernel/logger.ts'
import { createSqliteStorage } from '../../sqlite-storage.ts'
import { aLogEvent, aMessage, aRun, aSession } from '../../storage.fixtures.ts'

/** A process that appends without end, prints the id of each row once it is acknowledged, and waits to be killed: `node … <file> <artifacts>`. */
const [file = '', artifactsFolder = ''] = process.argv.slice(2)
const storage = await createSqliteStorage({ file, clock: systemClock, logger: silentLogger, artifactsFolder })
const session = aSession({ title: randomUUID() })
await storage.sessions.insert(session)
const run = aRun({ sessionId: session.id })
await storage.runs.insert(run)
let parentId: MessageId | null = null
for (let seq = 1; ; seq++) {
  const row: ReturnType<typeof aMessage> = aMessage(session.id, `acknowledged ${'word '.repeat(seq % 200)}`, { parentId })
  await storage.messages.insert(row)
  process.stdout.write(`m ${row.id}\n`)
  parentId = row.id
  await storage.journal.append([aLogEvent(run, seq * 2 - 1), aLogEvent(run, seq * 2)])
  process.stdout.write(`j ${run.id} ${seq * 2}\n`)
}
