import type { ListResponse, ShowResponse } from 'ollama'
import { Fault } from '../../../contract/faults.ts'
import type { Model } from '../../../contract/models.ts'
import { kvBytesPerToken } from '../llama/gguf-header.ts'
import type { GenerateRequest, ModelEvent, Provider, PullProgress } from '../port.ts'
import { failedWith, toFault } from '../run-error.ts'
import { connect, ollamaUrl } from './client.ts'
import { toOllamaMessages } from './messages.ts'

export type OllamaProviderOptions = {
  env?: NodeJS.ProcessEnv
  /** What the person set, read anew for each request; null leaves it to OLLAMA_HOST. */
  address?: () => string | null
  /** Context asked for, in tokens, when a request names none; never more than the model has. */
  contextTokens?: number | null
}

/** Nobody should wait for an Ollama that is not there; on loopback a refusal comes at once. */
const statusTimeoutMs = 1_000
const askTimeoutMs = 10_000
const embedTimeoutMs = 120_000
/** Ollama's own default (4,096) is too small for a conversation with tools. */
const defaultContextTokens = 8_192

type Facts = { contextTokens: number | null; kvBytesPerToken: number | null; capabilities: string[] }

/** Models of a running Ollama, by its native API: its OpenAI endpoint silently ignores the context size. */
export function createOllamaProvider(options: OllamaProviderOptions = {}): Provider {
  const { env = process.env, contextTokens: wanted = null } = options
  const address = () => ollamaUrl(options.address?.() ?? env.OLLAMA_HOST)
  /** By digest: what a model can do does not change while its bytes do not. */
  const isHere = (url: string) => /^(127\.|localhost$|\[::1\]$)/.test(new URL(url).hostname)
  const factsByDigest = new Map<string, Promise<Facts>>()
  const within = (signal: AbortSignal, timeoutMs: number) => AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])

  async function factsOf(model: string, signal: AbortSignal): Promise<Facts> {
    const client = await connect(address(), model, within(signal, askTimeoutMs))
    return toFacts(await client.show({ model }))
  }

  /** Facts of a model by name, kept by the digest it has now. */
  async function known(model: string, signal: AbortSignal): Promise<Facts> {
    const { models } = await (await connect(address(), model, within(signal, askTimeoutMs))).list()
    const found = models.find(({ name }) => sameName(name, model))
    if (!found) throw new Fault('NOT_FOUND', { what: 'Ollama model', name: model })
    return keep(found, signal)
  }

  function keep({ name, digest }: ListResponse['models'][number], signal: AbortSignal): Promise<Facts> {
    let facts = factsByDigest.get(digest)
    if (!facts) {
      facts = factsOf(name, signal)
      factsByDigest.set(digest, facts)
      facts.catch(() => factsByDigest.delete(digest))
    }
    return facts
  }

  const contextFor = (asked: number | null, { contextTokens }: Facts) =>
    Math.min(asked ?? wanted ?? defaultContextTokens, contextTokens ?? Number.POSITIVE_INFINITY)

  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const { model, messages, tools, temperature, maxOutputTokens, stop } = request
    const usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 }
    let hasSpoken = false
    try {
      signal.throwIfAborted()
      const facts = await known(model, signal)
      const client = await connect(address(), model, signal)
      const stream = await client.chat({
        model,
        stream: true,
        messages: toOllamaMessages(messages),
        ...(tools.length > 0 ? { tools: tools.map((tool) => ({ type: 'function', function: tool })) } : {}),
        ...(facts.capabilities.includes('thinking') ? { think: true } : {}),
        options: {
          num_ctx: contextFor(request.contextTokens, facts),
          num_predict: maxOutputTokens,
          ...(temperature === null ? {} : { temperature }),
          ...(stop.length > 0 ? { stop } : {}),
        },
      })
      let callCount = 0
      for await (const part of stream) {
        const { message, done, done_reason, prompt_eval_count, eval_count } = part
        if (message?.thinking) {
          hasSpoken = true
          yield { type: 'thinking', text: message.thinking }
        }
        if (message?.content) {
          hasSpoken = true
          yield { type: 'text', text: message.content }
        }
        for (const { function: called } of message?.tool_calls ?? []) {
          hasSpoken = true
          callCount += 1
          yield { type: 'tool-call', call: { callId: `call_${crypto.randomUUID()}`, name: called.name, arguments: called.arguments } }
        }
        if (!done) continue
        usage.inputTokens = prompt_eval_count ?? 0
        usage.outputTokens = eval_count ?? 0
        const timing = {
          promptTokens: usage.inputTokens,
          promptMs: (part.prompt_eval_duration ?? 0) / 1e6,
          outputTokens: usage.outputTokens,
          outputMs: (part.eval_duration ?? 0) / 1e6,
        }
        yield { type: 'finished', reason: callCount > 0 ? 'tool-calls' : done_reason === 'length' ? 'length' : 'stop', usage, timing }
        return
      }
      throw new Fault('MODEL_FAILED', { model, detail: 'Ollama ended the answer early.' })
    } catch (error) {
      const fault = toFault(asLost(error, address(), hasSpoken), model, signal)
      yield failedWith(fault, !hasSpoken && fault.code !== 'CANCELLED' && fault.data.status !== 400, usage)
    }
  }

  return {
    id: 'ollama',
    title: 'Ollama',
    isLocal: true,
    needsKey: false,
    async status(signal) {
      const url = address()
      const limit = within(signal, statusTimeoutMs)
      try {
        const { version } = await (await connect(url, '', limit)).version()
        return { state: 'ready', detail: `Ollama ${version} is running.`, url, hasKey: false }
      } catch (error) {
        signal.throwIfAborted()
        const detail = limit.aborted ? `Nothing answered at ${url} within a second.` : (error as Error).message
        return { state: 'unreachable', detail, url, hasKey: false }
      }
    },
    async models(signal) {
      const url = address()
      const client = await connect(url, '', within(signal, askTimeoutMs))
      const [{ models }, { models: loaded }] = await Promise.all([client.list(), client.ps()])
      return Promise.all(
        models.map(async (found) => {
          // One damaged model must not hide the others.
          const facts = await keep(found, signal).catch(() => null)
          return toModel(
            found,
            facts,
            loaded.some(({ digest }) => digest === found.digest),
            url,
          )
        }),
      )
    },
    async capabilities(model, signal) {
      const facts = await known(model, signal)
      const has = (capability: string) => facts.capabilities.includes(capability)
      return { contextTokens: contextFor(null, facts), hasTools: has('tools'), hasImages: has('vision') }
    },
    generate,
    async embed(model, texts, signal) {
      const client = await connect(address(), model, within(signal, embedTimeoutMs))
      return (await client.embed({ model, input: texts })).embeddings
    },
    async *pull(model, signal): AsyncGenerator<PullProgress> {
      try {
        const client = await connect(address(), model, signal)
        for await (const { status, completed, total } of await client.pull({ model, stream: true })) {
          yield { status, completedBytes: completed ?? null, totalBytes: total ?? null, isDone: status === 'success', error: null }
        }
      } catch (error) {
        const { code, message } = toFault(asLost(error, address(), false), model, signal)
        const isUnreachable = code === 'PROVIDER_UNREACHABLE'
        yield { status: 'failed', completedBytes: null, totalBytes: null, isDone: true, error: message, isUnreachable }
      }
    },
    async remove(model, signal) {
      await (await connect(address(), model, within(signal, askTimeoutMs))).delete({ model })
    },
    async show(model, signal) {
      return { ...(await (await connect(address(), model, within(signal, askTimeoutMs))).show({ model })) }
    },
    async facts(signal) {
      const client = await connect(address(), '', within(signal, askTimeoutMs))
      const [{ models }, { models: loaded }] = await Promise.all([client.list(), client.ps()])
      return Promise.all(
        models.map(async (found) => {
          const facts = await keep(found, signal).catch(() => null)
          const running = loaded.find(({ digest }) => digest === found.digest) as { context_length?: number } | undefined
          const need = {
            weightsBytes: found.size,
            kvBytesPerToken: facts?.kvBytesPerToken ?? null,
            trainContextTokens: facts?.contextTokens ?? null,
            conversations: 1,
            wantedContextTokens: facts ? contextFor(null, facts) : defaultContextTokens,
          }
          const loadedContextTokens = running?.context_length ?? null
          return { name: found.name, digest: digestOf(found), loadedContextTokens, need: isHere(address()) ? need : null, removal: 'ollama' as const }
        }),
      )
    },
    async digest(model, signal) {
      const { models } = await (await connect(address(), model, within(signal, askTimeoutMs))).list()
      const found = models.find(({ name }) => sameName(name, model))
      return found ? digestOf(found) : null
    },
    async close() {},
  }
}

