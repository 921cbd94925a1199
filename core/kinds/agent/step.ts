import { Fault, type FaultCode, faultCatalogue } from '../../contract/faults.ts'
import type { AgentManifest } from '../../contract/manifests/index.ts'
import type { RunError } from '../../contract/runs.ts'
import type { ChosenModel, ModelGateway, ModelMessage, Preference, ToolDefinition } from '../../engines/models/port.ts'
import type { RunContext } from '../../runs/executor.ts'
import { briefBelowTokens, inBrief } from './brief.ts'
import { type Budget, outputTokensLeft, tokensInWords } from './budget.ts'
import { fitContext } from './context-window.ts'
import { imageTokens, withoutImages } from './images.ts'
import { readStep, type StepResult } from './read-step.ts'
import { joinNeighbours, renderWithTags, tagInstructions, tagStops } from './tag-rendering.ts'
import type { CountTokens } from './token-counts.ts'

export type StepRequest = {
  /** The system prompt of this step. */
  system: string
  conversation: readonly ModelMessage[]
  tools: readonly ToolDefinition[]
}

export type StepParts = {
  agent: string
  models: Pick<ModelGateway, 'choose' | 'generate'>
  countTokens: CountTokens
  /** Best first. */
  prefer: readonly Preference[]
  protocol: NonNullable<AgentManifest['protocol']>
  temperature: number | null
  /** Most tokens one answer may have; less where the model's context or the budget is small. */
  maxOutputTokens: number
  budget: Budget
  context: Pick<RunContext, 'emit' | 'spend' | 'usage'>
  signal: AbortSignal
}

/** Tokens of the chat template around one message and around the list of tools, rounded up from Qwen's on the demo model. */
const messageOverheadTokens = 6
const toolsOverheadTokens = 60
/** How often a step starts over because the gateway went on with a model that needs another prompt. */
const maxRestarts = 4

/**
 * One generation after another with the model in use: fits the conversation, streams, and journals what is said. Goes on
 * with the next model when the gateway does, fitted to that one's context and protocol. Throws the run's Fault when none answers.
 */
