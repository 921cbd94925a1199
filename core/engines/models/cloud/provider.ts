import { Fault } from '../../../contract/faults.ts'
import type { Model } from '../../../contract/models.ts'
import type { Usage } from '../../../contract/runs.ts'
import { environmentSecrets, keyName } from '../environment-secrets.ts'
import type { GenerateRequest, ModelEvent, Provider, Secrets } from '../port.ts'
import { failedWith, toFault } from '../run-error.ts'
import type { CloudProviderSpec } from './catalogue.ts'
import { toSdkMessages } from './messages.ts'
import { type KeyTest, testKey } from './test-key.ts'

export type CloudProviderOptions = {
  spec: CloudProviderSpec
  secrets: Secrets
  env: NodeJS.ProcessEnv
  /** Where to call instead of the provider's own address. */
  baseUrl?: string | null
  /** A server of the person's own: it may need no key, is asked for its models, and counts as configured by its address. */
  ownServer?: { model: string | null } | null
  /** Context assumed for models that are not in the price table. */
  assumedContextTokens?: number
}

const listTimeoutMs = 2_000
/** How long a failed test counts against a provider that may be back any time. */
const unreachableForMs = 30_000

/** One cloud provider through the Vercel AI SDK. Tools are offered without `execute`: our own loop runs them. */
export function createCloudProvider(options: CloudProviderOptions): Provider {
  const { spec, secrets, env, baseUrl = null, ownServer = null, assumedContextTokens = 16_384 } = options
  const fromEnvironment = environmentSecrets(env)
  const keyOf = async () => (await secrets.get(keyName(spec.id))) ?? (await fromEnvironment.get(keyName(spec.id)))
  /** What is known of a key since it was used or tested; until then a key is taken to be good. */
  let known: ({ apiKey: string; untilMs: number } & KeyTest) | null = null
  const learn = (apiKey: string, found: KeyTest) => {
    // A wrong key stays wrong; a network does not stay down.
    known = { apiKey, ...found, untilMs: found.state === 'unreachable' ? performance.now() + unreachableForMs : Number.POSITIVE_INFINITY }
  }
  const knownModel = (name: string) => spec.models.find((model) => model.name === name)

  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const { model, messages, tools, temperature, maxOutputTokens, stop } = request
    let usage: Usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 }
    let hasSpoken = false
    try {
      signal.throwIfAborted()
      const apiKey = await keyOf()
      if (apiKey === null && !ownServer)
        throw new Fault('MODEL_FAILED', { model, detail: `There is no key for ${spec.title}. Add one under Models.` })
      const { streamText, tool, jsonSchema } = await import('ai')
      // Its warnings go to stdout, where the command line prints JSON.
      globalThis.AI_SDK_LOG_WARNINGS = false
      const { fullStream } = streamText({
        model: await spec.open(model, { apiKey: apiKey ?? '', baseUrl }),
        messages: toSdkMessages(messages),
        allowSystemInMessages: true,
        tools: Object.fromEntries(
          tools.map(({ name, description, parameters }) => [name, tool({ description, inputSchema: jsonSchema(parameters) })]),
        ),
        ...(temperature === null ? {} : { temperature }),
        ...(stop.length > 0 ? { stopSequences: stop } : {}),
        maxOutputTokens,
        // The gateway falls back and retries; two layers of it would only multiply the wait.
        maxRetries: 0,
        abortSignal: signal,
        onError() {},
      })
      let hasCalled = false
      for await (const part of fullStream) {
        if (part.type === 'text-delta' && part.text !== '') {
          hasSpoken = true
          yield { type: 'text', text: part.text }
        } else if (part.type === 'reasoning-delta' && part.text !== '') {
          hasSpoken = true
          yield { type: 'thinking', text: part.text }
        } else if (part.type === 'tool-call') {
          hasSpoken = true
          hasCalled = true
          yield { type: 'tool-call', call: { callId: part.toolCallId, name: part.toolName, arguments: part.input } }
        } else if (part.type === 'error') throw part.error
        else if (part.type === 'abort') throw new Error('aborted')
        else if (part.type === 'finish') {
          usage = toUsage(part.totalUsage.inputTokens ?? 0, part.totalUsage.outputTokens ?? 0, knownModel(model))
          if (part.finishReason === 'content-filter')
            throw new Fault('MODEL_FAILED', { model, detail: `${spec.title} withheld the answer.`, status: 400 })
          if (known?.state !== 'ready') known = null
          yield { type: 'finished', reason: hasCalled ? 'tool-calls' : part.finishReason === 'length' ? 'length' : 'stop', usage }
          return
        }
      }
      throw new Fault('MODEL_FAILED', { model, detail: `${spec.title} ended the answer early.` })
    } catch (error) {
      const fault = toFault(explain(error, spec, model, baseUrl), model, signal)
      const apiKey = await keyOf().catch(() => null)
      if (fault.data.status === 401 && apiKey !== null)
        learn(apiKey, { state: 'failing', detail: `${spec.title} did not accept the key. Copy it again, whole, from your account there.` })
      // Another provider may have the key, the model or the quota this one lacks; a bad request stays bad.
      yield failedWith(fault, !hasSpoken && fault.code !== 'CANCELLED' && fault.data.status !== 400, usage)
    }
  }

  async function namesFromServer(signal: AbortSignal): Promise<string[]> {
    const apiKey = await keyOf()
    const headers: Record<string, string> = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }
    const response = await fetch(`${baseUrl}/models`, { headers, signal: AbortSignal.any([signal, AbortSignal.timeout(listTimeoutMs)]) })
    if (!response.ok)
      throw new Fault('PROVIDER_UNREACHABLE', {
        provider: spec.title,
        url: baseUrl,
        detail: [401, 403].includes(response.status) ? 'It did not accept the key.' : `It answered with status ${response.status}.`,
      })
    const { data } = (await response.json()) as { data?: { id?: unknown }[] }
    return (data ?? []).map(({ id }) => id).filter((id) => typeof id === 'string')
  }

  return {
    id: spec.id,
    title: spec.title,
    isLocal: false,
    needsKey: !ownServer,
    async status(signal) {
      const apiKey = await keyOf()
      const hasKey = apiKey !== null
      if (!ownServer) {
        if (known && known.apiKey === apiKey && known.untilMs > performance.now())
          return { state: known.state, detail: known.detail, url: baseUrl, hasKey }
        // Without a call: a provider is not to be told of every start of the app.
        const detail = hasKey ? 'A key is set.' : 'No key yet. Add one to use it.'
        return { state: hasKey ? 'ready' : 'not-configured', detail, url: baseUrl, hasKey }
      }
      if (!baseUrl) return { state: 'not-configured', detail: 'Set CORTEX_OPENAI_COMPATIBLE_URL to use one.', url: null, hasKey }
      try {
        const { length } = await namesFromServer(signal)
        return { state: 'ready', detail: `It offers ${length} ${length === 1 ? 'model' : 'models'}.`, url: baseUrl, hasKey }
      } catch (error) {
        signal.throwIfAborted()
        // Some servers have no list: a model named by the person is enough.
        if (ownServer.model && error instanceof Fault) return { state: 'ready', detail: 'It does not list its models.', url: baseUrl, hasKey }
        return { state: 'unreachable', detail: error instanceof Fault ? error.message : `Nothing answered at ${baseUrl}.`, url: baseUrl, hasKey }
      }
    },
    async models(signal) {
      if (!ownServer) return (await keyOf()) === null ? [] : spec.models.map(({ name }) => toModel(spec, name, baseUrl))
      if (!baseUrl) return []
      const listed = await namesFromServer(signal).catch(() => [])
      const names = new Set([...(ownServer.model ? [ownServer.model] : []), ...listed])
      return [...names].map((name) => toModel(spec, name, baseUrl))
    },
    async capabilities(name) {
      const known = knownModel(name)
      const hasImages = known !== undefined && spec.takesImages === true
      return { contextTokens: known?.contextTokens ?? assumedContextTokens, hasTools: true, hasImages }
    },
    generate,
    async test(signal) {
      const apiKey = await keyOf()
      // A server of the person's own is asked by `status` anyway.
      if (apiKey === null || ownServer) return
      const url = `${baseUrl ?? spec.url}/models`
      const found = await testKey({ title: spec.title, url, headers: spec.keyHeaders(apiKey) }, signal)
      if (!signal.aborted || signal.reason?.name === 'TimeoutError') learn(apiKey, found)
    },
    async close() {},
  }
}

