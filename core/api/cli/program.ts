import { resolve } from 'node:path'
import { Command } from 'commander'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Client } from '../router.ts'
import { type CreateCore, connect, type Place } from '../workstation/connect.ts'
import { defaultDataFolder, personsFolder } from '../workstation/data-folder.ts'
import type { validateFolder } from '../workstation/validate-folder.ts'
import * as read from './arguments.ts'
import { chat } from './chat.ts'
import { groups, questions } from './commands.ts'
import * as print from './print.ts'
import { followLogs, runOnce, serve } from './run.ts'
import type { Terminal } from './terminal.ts'

type Globals = { data?: string; manifests: string[]; json?: true }

/** Everything the command line can do. `fail` marks a command that ran and did not succeed. */
export function createProgram(needs: {
  terminal: Terminal
  createCore: CreateCore
  validateFolder: typeof validateFolder
  fail: () => void
}): Command {
  const { terminal, createCore, fail } = needs
  const absolute = (folder: string) => resolve(personsFolder(), folder)
  const program = new Command('cortex')
    .description('The local agent workstation on the command line.')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({ writeErr: (text) => terminal.warn(text.trimEnd()) })
    .option('--data <folder>', 'where chats, runs and settings are kept (or CORTEX_DATA)')
    .option('--manifests <folder>', 'one more folder of manifests; may be repeated', (folder: string, all: string[]) => [...all, folder], [])
    .option('--json', 'print JSON and nothing else')
  const isJson = () => program.opts<Globals>().json ?? false
  const place = (): Place => {
    const { data, manifests } = program.opts<Globals>()
    return { dataFolder: absolute(data ?? defaultDataFolder()), manifestFolders: manifests.map(absolute) }
  }
  const show = (value: unknown, text: string) => terminal.out(isJson() ? print.json(value) : text)
  /** Does `work` with the workstation; false is a command that did not succeed. */
  const withClient = async (work: (client: Client) => Promise<boolean>) => {
    const { client, close } = await connect(place(), createCore, terminal.warn)
    try {
      if (!(await work(client))) fail()
    } finally {
      await close()
    }
  }
  const group = (name: string) => program.commands.find((one) => one.name() === name) ?? program.command(name).description(groups[name] ?? '')
  const command = (words: string, description: string): Command => {
    const [, name, rest] = /^(\w+) (\w.*)$/.exec(words) ?? []
    return (name && rest ? group(name).command(rest) : program.command(words)).description(description)
  }

  command('chat <agent> [message]', 'talk to an agent; without a message, line by line')
    .option('--session <id>', 'go on with this chat')
    .option('--yes', 'allow once each thing that needs a yes')
    .action((agent: string, message: string | undefined, options: { session?: string; yes?: true }) =>
      withClient((client) => chat(client, terminal, agent, message, { ...options, json: isJson() })),
    )
  command('run', 'run a manifest once')
    .argument('<kind/name>', 'such as tool/calculator', read.reference)
    .option('--input <json>', 'its input', read.json, {})
    .option('--yes', 'allow once what needs a yes')
    .action((what: ReturnType<typeof read.reference>, options: { input: unknown; yes?: true }) =>
      withClient((client) => runOnce(client, terminal, { ...what, ...options, json: isJson() })),
    )
  command('build', 'build the image of a tool or a relic')
    .argument('<kind/name>', 'such as tool/slugify or relic/kv_store')
    .option('--force', 'also when it is there, and nothing from the cache')
    .action((name: string, { force = false }: { force?: boolean }) =>
      withClient((client) => runOnce(client, terminal, { kind: 'build', name, input: { force }, json: isJson() })),
    )
  for (const { command: words, description, options = [], ask, text, isWell } of questions) {
    const made = command(words, description)
    for (const option of options) made.addOption(option)
    made.action((...given: unknown[]) =>
      withClient(async (client) => {
        const argument = (at: number) => (typeof given[at] === 'string' ? given[at] : '')
        const chosen = made.opts()
        const answer = (await ask(client, argument(0), chosen, argument(1))) as never
        await show(answer, text(answer, chosen))
        return isWell?.(answer) ?? true
      }),
    )
  }
  command('relics logs <name>', 'what a relic wrote')
    .option('--session <id>', 'the one of this chat')
    .option('--follow', 'go on until it ends')
    .action((name: string, options: { session?: string; follow?: true }) =>
      withClient((client) => followLogs(client, terminal, name, { ...options, json: isJson() })),
    )
  command('manifests validate <folder>', 'check a folder without loading it').action(async (folder: string) => {
    const { ok, manifests, problems } = await needs.validateFolder(absolute(folder), place())
    const text = print.lines([...problems.map(print.problemLine), `${manifests.length} manifests, ${problems.length} problems.`])
    await show({ ok, manifests, problems }, text)
    if (!ok) fail()
  })
  command('serve', 'run a workstation without a window')
    .option('--port <number>', 'where to listen; 0 takes a free port', read.wholeNumber(0, 65_535), 0)
    .action(({ port }: { port: number }) => serve(place(), createCore, terminal, { port, json: isJson() }))
  return program
}
