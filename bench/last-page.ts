import type { MessageId } from '../core/kernel/ids.ts'
import { inTemporaryFolder, openStorage, someText, writeChat } from './chats.ts'
import { type Bench, pairedRatio, timeMs } from './figure.ts'

const page = 50
const opens = 200
const rounds = 9

/** Opening the last page of a chat of 100,000 messages against one of 100, in the same database. */
export default {
  name: 'last-page',
  measure: () =>
    inTemporaryFolder(async (folder) => {
      const storage = await openStorage(folder)
      const fill = async (count: number) => (await writeChat(storage, { title: 'Bench', count, textOf: () => someText(30) })).headId
      const long = await fill(100_000)
      const short = await fill(100)
      const open = (head: MessageId) => async () =>
        (await timeMs(async () => {
          for (let index = 0; index < opens; index++) await storage.messages.branch(head, page)
        })) / opens
      const { ratio, ours, bare } = await pairedRatio(rounds, open(long), open(short))
      await storage.close()
      return [
        {
          name: 'last page of 100,000 messages / of 100',
          value: ratio,
          unit: '',
          limit: { is: 'at most', value: 2 },
          how: `median of ${rounds} paired rounds of ${opens}; ${ours.toFixed(3)} ms against ${bare.toFixed(3)} ms for ${page} messages`,
        },
      ]
    }),
} satisfies Bench