/** Of Ollama's manifest, so that another template counts as another model. */
const digestOf = ({ digest }: { digest: string }) => `ollama:${digest}`

const sameName = (name: string, wanted: string) => name === wanted || name === `${wanted}:latest`

/** A connection that broke under a stream is the library's or fetch's plain error; it means the server went away. */
function asLost(error: unknown, url: string, hasSpoken: boolean): unknown {
  if (error instanceof Fault || !(error instanceof TypeError || /Did not receive done/.test(String(error)))) return error
  const detail = hasSpoken ? 'It stopped in the middle of an answer. Retry the message.' : 'Start it again.'
  return new Fault('PROVIDER_UNREACHABLE', { provider: 'Ollama', url, detail }, { cause: error })
}

function toFacts(shown: ShowResponse): Facts {
  // Ollama's library types say Map, its wire says object.
  const values = Object.entries(shown.model_info as unknown as Record<string, unknown>)
  const context = values.find(([key, value]) => key.endsWith('.context_length') && typeof value === 'number')?.[1]
  const info = Object.fromEntries(values)
  const ofModel = (key: string) => {
    const value = info[`${info['general.architecture']}.${key}`]
    return typeof value === 'number' ? value : null
  }
  const contextTokens = (context as number | undefined) ?? null
  return { contextTokens, kvBytesPerToken: kvBytesPerToken(ofModel), capabilities: shown.capabilities ?? [] }
}

function toModel({ name, size, details }: ListResponse['models'][number], facts: Facts | null, isLoaded: boolean, url: string): Model {
  const has = (capability: string) => (facts && facts.capabilities.length > 0 ? facts.capabilities.includes(capability) : null)
  return {
    id: `ollama/${name}`,
    provider: 'ollama',
    name,
    isLocal: true,
    isLoaded,
    isBuiltInDemo: false,
    sizeBytes: size,
    contextTokens: facts?.contextTokens ?? null,
    parameters: details?.parameter_size || null,
    quantization: details?.quantization_level || null,
    hasTools: has('tools'),
    hasThinking: has('thinking'),
    hasEmbeddings: has('embedding'),
    source: url,
  }
}