function toUsage(inputTokens: number, outputTokens: number, known: CloudProviderSpec['models'][number] | undefined): Usage {
  const costUsd = known ? (inputTokens * known.inputUsdPerMillion + outputTokens * known.outputUsdPerMillion) / 1e6 : 0
  return { inputTokens, outputTokens, costUsd }
}

/** The SDK's errors in words a person can act on. `status` is what the provider answered with. */
function explain(error: unknown, { title }: CloudProviderSpec, model: string, baseUrl: string | null): unknown {
  if (error instanceof Fault || !(error instanceof Error)) return error
  const { statusCode: status, url } = error as { statusCode?: number; url?: string }
  if (status === undefined) {
    const isNetwork = error.name === 'AI_APICallError' || error instanceof TypeError
    return isNetwork
      ? new Fault('PROVIDER_UNREACHABLE', { provider: title, url: baseUrl ?? hostOf(url), detail: 'Check the network.' }, { cause: error })
      : error
  }
  if (status === 404) return new Fault('NOT_FOUND', { what: `${title} model`, name: model, status }, { cause: error })
  const detail =
    status === 401 || status === 403
      ? `${title} did not accept the key.`
      : status === 429
        ? `${title} asks to slow down, or the quota is used up.`
        : error.message
  return new Fault('MODEL_FAILED', { model, detail, status }, { cause: error })
}

const hostOf = (url: string | undefined) => (url && URL.canParse(url) ? new URL(url).host : 'its address')

function toModel(spec: CloudProviderSpec, name: string, baseUrl: string | null): Model {
  const known = spec.models.find((model) => model.name === name)
  return {
    id: `${spec.id}/${name}`,
    provider: spec.id,
    name,
    isLocal: false,
    isLoaded: false,
    isBuiltInDemo: false,
    sizeBytes: null,
    contextTokens: known?.contextTokens ?? null,
    parameters: null,
    quantization: null,
    hasTools: known ? true : null,
    hasThinking: known?.hasThinking ?? null,
    hasEmbeddings: null,
    source: baseUrl,
  }
}
