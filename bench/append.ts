import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { MessageId, SessionId } from '../core/kernel/ids.ts'
import { inTemporaryFolder, messageOf, openStorage, sessionRow, someText } from './chats.ts'
import { type Bench, pairedRatio, timeMs } from './figure.ts'

const perRound = 2_000
const rounds = 9

/** A message append through the storage against the same two statements, prepared, on bare better-sqlite3 with the same schema. */
export default {
  name: 'append',
  measure: () =>
    inTemporaryFolder(async (folder) => {
      const ours = join(folder, 'ours')
      const bare = join(folder, 'bare')
      const storage = await openStorage(ours)
      const other = await openStorage(bare)
      const session = sessionRow()
      await storage.sessions.insert(session)
      await other.sessions.insert(session)
      await other.close()

      const database = new Database(join(bare, 'cortex.db'))
      for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON']) database.pragma(pragma)
      const insert = database.prepare(
        `insert into messages (id, session_id, parent_id, role, status, run_id, model, error, usage, created_at, finished_at, parts, search_text)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      const count = database.prepare('update sessions set message_count = message_count + 1 where id = ?')
      const [begin, commit] = [database.prepare('begin immediate'), database.prepare('commit')]

      const rows = (parent: MessageId | null) => {
        let parentId = parent
        return Array.from({ length: perRound }, () => {
          const row = messageOf(session.id as SessionId, parentId, someText(30))
          parentId = row.id
          return row
        })
      }
      const heads: { ours: MessageId | null; bare: MessageId | null } = { ours: null, bare: null }
      const { ratio, ...sides } = await pairedRatio(
        rounds,
        async () => {
          const batch = rows(heads.ours)
          heads.ours = batch.at(-1)?.id ?? null
          return (
            (await timeMs(async () => {
              for (const row of batch) await storage.messages.insert(row)
            })) / perRound
          )
        },
        async () => {
          const batch = rows(heads.bare)
          heads.bare = batch.at(-1)?.id ?? null
          return (
            (await timeMs(() => {
              for (const row of batch) {
                const text = row.parts[0]?.type === 'text' ? row.parts[0].text : ''
                begin.run()
                insert.run(
                  row.id,
                  row.sessionId,
                  row.parentId,
                  row.role,
                  row.status,
                  null,
                  null,
                  null,
                  null,
                  row.createdAt,
                  null,
                  JSON.stringify(row.parts),
                  text,
                )
                count.run(row.sessionId)
                commit.run()
              }
            })) / perRound
          )
        },
      )
      database.close()
      await storage.close()
      return [
        {
          name: 'message append / bare insert',
          value: ratio,
          unit: '',
          limit: { is: 'at most', value: 1.5 },
          how: `median of ${rounds} paired rounds of ${perRound}; ${Math.round(sides.ours * 1000)} µs against ${Math.round(sides.bare * 1000)} µs each, committed one by one`,
        },
      ]
    }),
} satisfies Bench
