import { Option } from 'commander'
import { wholeNumber } from './arguments.ts'
import { backupQuestions } from './backup-commands.ts'
import * as print from './print.ts'
import { type Question, question } from './question.ts'
import { settingsQuestions } from './settings-commands.ts'

/** What the groups are about, for the help. */
export const groups: Record<string, string> = {
  manifests: 'what is declared',
  sessions: 'chats',
  runs: 'what happened',
  models: 'models',
  relics: 'services of chats',
  settings: 'what you have chosen',
  backup: 'copies of everything',
}
const session = new Option('--session <id>', 'the one of this chat; a shared relic needs none')
const which = (name: string, { session: id }: { session?: string }) => ({ name, ...(id === undefined ? {} : { sessionId: id }) })

export const questions: Question[] = [
  question({
    ...{ command: 'manifests list', description: 'every manifest in force, and every problem' },
    ask: (client) => client.registry.list({}),
    text: (answer) => print.table(print.manifestRows(answer.manifests)) + print.lines(answer.problems.map(print.problemLine)),
  }),
  question({
    ...{ command: 'manifests graph', description: 'what uses what', options: [new Option('--mermaid', 'as a Mermaid flowchart')] },
    ask: (client) => client.registry.graph({}),
    text: (graph, { mermaid }) => (mermaid ? `${graph.mermaid}\n` : print.lines(graph.edges.map(({ from, to }) => `${from} -> ${to}`))),
  }),
  question({
    ...{ command: 'sessions list', description: 'chats, last used first' },
    ask: (client) => client.sessions.list({}),
    text: (answer) => print.table(print.sessionRows(answer.sessions)),
  }),
  question({
    ...{ command: 'sessions show <id>', description: 'a chat and its last messages' },
    ask: async (client, id) => ({ session: await client.sessions.get({ id }), ...(await client.sessions.history({ id, limit: 500 })) }),
    text: print.chatText,
  }),
  question({
    ...{ command: 'sessions export <id>', description: 'a whole chat' },
    options: [new Option('--format <format>').choices(['json', 'markdown']).default('json')],
    ask: (client, id, { format }) => client.sessions.export({ id, format: format as unknown as 'json' | 'markdown' }),
    text: ({ content }) => `${content.trimEnd()}\n`,
  }),
  question({
    ...{ command: 'runs list', description: 'runs, newest first' },
    options: [new Option('--limit <number>', 'how many').argParser(wholeNumber(1, 500)).default(50)],
    ask: (client, _, { limit }) => client.runs.list({ limit }),
    text: (answer) => print.table(print.runRows(answer.runs)),
  }),
  question({
    ...{ command: 'runs show <id>', description: 'a run and everything below it' },
    ask: (client, id) => client.runs.get({ id }),
    text: ({ tree }) => print.treeText(tree),
  }),
  question({
    ...{ command: 'models list', description: 'every model that can be used now, and where it comes from' },
    ask: (client) => client.models.list({}),
    text: (answer) => `${print.table(print.modelRows(answer.models, answer.defaultModel))}\n${print.table(print.providerRows(answer.providers))}`,
  }),
  question({
    ...{ command: 'relics status [name]', description: 'relics, and where each is at work' },
    ask: async (client, name) => (name ? { relics: [await client.relics.status({ name })] } : await client.relics.list({})),
    text: ({ relics }) => print.table(print.relicRows(relics)),
  }),
  question({
    ...{ command: 'relics start <name>', description: 'start a relic and wait until it is healthy', options: [session] },
    ask: (client, name, options) => client.relics.start(which(name, options)),
    text: (one) => print.table(print.instanceRows([one])),
  }),
  question({
    ...{ command: 'relics stop <name>', description: 'stop a relic; what it keeps stays', options: [session] },
    ask: (client, name, options) => client.relics.stop(which(name, options)),
    text: (one) => print.table(print.instanceRows([one])),
  }),
  question({
    ...{ command: 'cleanup [session]', description: 'remove what nobody needs on the container engine, or all that belongs to one chat' },
    ask: (client, id) => (id ? client.containers.cleanUpSession({ id }) : client.containers.cleanUp({})),
    text: (freed) => `${JSON.stringify(freed)}\n`,
  }),
  ...backupQuestions,
  ...settingsQuestions,
  question({
    ...{ command: 'doctor', description: 'check what the workstation needs and can use' },
    options: [new Option('--fix', 'do what can be done about what is found')],
    async ask(client, _, { fix }) {
      const before = await client.system.doctor({})
      const ids = new Set(fix ? before.checks.flatMap((one) => one.fix?.id ?? []) : [])
      for (const id of ids) await client.system.applyFix({ id })
      return ids.size === 0 ? before : await client.system.doctor({})
    },
    text: ({ checks, applied }) => print.table(print.checkRows(checks)) + print.lines(applied.map(({ label, detail }) => `${label}: ${detail}`)),
    isWell: ({ checks }) => checks.every(({ state }) => state !== 'failed'),
  }),
]