export async function createSteps(parts: StepParts) {
  const { models, context, signal } = parts
  const onSkip = (skipped: { model: string; why: string }) => context.emit({ type: 'model.skipped', ...skipped })
  let chosen: ChosenModel = await models.choose(parts.prefer, signal, onSkip)
  let announced: string | null = null
  let toldOfImages: string | null = null

  const protocolOf = (model: ChosenModel) => (parts.protocol === 'auto' ? (model.hasTools ? 'native' : 'tags') : parts.protocol)

  function announce() {
    if (announced === chosen.id) return
    announced = chosen.id
    const { id, why, contextTokens } = chosen
    context.emit({ type: 'model.selected', model: id, why, contextTokens, protocol: protocolOf(chosen) })
  }

  const countTokens = (text: string): Promise<number> => parts.countTokens(chosen, text)

  async function measure(message: ModelMessage): Promise<number> {
    const calls = message.role === 'assistant' ? message.toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args })) : []
    return (
      messageOverheadTokens +
      imageTokens(message) +
      (await countTokens(message.content)) +
      (calls.length > 0 ? await countTokens(promptJson(calls)) : 0)
    )
  }

  /** The conversation as the model in use can take it in; what it cannot see is told once. */
  function visible(conversation: readonly ModelMessage[]): readonly ModelMessage[] {
    if (chosen.hasImages) return conversation
    const { messages, dropped } = withoutImages(conversation)
    if (dropped > 0 && toldOfImages !== chosen.id) {
      toldOfImages = chosen.id
      const message = `${chosen.id} takes no pictures: it is told their names only. Choose a model that does to have them looked at.`
      context.emit({ type: 'run.notice', code: 'images-not-seen', message })
    }
    return messages
  }

  /** The request as the model in use takes it. */
  async function prepare({ system, conversation: said, tools: all }: StepRequest) {
    const conversation = visible(said)
    const tools = chosen.contextTokens < briefBelowTokens ? all.map(inBrief) : [...all]
    const withTags = protocolOf(chosen) === 'tags'
    const prompt = withTags && tools.length > 0 ? `${system}\n\n${tagInstructions(tools)}` : system
    const render = withTags ? renderWithTags : (message: ModelMessage) => message
    const native = withTags ? [] : tools.map((definition) => ({ type: 'function', function: definition }))
    const toolTokens = native.length > 0 ? (await countTokens(promptJson(native))) + toolsOverheadTokens : 0
    const reservedTokens = Math.min(parts.maxOutputTokens, Math.floor(chosen.contextTokens / 4))
    const limitTokens = chosen.contextTokens - reservedTokens
    const fitted = await fitContext({ role: 'system', content: prompt }, conversation, limitTokens - toolTokens, (message) =>
      measure(render(message)),
    )
    if (!fitted) {
      const limit = `the context of ${chosen.id}, ${tokensInWords(chosen.contextTokens)}`
      throw new Fault('TOO_LARGE', { what: `What ${parts.agent} is told`, limit })
    }
    const { usedTokens, droppedResults } = fitted
    context.emit({ type: 'context.measured', usedTokens: usedTokens + toolTokens, limitTokens, droppedResults })
    const mayWriteTokens = Math.min(reservedTokens, outputTokensLeft(parts.budget, context.usage(), usedTokens + toolTokens))
    if (mayWriteTokens <= 0) throw new Fault('BUDGET_EXCEEDED', { name: parts.agent, limit: tokensInWords(parts.budget.tokens ?? 0) })
    return { messages: joinNeighbours(fitted.messages.map(render)), tools: withTags ? [] : tools, mayWriteTokens, withTags }
  }

  async function next(request: StepRequest): Promise<StepResult> {
    for (let restarts = 0; ; restarts++) {
      announce()
      const { messages, tools, mayWriteTokens, withTags } = await prepare(request)
      const attempt = new AbortController()
      let isReplaced = false
      const events = models.generate(
        {
          messages,
          tools,
          temperature: parts.temperature,
          maxOutputTokens: mayWriteTokens,
          stop: withTags ? tagStops : [],
          prefer: parts.prefer,
        },
        {
          signal: AbortSignal.any([signal, attempt.signal]),
          chosen,
          onSkip,
          onChosen(model) {
            if (model.id === chosen.id) return
            const needsOther = protocolOf(model) !== protocolOf(chosen) || model.contextTokens < chosen.contextTokens
            chosen = model
            announce()
            if (!needsOther || restarts >= maxRestarts) return
            isReplaced = true
            attempt.abort()
          },
        },
      )
      const step = await readStep(events, withTags, context)
      if (step.usage) context.spend(step.usage)
      signal.throwIfAborted()
      if (isReplaced) continue
      if ('error' in step) throw toFault(step.error, chosen.id)
      return step
    }
  }

  return { next }
}

/** JSON as chat templates write it, with a blank after each comma and colon: without them it can take twice the tokens. */
const promptJson = (value: unknown): string =>
  JSON.stringify(value, null, 1)
    .replaceAll(/(?<=[[{])\n\s*|\n\s*(?=[\]}])/g, '')
    .replaceAll(/\n\s*/g, ' ')

/** A provider's failure as the run's: its own code where it is in the catalogue, else MODEL_FAILED with what it said. */
function toFault(error: RunError, model: string): Fault {
  if (error.code !== 'MODEL_FAILED' && error.code in faultCatalogue) return new Fault(error.code as FaultCode, { model, ...error.data })
  const detail = error.message.startsWith(`${model} failed: `) ? error.message.slice(`${model} failed: `.length) : error.message
  return new Fault('MODEL_FAILED', { model, detail, ...error.data })
}
