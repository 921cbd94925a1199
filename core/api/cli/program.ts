import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import packageJson from '../../../package.json' with { type: 'json' }
import { type RunKind, runKind } from '../../contract/runs.ts'
import type { Approval } from '../../contract/safety.ts'
import type { Client } from '../router.ts'
import { whileAsking } from './approvals.ts'
import { chat } from './chat.ts'
import { type CreateCore, connect, type Place } from './connect.ts'
import { defaultDataFolder, personsFolder } from './data-folder.ts'
import { errorOf } from './failure.ts'
import * as print from './print.ts'
import { serve } from './serve.ts'
import type { Terminal } from './terminal.ts'

type Validated = Awaited<ReturnType<Client['registry']['validate']>>
type Globals = { data?: string; manifests: string[]; json?: true }

/** Everything the command line can do. `fail` marks a command that ran and did not succeed. */
export function createProgram(needs: {
  terminal: Terminal
  createCore: CreateCore
  /** Checks a folder beside everything that would be in force at `place`, without a core. */
  validateFolder: (folder: string, place: Place) => Promise<Validated>
  fail: () => void
}): Command {
  const { terminal, createCore, validateFolder, fail } = needs
  const absolute = (folder: string) => resolve(personsFolder(), folder)
  const program = new Command('cortex')
    .description('The local agent workstation on the command line.')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({ writeErr: (text) => terminal.warn(text.trimEnd()) })
    .option('--data <folder>', 'where chats, runs and settings are kept (or CORTEX_DATA)')
    .option('--manifests <folder>', 'one more folder of manifests; may be repeated', (folder: string, all: string[]) => [...all, folder], [])
    .option('--json', 'print JSON and nothing else')

  const globals = () => program.opts<Globals>()
  const place = (): Place => ({ dataFolder: absolute(globals().data ?? defaultDataFolder()), manifestFolders: globals().manifests.map(absolute) })
  const withClient = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const { client, close } = await connect(place(), createCore, terminal.warn)
    try {
      return await work(client)
    } finally {
      await close()
    }
  }
  /** Asks, then prints the answer as JSON or as text. */
  const show = async <T>(question: (client: Client) => Promise<T>, text: (answer: T) => string, isWell: (answer: T) => boolean = () => true) => {
    const answer = await withClient(question)
    await terminal.out(globals().json ? `${JSON.stringify(answer)}\n` : text(answer))
    if (!isWell(answer)) fail()
  }

  program
    .command('chat')
    .description('talk to an agent; without a message, line by line')
    .argument('<agent>')
    .argument('[message]')
    .option('--session <id>', 'go on with this chat')
    .option('--yes', 'allow once each thing that needs a yes')
    .action((agent: string, message: string | undefined, { session, yes = false }: { session?: string; yes?: boolean }) =>
      withClient(async (client) => {
        if (!(await chat(client, terminal, agent, message, { json: globals().json ?? false, yes, session }))) fail()
      }),
    )

  program
    .command('run')
    .description('run a manifest once')
    .argument('<kind/name>', 'such as tool/calculator', reference)
    .option('--input <json>', 'its input', jsonArgument, {})
    .option('--yes', 'allow once what needs a yes')
    .action(async ({ kind, name }: Reference, { input, yes }: { input: unknown; yes?: true }) => {
      const since = new Date().toISOString()
      const isOurs = (client: Client) => async (approval: Approval) => {
        const { run } = await client.runs.get({ id: approval.rootId })
        return run.kind === kind && run.name === name && run.createdAt >= since && JSON.stringify(run.input) === JSON.stringify(input)
      }
      const result = await withClient((client) =>
        whileAsking(client, terminal, isOurs(client), () =>
          client.runs.execute({ kind, name, input, ...(yes ? { approve: true } : {}) }, { signal: terminal.ended }),
        ),
      ).catch((error: unknown) => ({ status: 'failed', output: null, error: errorOf(error), runId: null, tier: null, durationMs: 0 }))
      const { status, output, error, runId, tier, durationMs } = result
      if (globals().json) await terminal.out(`${JSON.stringify({ status, output, error, runId, tier, durationMs })}\n`)
      else if (status === 'done') await terminal.out(`${typeof output === 'string' ? output : JSON.stringify(output, null, 2)}\n`)
      if (error) terminal.warn(error.message)
      if (status !== 'done') fail()
    })

  const manifests = program.command('manifests').description('what is declared')
  manifests
    .command('list')
    .description('every manifest in force, and every problem')
    .action(() =>
      show(
        (client) => client.registry.list({}),
        (answer) => print.table(print.manifestRows(answer.manifests)) + print.lines(answer.problems.map(print.problemLine)),
      ),
    )
  manifests
    .command('validate')
    .description('check a folder without loading it')
    .argument('<folder>')
    .action(async (folder: string) => {
      const { ok, manifests: found, problems } = await validateFolder(absolute(folder), place())
      const text = print.lines([...problems.map(print.problemLine), `${found.length} manifests, ${problems.length} problems.`])
      await terminal.out(globals().json ? `${JSON.stringify({ ok, manifests: found, problems })}\n` : text)
      if (!ok) fail()
    })
  manifests
    .command('graph')
    .description('what uses what')
    .option('--mermaid', 'as a Mermaid flowchart')
    .action(({ mermaid }: { mermaid?: true }) =>
      show(
        (client) => client.registry.graph({}),
        (graph) => (mermaid ? `${graph.mermaid}\n` : print.lines(graph.edges.map(({ from, to }) => `${from} -> ${to}`))),
      ),
    )

  const sessions = program.command('sessions').description('chats')
  sessions
    .command('list')
    .description('chats, last used first')
    .action(() =>
      show(
        (client) => client.sessions.list({}),
        (answer) => print.table(print.sessionRows(answer.sessions)),
      ),
    )
  sessions
    .command('show')
    .description('a chat and its last messages')
    .argument('<id>')
    .action((id: string) =>
      show(
        async (client) => ({ session: await client.sessions.get({ id }), ...(await client.sessions.history({ id, limit: 500 })) }),
        ({ session, messages }) => print.lines([`${session.title} (${session.agent}, ${session.status})`, ...messages.map(print.messageText)]),
      ),
    )
  sessions
    .command('export')
    .description('a whole chat')
    .argument('<id>')
    .addOption(new Option('--format <format>').choices(['json', 'markdown']).default('json'))
    .action((id: string, { format }: { format: 'json' | 'markdown' }) =>
      show(
        (client) => client.sessions.export({ id, format }),
        ({ content }) => `${content.trimEnd()}\n`,
      ),
    )

  const runs = program.command('runs').description('what happened')
  runs
    .command('list')
    .description('runs, newest first')
    .option('--limit <number>', 'how many', wholeNumber(1, 500), 50)
    .action(({ limit }: { limit: number }) =>
      show(
        (client) => client.runs.list({ limit }),
        (answer) => print.table(print.runRows(answer.runs)),
      ),
    )
  runs
    .command('show')
    .description('a run and everything below it')
    .argument('<id>')
    .action((id: string) =>
      show(
        (client) => client.runs.get({ id }),
        ({ tree }) => print.treeText(tree),
      ),
    )

  program
    .command('models')
    .description('models')
    .command('list')
    .description('every model that can be used now, and where it comes from')
    .action(() =>
      show(
        (client) => client.models.list({}),
        (answer) => `${print.table(print.modelRows(answer.models, answer.defaultModel))}\n${print.table(print.providerRows(answer.providers))}`,
      ),
    )
  program
    .command('doctor')
    .description('check what the workstation needs and can use')
    .action(() =>
      show(
        (client) => client.system.doctor({}),
        ({ checks }) => print.table(print.checkRows(checks)),
        ({ checks }) => checks.every(({ state }) => state !== 'failed'),
      ),
    )
  program
    .command('serve')
    .description('run a workstation without a window')
    .option('--port <number>', 'where to listen; 0 takes a free port', wholeNumber(0, 65_535), 0)
    .action(({ port }: { port: number }) => serve(place(), createCore, terminal, { port, json: globals().json ?? false }))
  return program
}

type Reference = { kind: RunKind; name: string }
function reference(text: string): Reference {
  const [, kind, name] = /^([a-z]+)\/(.+)$/i.exec(text) ?? []
  const known = runKind.safeParse(kind?.toLowerCase())
  if (!known.success || !name) throw new InvalidArgumentError(`Write it as kind/name; kinds are ${runKind.options.join(', ')}.`)
  return { kind: known.data, name }
}

function jsonArgument(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidArgumentError('It is not JSON.')
  }
}

const wholeNumber = (min: number, max: number) => (text: string) => {
  const number = Number(text)
  if (text.trim() === '' || !Number.isInteger(number) || number < min || number > max)
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`)
  return number
}
