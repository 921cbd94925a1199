import { type AgentManifest, agentManifest, type ManifestKind, type ManifestOf, relicManifest, toolManifest } from '../../contract/manifests/index.ts'
import type { NewRunEvent, RunKind, RunResult, Usage } from '../../contract/runs.ts'
import type { ChosenModel, GenerateRequest, ModelEvent, ModelGateway, ModelMessage, Preference } from '../../engines/models/port.ts'
import { newId, type SessionId } from '../../kernel/ids.ts'
import { silentLogger } from '../../kernel/logger.ts'
import type { LoadedManifest, ManifestLookup } from '../../registry/port.ts'
import type { RunContext } from '../../runs/executor.ts'
import { createAgentExecutor } from './agent-executor.ts'

/** Fakes of the ports for tests of the loop's mechanics: a model that follows a script, tools that are functions. */

export const nativeModel: ChosenModel = {
  id: 'fake/native',
  provider: 'fake',
  name: 'native',
  contextTokens: 8000,
  hasTools: true,
  why: 'the only one here',
}
export const usage = (inputTokens: number, outputTokens: number, costUsd = 0): Usage => ({ inputTokens, outputTokens, costUsd })

type Request = Omit<GenerateRequest, 'model' | 'contextTokens'> & { prefer: readonly Preference[] }
type Options = Parameters<ModelGateway['generate']>[1]
/** One answer of the model: its events, or a function of what it was asked. A missing end is added. */
export type Answer = ModelEvent[] | ((request: Request, options: Options) => AsyncIterable<ModelEvent> | ModelEvent[])

export const says = (text: string): ModelEvent[] => [{ type: 'text', text }]
export const calls = (...list: [name: string, args: unknown][]): ModelEvent[] =>
  list.map(([name, args], i) => ({ type: 'tool-call', call: { callId: `c${i}`, name, arguments: args } }))

export function scriptedModels(answers: Answer[], chosen: ChosenModel = nativeModel) {
  const requests: Request[] = []
  const prefers: (readonly Preference[])[] = []
  const models: Pick<ModelGateway, 'choose' | 'generate' | 'countTokens'> = {
    async choose(prefer) {
      prefers.push(prefer)
      return chosen
    },
    async *generate(request, options) {
      const answer = answers[requests.length]
      requests.push(structuredClone(request))
      if (!answer) throw new Error('the script has no further answer')
      let hasEnded = false
      for await (const event of typeof answer === 'function' ? answer(request, options) : answer) {
        hasEnded ||= event.type === 'finished' || event.type === 'failed'
        yield event
      }
      if (!hasEnded) yield { type: 'finished', reason: 'stop', usage: usage(10, 5) }
    },
    countTokens: async (_model, text) => Math.ceil(text.length / 3.5),
  }
  return { models, requests, prefers }
}

export const add = {
  kind: 'Tool',
  name: 'calculator',
  description: 'Evaluates an arithmetic expression.',
  implementation: { type: 'node', script: './main.js' },
  parameters: { type: 'object', properties: { expression: { type: 'string' } }, required: ['expression'] },
}

export function lookup(manifests: Record<string, unknown>[]): ManifestLookup {
  const loaded = manifests.map(
    (one): LoadedManifest => ({
      manifest: one.kind === 'Tool' ? toolManifest.parse(one) : one.kind === 'Relic' ? relicManifest.parse(one) : agentManifest.parse(one),
      file: '/x',
      folder: '/',
      digest: 'd',
      root: 'bundled',
      body: null,
      loadedAt: '',
    }),
  )
  const list = <K extends ManifestKind>(kind: K) => loaded.filter((one) => one.manifest.kind === kind) as LoadedManifest<ManifestOf<K>>[]
  return {
    list,
    get: (kind, name) => list(kind).find((one) => one.manifest.name === name) ?? null,
    nearest: (kind) => list(kind)[0]?.manifest.name ?? null,
    problems: () => [],
  }
}

export type ToolBody = (input: unknown, signal: AbortSignal) => unknown

/** A run's context that keeps what is said and runs tools as functions. */
export function fakeContext(options: {
  input: unknown
  tools?: Record<string, ToolBody>
  sessionId?: SessionId | null
  signal?: AbortSignal
  isBelow?: boolean
}) {
  const events: NewRunEvent[] = []
  const executed: { kind: RunKind; name: string; input: unknown }[] = []
  let spent = usage(0, 0)
  const runId = newId('run')
  const signal = options.signal ?? new AbortController().signal
  const context: RunContext = {
    runId,
    rootId: options.isBelow ? newId('run') : runId,
    sessionId: options.sessionId ?? null,
    input: options.input,
    signal,
    logger: silentLogger,
    emit: (event) => events.push(structuredClone(event)),
    spend: (more) => {
      spent = usage(spent.inputTokens + more.inputTokens, spent.outputTokens + more.outputTokens, spent.costUsd + more.costUsd)
    },
    usage: () => spent,
    async execute(kind, name, input, how) {
      executed.push({ kind, name, input })
      const child = newId('run')
      how?.onStart?.({ runId: child, tier: kind === 'tool' ? 'wasm' : null })
      const result: RunResult = { status: 'done', output: null, error: null, runId: child, tier: null, durationMs: 1, usage: usage(0, 0) }
      try {
        const body = options.tools?.[name]
        return { ...result, output: body ? await body(input, how?.signal ?? signal) : { result: 42 } }
      } catch (error) {
        return { ...result, status: 'failed', error: { code: 'TOOL_FAILED', message: error instanceof Error ? error.message : String(error) } }
      }
    },
  }
  const of = <T extends NewRunEvent['type']>(type: T) => events.filter((event): event is Extract<NewRunEvent, { type: T }> => event.type === type)
  return { context, events, executed, of }
}

/** Runs one agent against a script and hands back everything that it said and asked for. */
export async function runAgent(options: {
  answers: Answer[]
  agent?: Partial<AgentManifest>
  manifests?: Record<string, unknown>[]
  tools?: Record<string, ToolBody>
  input?: unknown
  history?: ModelMessage[]
  model?: ChosenModel
  signal?: AbortSignal
  sessionModel?: string
  isBelow?: boolean
}) {
  const { models, requests, prefers } = scriptedModels(options.answers, options.model)
  const agent = { kind: 'Agent', name: 'helper', persona: 'You help.', tools: ['calculator'], ...options.agent }
  const isInChat = options.history !== undefined || options.sessionModel !== undefined
  const { context, events, executed, of } = fakeContext({ input: 'what is 41 + 1?', sessionId: isInChat ? newId('ses') : null, ...options })
  const executor = createAgentExecutor({
    manifests: lookup([agent, add, ...(options.manifests ?? [])]),
    models,
    history: async () => options.history ?? [],
    sessionModel: async () => options.sessionModel ?? null,
    clock: { now: () => 0 },
  })
  const prepared = await executor.prepare('helper')
  const outcome = await prepared.execute(context).then(
    (output) => ({ output: output as { text: string }, error: null }),
    (error: unknown) => ({ output: null, error }),
  )
  return { ...outcome, types: events.map((event) => event.type), of, requests, prefers, executed, usage: context.usage() }
}
