import { stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLlamaProvider } from '../llama/provider.ts'
import type { GenerateRequest, ModelEvent, ModelMessage, ToolDefinition } from '../port.ts'
import { addToOllamaStore, removeFromOllamaStore, sha256 } from './ollama-store.ts'
import { asArray, sendJson, serveWire, textOf, type WireCall, type WireServer } from './wire-server.ts'

export type OllamaServerOptions = {
  /** Its model store, laid out as Ollama's; what is in it is what it offers. */
  store: string
  /** What `pull` can bring: names and the GGUF files behind them. */
  registry: Record<string, string>
  port?: number
  /** Holds text back to this pace, for answers that take as long as a large model's. */
  charactersPerSecond?: number
  /** Waits between the steps of a pull, so that its progress can be seen. */
  pullStepMs?: number
}

/**
 * A server that speaks Ollama's native protocol (https://github.com/ollama/ollama/blob/main/docs/api.md) and answers with real
 * inference of the GGUF files in its store. For tests and journeys on machines without Ollama.
 */
export async function startOllamaServer({
  store,
  registry,
  port = 0,
  charactersPerSecond = Number.POSITIVE_INFINITY,
  pullStepMs = 0,
}: OllamaServerOptions): Promise<WireServer> {
  const engine = createLlamaProvider({ modelsFolder: `${store}/none`, builtInFolder: null, ollamaStore: store })
  /** By name: the context each model was loaded with. */
  const loaded = new Map<string, { contextTokens: number; expiresAt: string }>()
  const full = (name: unknown) => (typeof name === 'string' && name !== '' ? (name.includes(':') ? name : `${name}:latest`) : null)
  const nowhere = new AbortController().signal

  async function find(name: string) {
    const model = (await engine.models(nowhere)).find((found) => found.name === name)
    return model ? { ...model, details: await engine.show?.(name, nowhere) } : null
  }
  const described = async (name: string) => {
    const model = await find(name)
    if (!model) return null
    const details = {
      parent_model: '',
      format: 'gguf',
      family: String(model.details?.architecture),
      families: [String(model.details?.architecture)],
      parameter_size: model.parameters,
      quantization_level: model.quantization,
    }
    const digest = await sha256(String(model.source))
    return { name, model: name, modified_at: (await stat(String(model.source))).mtime.toISOString(), size: model.sizeBytes, digest, details }
  }

  async function chat({ body, response, signal }: WireCall, name: string) {
    const model = await find(name)
    if (!model) return notFound(response, name)
    if (body.think && !model.hasThinking) return sendJson(response, 400, { error: `"${body.model}" does not support thinking` })
    if (asArray(body.tools).length > 0 && !model.hasTools)
      return sendJson(response, 400, { error: `registry.ollama.ai/library/${name} does not support tools` })
    const startedMs = performance.now()
    const options = (body.options ?? {}) as Record<string, unknown>
    const contextTokens = Math.min(Number(options.num_ctx ?? 4096), model.contextTokens ?? 4096)
    loaded.set(name, { contextTokens, expiresAt: new Date(Date.now() + 300_000).toISOString() })
    const request: GenerateRequest = {
      model: name,
      messages: toMessages(asArray(body.messages)),
      tools: asArray(body.tools).map(({ function: tool }) => tool as ToolDefinition),
      temperature: typeof options.temperature === 'number' ? options.temperature : null,
      maxOutputTokens: Number(options.num_predict ?? -1) > 0 ? Number(options.num_predict) : 4096,
      contextTokens,
      stop: (options.stop as string[] | undefined) ?? [],
    }
    const head = () => ({ model: body.model, created_at: new Date().toISOString() })
    const isStreaming = body.stream !== false
    const whole = { role: 'assistant', content: '', thinking: '', tool_calls: [] as unknown[] }
    const say = (message: Record<string, unknown>) => {
      if (isStreaming) sendLine(response, { ...head(), message: { role: 'assistant', content: '', ...message }, done: false })
    }
    for await (const event of truncating(request, signal)) {
      if (event.type === 'text') {
        whole.content += event.text
        say({ content: event.text })
        await sleep((event.text.length / charactersPerSecond) * 1000)
      } else if (event.type === 'thinking') {
        whole.thinking += event.text
        say({ thinking: event.text })
      } else if (event.type === 'tool-call') {
        const call = { id: event.call.callId, function: { index: whole.tool_calls.length, name: event.call.name, arguments: event.call.arguments } }
        whole.tool_calls.push(call)
        say({ tool_calls: [call] })
      } else if (event.type === 'failed') {
        if (response.headersSent) sendLine(response, { error: event.error.message })
        else sendJson(response, 500, { error: event.error.message })
        response.end()
      } else {
        const took = Math.round((performance.now() - startedMs) * 1e6)
        const durations = { total_duration: took, load_duration: 0, prompt_eval_duration: Math.round(took / 4), eval_duration: Math.round(took / 2) }
        const counts = { prompt_eval_count: event.usage.inputTokens, eval_count: event.usage.outputTokens }
        const { thinking, tool_calls, ...plain } = whole
        const message = isStreaming
          ? { role: 'assistant', content: '' }
          : { ...plain, ...(thinking ? { thinking } : {}), ...(tool_calls.length > 0 ? { tool_calls } : {}) }
        const last = { ...head(), message, done: true, done_reason: event.reason === 'length' ? 'length' : 'stop', ...durations, ...counts }
        if (isStreaming) sendLine(response, last)
        else sendJson(response, 200, last)
        response.end()
      }
    }
  }

  /** Ollama drops the oldest messages, silently and never the system prompt, until the rest fits the context. */
  async function* truncating(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    let { messages } = request
    for (;;) {
      const stream = engine.generate({ ...request, messages }, signal)
      const oldest = messages.findIndex(({ role }, index) => role !== 'system' && index < messages.length - 1)
      let isTooLong = false
      for await (const event of stream) {
        isTooLong = event.type === 'failed' && /context holds/.test(event.error.message) && oldest >= 0
        if (!isTooLong) yield event
      }
      if (!isTooLong) return
      messages = messages.filter((_, index) => index !== oldest)
    }
  }

  async function pull({ response }: WireCall, name: string) {
    const file = registry[name]
    sendLine(response, { status: 'pulling manifest' })
    if (!file) {
      sendLine(response, { error: 'pull model manifest: file does not exist' })
      return response.end()
    }
    const [digest, total] = [await sha256(file), (await stat(file)).size]
    const status = `pulling ${digest.slice(0, 12)}`
    for (let part = 0; part <= 4; part++) {
      sendLine(response, { status, digest: `sha256:${digest}`, total, ...(part > 0 ? { completed: Math.floor((total * part) / 4) } : {}) })
      await sleep(pullStepMs)
    }
    if (response.destroyed) return
    sendLine(response, { status: 'verifying sha256 digest' })
    await addToOllamaStore(store, name, file)
    for (const last of ['writing manifest', 'success']) sendLine(response, { status: last })
    response.end()
  }

  async function embed({ body, response, signal }: WireCall, name: string) {
    if (!(await find(name))) return notFound(response, name)
    const input = Array.isArray(body.input) ? (body.input as string[]) : [String(body.input ?? '')]
    const startedMs = performance.now()
    const embeddings = (await engine.embed?.(name, input, signal))?.map(normalised)
    const counts = await Promise.all(input.map((text) => engine.countTokens?.(name, text)))
    const took = Math.round((performance.now() - startedMs) * 1e6)
    sendJson(response, 200, {
      model: body.model,
      embeddings,
      total_duration: took,
      load_duration: 0,
      prompt_eval_count: counts.reduce((sum: number, count) => sum + (count ?? 0), 0),
    })
  }

  async function show({ body, response }: WireCall, name: string) {
    const [model, listed] = [await find(name), await described(name)]
    if (!model || !listed) return notFound(response, String(body.model))
    const architecture = String(model.details?.architecture)
    const able = { completion: true, tools: model.hasTools, thinking: model.hasThinking, embedding: model.hasEmbeddings }
    sendJson(response, 200, {
      license: 'MIT',
      modelfile: `FROM ${name}`,
      template: model.details?.chatTemplate,
      details: listed.details,
      model_info: {
        'general.architecture': architecture,
        ...Object.fromEntries(Object.entries((model.details?.numbers ?? {}) as object).map(([key, value]) => [`${architecture}.${key}`, value])),
        'general.name': model.details?.name,
      },
      capabilities: Object.entries(able).flatMap(([name, can]) => (can ? [name] : [])),
      modified_at: listed.modified_at,
    })
  }

  const server = await serveWire(async (call) => {
    const { method, path, body, response } = call
    const route = `${method} ${path}`
    if (route === 'GET /') return void response.end('Ollama is running')
    if (route === 'GET /api/version') return sendJson(response, 200, { version: '0.12.6' })
    if (route === 'GET /api/tags') {
      const models = await Promise.all((await engine.models(nowhere)).map(({ name }) => described(name)))
      return sendJson(response, 200, { models })
    }
    if (route === 'GET /api/ps') {
      const models = await Promise.all(
        [...loaded].map(async ([name, { contextTokens, expiresAt }]) => ({
          ...(await described(name)),
          expires_at: expiresAt,
          size_vram: 0,
          context_length: contextTokens,
        })),
      )
      return sendJson(response, 200, { models })
    }
    const name = full(body.model ?? body.name)
    if (route === 'POST /api/chat') return name ? chat(call, name) : sendJson(response, 400, { error: 'model is required' })
    if (route === 'POST /api/show') return name ? show(call, name) : sendJson(response, 400, { error: 'model is required' })
    if (route === 'POST /api/embed') return name ? embed(call, name) : sendJson(response, 400, { error: 'model is required' })
    if (route === 'POST /api/pull' && name) return void (await pull(call, name))
    if (route === 'DELETE /api/delete' && name) {
      if (!(await find(name))) return notFound(response, name)
      loaded.delete(name)
      await removeFromOllamaStore(store, name)
      return void response.writeHead(200).end()
    }
    response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found')
  }, port)
  return {
    ...server,
    async close() {
      await server.close()
      await engine.close()
    },
  }
}

const notFound = (response: ServerResponse, name: string) => sendJson(response, 404, { error: `model '${name}' not found` })

function sendLine(response: ServerResponse, line: unknown) {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  response.write(`${JSON.stringify(line)}\n`)
}

/** Ollama's wire to our messages: it names tools in results and carries no ids, so results answer the calls before them in order. */
function toMessages(wire: Record<string, unknown>[]): ModelMessage[] {
  let open: string[] = []
  return wire.map((message, index): ModelMessage => {
    const content = textOf(message.content)
    if (message.role === 'tool') return { role: 'tool', callId: open.shift() ?? '', name: String(message.tool_name ?? ''), content }
    if (message.role !== 'assistant') return { role: message.role === 'system' ? 'system' : 'user', content }
    const toolCalls = asArray(message.tool_calls).map(({ function: called }, at) => ({
      callId: `${index}.${at}`,
      ...(called as { name: string; arguments: unknown }),
    }))
    open = toolCalls.map(({ callId }) => callId)
    return { role: 'assistant', content, toolCalls }
  })
}

/** Ollama's embeddings have length 1. */
function normalised(vector: number[]): number[] {
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}
