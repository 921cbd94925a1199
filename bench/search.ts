import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { MessageId, SessionId } from '../core/kernel/ids.ts'
import { inTemporaryFolder, messageOf, openStorage, sessionRow, someText } from './chats.ts'
import { type Bench, quantile, timeMs } from './figure.ts'

const messages = 1_000_000
const perSession = 1_000
const limit = 20
const rounds = 5

/** What people type: one word, two, three, a beginning, a rare one, one that is nowhere. */
const queries = ['needle7', 'needle12 ingest', 'container latency batch', 'invoi', 'needle99', 'nowhere', 'weather report', 'manifest agent tool']

/** Full-text search over a million messages against the bare FTS5 query for the same words; 95th percentile of each. */
export default {
  name: 'search',
  measure: () =>
    inTemporaryFolder(async (folder) => {
      const storage = await openStorage(folder)
      for (let from = 0; from < messages; from += perSession) {
        await storage.transaction(async (tx) => {
          const session = sessionRow(`Chat ${from / perSession}`)
          await tx.sessions.insert(session)
          let head: MessageId | null = null
          for (let index = from; index < from + perSession; index++) {
            // One in a hundred holds a rarer word, spread over 200 of them.
            const text = index % 100 === 0 ? `${someText(11)} needle${(index / 100) % 200}` : someText(12)
            const row = messageOf(session.id as SessionId, head, text)
            await tx.messages.insert(row)
            head = row.id
          }
        })
      }
      const database = new Database(join(folder, 'cortex.db'), { readonly: true })
      const bare = database.prepare(
        `select rowid, snippet(message_search, 0, char(2), char(3), '…', 24) from message_search where message_search match ? order by rank limit ${limit}`,
      )
      const match = (words: string) =>
        words
          .split(' ')
          .map((word, index, all) => (index === all.length - 1 ? `"${word}"*` : `"${word}"`))
          .join(' ')
      const times: { ours: number[]; bare: number[] } = { ours: [], bare: [] }
      for (let round = 0; round <= rounds; round++) {
        for (const words of queries) {
          const ours = await timeMs(() => storage.messages.search(words, { limit }))
          const plain = await timeMs(() => bare.all(match(words)))
          if (round > 0) {
            times.ours.push(ours)
            times.bare.push(plain)
          }
        }
      }
      database.close()
      await storage.close()
      const [ours, plain] = [quantile(times.ours, 0.95), quantile(times.bare, 0.95)]
      return [
        {
          name: 'search of 1,000,000 messages, p95 / bare FTS5 p95',
          value: ours / plain,
          unit: '',
          how: `${queries.length} queries x ${rounds} rounds in turns; p95 ${ours.toFixed(1)} ms against ${plain.toFixed(1)} ms, best ${limit} with snippets`,
        },
      ]
    }),
} satisfies Bench
