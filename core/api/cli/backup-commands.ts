import { resolve } from 'node:path'
import type { Client } from '../router.ts'
import { personsFolder } from '../workstation/data-folder.ts'
import * as print from './print.ts'
import { type Question, question } from './question.ts'

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
const row = (one: Awaited<ReturnType<Client['backups']['create']>>) => [one.createdAt, one.why, megabytes(one.sizeBytes), one.file]

/** A name of the list, or a path. */
const fileOf = async (client: Client, given: string): Promise<string> =>
  (await client.backups.list({})).backups.find(({ name }) => name === given)?.file ?? resolve(personsFolder(), given)

export const backupQuestions: Question[] = [
  question({
    ...{ command: 'backup create', description: 'back up everything but models, caches, logs and secrets' },
    ask: (client) => client.backups.create({}),
    text: (made) => print.table([row(made)]),
  }),
  question({
    ...{ command: 'backup list', description: 'backups that are there, newest first' },
    ask: (client) => client.backups.list({}),
    text: ({ backups }) => print.table(backups.map(row)),
  }),
  question({
    ...{ command: 'backup look <file>', description: 'what a backup holds, and whether it is whole' },
    ask: async (client, given) => client.backups.look({ file: await fileOf(client, given) }),
    text: ({ problem, found }) =>
      print.lines([
        ...(found ? [`${found.createdAt}, ${found.why}, by Cortex ${found.version} on ${found.platform}`] : []),
        ...(found?.contents ?? []).map(({ part, count, sizeBytes }) => `${part}: ${count}, ${megabytes(sizeBytes)}`),
        problem ? problem.detail : 'It is whole.',
      ]),
    isWell: ({ problem }) => problem === null,
  }),
  question({
    ...{ command: 'backup restore <file>', description: 'put a backup in the place of what is here, after a backup of that' },
    ask: async (client, given) => client.backups.restore({ file: await fileOf(client, given) }),
    text: ({ safety, takesEffect }) =>
      print.lines([
        takesEffect === 'restart' ? 'The workstation starts again with what was in the backup.' : 'Restored.',
        `What was here before is in ${safety.file}`,
      ]),
  }),
]
