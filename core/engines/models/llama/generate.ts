import type { ChatHistoryItem, ChatModelFunctions, LlamaChatResponseChunk } from 'node-llama-cpp'
import { Fault } from '../../../contract/faults.ts'
import type { Usage } from '../../../contract/runs.ts'
import type { Timing } from '../port.ts'
import { toChatHistory } from './chat-history.ts'
import { toGrammarSchema, withoutNulls } from './function-schema.ts'
import type { LoadedModel } from './loaded-model.ts'
import { toPlainTool } from './plain-tools.ts'
import type { GenerateSpec } from './protocol.ts'

type Sink = {
  text(text: string): void
  thinking(text: string): void
  toolCall(name: string, params: unknown): void
}

const outOfTokens = new Error('The answer reached its token limit inside a tool call')

/**
 * One answer to a whole message list. Nothing is remembered between calls but the evaluated tokens of a sequence, so a
 * conversation that only grew costs only its new tokens. Usage is written into `usage` as it becomes known, also when this throws.
 */
export async function generate(
  loaded: LoadedModel,
  request: GenerateSpec,
  sink: Sink,
  usage: Usage,
  signal: AbortSignal,
): Promise<{ reason: 'stop' | 'length' | 'tool-calls'; timing: Timing }> {
  const { spec } = loaded
  const functions = toFunctions(loaded, request)
  const history = toChatHistory(request.messages)
  const prompt = promptTokens(loaded, history, functions)
  const room = loaded.contextTokens - prompt.length - 1
  if (room < 1) {
    const detail = `The conversation has ${prompt.length} tokens and its context holds ${loaded.contextTokens}. Start a new chat or pick a model with a larger context.`
    throw new Fault('MODEL_FAILED', { model: spec.name, detail })
  }
  const maxTokens = Math.max(1, Math.min(request.maxOutputTokens, room))
  const { chat, release } = await loaded.borrow(prompt, signal)
  const limit = new AbortController()
  const before = chat.sequence.tokenMeter.getState()
  const spent = () => chat.sequence.tokenMeter.diff(before)
  const written = () => spent().usedOutputTokens
  const startedMs = performance.now()
  /** When the first output was heard, and how many tokens it took: a call and a possible stop text are held back until they are sure. */
  let first: { atMs: number; tokens: number } | null = null
  const heard = () => {
    first ??= { atMs: performance.now(), tokens: written() }
  }
  const finish = (reason: 'stop' | 'length' | 'tool-calls') => {
    const { usedInputTokens, usedOutputTokens } = spent()
    const start = first ?? { atMs: performance.now(), tokens: usedOutputTokens }
    const isPromptApart = start.tokens <= 2
    const timing = {
      promptTokens: isPromptApart ? usedInputTokens : 0,
      promptMs: start.atMs - startedMs,
      outputTokens: usedOutputTokens - start.tokens,
      outputMs: performance.now() - start.atMs,
    }
    return { reason, timing }
  }
  usage.inputTokens = prompt.length
  try {
    const temperature = request.temperature ?? (spec.isBuiltInDemo ? 0 : 0.7)
    const response = await chat.generateResponse(history, {
      maxTokens,
      temperature,
      ...(temperature > 0 ? { topP: 0.95, topK: 40, minP: 0.05 } : {}),
      repeatPenalty: false,
      signal: AbortSignal.any([signal, limit.signal]),
      customStopTriggers: request.stop,
      onResponseChunk(chunk: LlamaChatResponseChunk) {
        heard()
        if (chunk.text === '') return
        if (chunk.type === 'segment') sink.thinking(chunk.text)
        else sink.text(chunk.text)
      },
      ...(functions
        ? {
            functions,
            documentFunctionParams: true,
            // node-llama-cpp minds maxTokens only outside of calls: a text argument could go on until the context is full.
            onFunctionCallParamsChunk: () => {
              heard()
              if (written() >= maxTokens) limit.abort(outOfTokens)
            },
          }
        : {}),
    })
    const calls = (response.functionCalls ?? []) as { functionName: string; params: unknown }[]
    for (const { functionName, params } of calls) {
      const tool = request.tools.find(({ name }) => name === functionName)
      sink.toolCall(functionName, tool ? withoutNulls(params ?? {}, tool) : (params ?? {}))
    }
    if (calls.length > 0) return finish('tool-calls')
    return finish(response.metadata.stopReason === 'maxTokens' ? 'length' : 'stop')
  } catch (error) {
    if (error === outOfTokens) return finish('length')
    throw error
  } finally {
    usage.outputTokens = written()
    release()
  }
}

function toFunctions({ spec }: LoadedModel, request: GenerateSpec): ChatModelFunctions | undefined {
  if (request.tools.length === 0) return undefined
  const tools = spec.isBuiltInDemo ? request.tools.map(toPlainTool) : request.tools
  const entries = tools.map(({ name, description, parameters }) => {
    // A choice between a type and null would be strange to the demo model.
    const params = toGrammarSchema(parameters, !spec.isBuiltInDemo)
    // A tool without parameters is documented with an empty object for the demo model, as it was trained, and without any for others.
    return [name, { description, params: spec.isBuiltInDemo || hasProperties(params) ? params : undefined }]
  })
  return Object.fromEntries(entries) as ChatModelFunctions
}

const hasProperties = (schema: Record<string, unknown>) => Object.keys(schema.properties ?? {}).length > 0

function promptTokens({ model, wrapper }: LoadedModel, history: ChatHistoryItem[], functions: ChatModelFunctions | undefined) {
  const chatHistory: ChatHistoryItem[] = history.at(-1)?.type === 'model' ? history : [...history, { type: 'model', response: [] }]
  const options = functions ? { chatHistory, availableFunctions: functions, documentFunctionParams: true } : { chatHistory }
  return wrapper.generateContextState(options).contextText.tokenize(model.tokenizer)
}
