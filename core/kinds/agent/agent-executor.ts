import { Fault } from '../../contract/faults.ts'
import type { AgentManifest } from '../../contract/manifests/index.ts'
import type { ModelGateway, ModelMessage, Preference } from '../../engines/models/port.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { RunId, SessionId } from '../../kernel/ids.ts'
import type { LoadedManifest, ManifestLookup } from '../../registry/port.ts'
import type { Executor, RunContext } from '../../runs/executor.ts'
import { readBudget } from './budget.ts'
import { withDeadline } from './deadline.ts'
import { runLoop } from './loop.ts'
import { systemPrompt } from './persona.ts'
import { createSteps } from './step.ts'
import { type CountTokens, createTokenCounts } from './token-counts.ts'
import { createToolCatalog, type ToolCatalog } from './tool-catalog.ts'

export type AgentExecutorParts = {
  manifests: ManifestLookup
  models: Pick<ModelGateway, 'choose' | 'generate' | 'countTokens'>
  /** What was said in the chat up to and with the user message that this run answers; empty when the run answers none. */
  history: (sessionId: SessionId, runId: RunId) => Promise<ModelMessage[]>
  /** provider/name chosen for the chat; null follows the agent. */
  sessionModel: (sessionId: SessionId) => Promise<string | null>
  clock: Clock
  /** `maxOutputTokens`: the longest one answer may be. At most a quarter of the model's context is kept free for it. */
  settings?: { maxOutputTokens: number }
}

/** `model`: provider/name for this run only. `calledBy`: the agents above this one, outermost first, as a calling agent says. */
const inputSchema = {
  anyOf: [
    { type: 'string', minLength: 1 },
    {
      type: 'object',
      properties: { text: { type: 'string', minLength: 1 }, model: { type: 'string' }, calledBy: { type: 'array', items: { type: 'string' } } },
      required: ['text'],
    },
  ],
}

/** Carries out agents: input is a text or `{ text }`, output is `{ text }`. In a chat the conversation comes from its history. */
export function createAgentExecutor(parts: AgentExecutorParts): Executor {
  const countTokens = createTokenCounts(parts.models.countTokens)
  return {
    kind: 'agent',
    async prepare(name) {
      const loaded = parts.manifests.get('Agent', name)
      if (!loaded) {
        const near = parts.manifests.nearest('Agent', name)
        throw new Fault('MANIFEST_NOT_FOUND', { kind: 'agent', name, suggestion: near ? ` Did you mean ${near}?` : '' })
      }
      // The budget's time is not the run's deadline: running out of it is BUDGET_EXCEEDED.
      const execute = async (context: RunContext) => ({ text: await answer(loaded, context, { ...parts, countTokens }) })
      const { tokens, costUsd } = readBudget(loaded.manifest.budget)
      return { name, digest: loaded.digest, inputSchema, rights: [], tier: null, timeoutMs: null, budget: { tokens, costUsd }, execute }
    },
  }
}

async function answer(
  { manifest, body }: LoadedManifest<AgentManifest>,
  context: RunContext,
  parts: AgentExecutorParts & { countTokens: CountTokens },
): Promise<string> {
  const { clock, models, manifests } = parts
  const agent = manifest.name
  const budget = readBudget(manifest.budget)
  const { text, model, calledBy } = readInput(context.input)
  const catalog = createToolCatalog(manifest, manifests, calledBy)
  for (const notice of catalog.notices) context.emit({ type: 'run.notice', ...notice })

  const work = async (signal: AbortSignal): Promise<string> => {
    // Only the run at the top answers the chat; a sub-agent answers the one that called it and has its own model first.
    const isTop = context.runId === context.rootId
    const said = isTop && context.sessionId !== null ? await parts.history(context.sessionId, context.runId) : []
    const wanted = model ?? (context.sessionId === null ? null : await parts.sessionModel(context.sessionId))
    const chosen: Preference[] = wanted === null ? [] : [{ model: wanted, why: model === null ? 'chosen for this chat' : 'asked for in this run' }]
    const own: Preference[] = manifest.model?.prefer ?? []
    const byRole: Preference = { role: manifest.model?.role ?? 'chat' }
    const { next } = await createSteps({
      agent,
      models,
      countTokens: parts.countTokens,
      prefer: [...(isTop ? [...chosen, ...own] : [...own, ...chosen]), byRole],
      protocol: catalog.definitions.length > 0 ? (manifest.protocol ?? 'auto') : 'native',
      temperature: manifest.model?.temperature ?? null,
      maxOutputTokens: parts.settings?.maxOutputTokens ?? 4096,
      budget,
      context,
      signal,
    })
    return runLoop({
      agent,
      system: systemPrompt(manifest, body, catalog.definitions.length > 0),
      conversation: said.length > 0 ? offeredNames(said, catalog) : [{ role: 'user', content: text }],
      catalog,
      budget,
      next,
      context,
      callers: [...calledBy, agent],
      signal,
      clock,
    })
  }
  return withDeadline(agent, budget.timeMs, context.signal, work)
}

function readInput(input: unknown): { text: string; model: string | null; calledBy: string[] } {
  if (typeof input === 'string') return { text: input, model: null, calledBy: [] }
  const { text, model, calledBy } = input as { text: string; model?: string; calledBy?: string[] }
  return { text, model: model ?? null, calledBy: calledBy ?? [] }
}

/** History names tools as their manifests do; providers want the names that are offered now. */
function offeredNames(messages: readonly ModelMessage[], catalog: ToolCatalog): ModelMessage[] {
  return messages.map((message) => {
    if (message.role === 'tool') return { ...message, name: catalog.offeredName(message.name) }
    if (message.role !== 'assistant') return message
    return { ...message, toolCalls: message.toolCalls.map((call) => ({ ...call, name: catalog.offeredName(call.name) })) }
  })
}
