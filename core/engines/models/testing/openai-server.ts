import type { GenerateRequest, ModelMessage, Provider, ToolDefinition } from '../port.ts'
import { asArray, sendEvent, sendJson, serveWire, textOf, type WireCall, type WireServer } from './wire-server.ts'

export type OpenaiServerOptions = {
  /** What answers: a provider that runs real models, here. */
  engine: Provider
  /** Names offered, and the engine's model behind each. */
  models: Record<string, string>
  /** null: no key is asked for. */
  apiKey: string | null
}

/** A server that speaks OpenAI's chat completions (OpenAI, Groq and every compatible server) over the real inference of `engine`. */
export function startOpenaiServer({ engine, models, apiKey }: OpenaiServerOptions): Promise<WireServer> {
  return serveWire(async (call) => {
    const { method, path, headers, response } = call
    if (apiKey !== null && headers.authorization !== `Bearer ${apiKey}`) return sendError(call, 401, 'Incorrect API key provided.', 'invalid_api_key')
    if (method === 'GET' && path.endsWith('/models')) {
      const data = Object.keys(models).map((id) => ({ id, object: 'model', created: 0, owned_by: 'tests' }))
      return sendJson(response, 200, { object: 'list', data })
    }
    if (method === 'POST' && path.endsWith('/chat/completions')) return complete(call, engine, models)
    sendError(call, 404, `Unknown request URL: ${method} ${path}.`, 'unknown_url')
  })
}

const sendError = ({ response }: WireCall, status: number, message: string, code: string) =>
  sendJson(response, status, { error: { message, type: 'invalid_request_error', param: null, code } })

async function complete(call: WireCall, engine: Provider, models: Record<string, string>) {
  const { body, response, signal } = call
  const model = models[String(body.model)]
  if (!model) return sendError(call, 404, `The model \`${body.model}\` does not exist or you do not have access to it.`, 'model_not_found')
  const request: GenerateRequest = {
    model,
    messages: toMessages(asArray(body.messages)),
    tools: asArray(body.tools).map(({ function: tool }) => tool as ToolDefinition),
    temperature: typeof body.temperature === 'number' ? body.temperature : null,
    maxOutputTokens: Number(body.max_completion_tokens ?? body.max_tokens ?? 1024),
    contextTokens: null,
    stop: typeof body.stop === 'string' ? [body.stop] : ((body.stop as string[] | undefined) ?? []),
  }
  const head = { id: `chatcmpl-${crypto.randomUUID()}`, object: 'chat.completion.chunk', created: Math.floor(Date.now() / 1000), model: body.model }
  const say = (delta: Record<string, unknown>, finish_reason: string | null = null, more = {}) =>
    sendEvent(response, { ...head, choices: [{ index: 0, delta, finish_reason }], ...more })
  let callCount = 0
  let isFirst = true
  for await (const event of engine.generate(request, signal)) {
    if (isFirst && event.type !== 'failed') say({ role: 'assistant', content: '' })
    isFirst = false
    if (event.type === 'text') say({ content: event.text })
    else if (event.type === 'thinking') say({ reasoning_content: event.text })
    else if (event.type === 'tool-call') {
      const { callId: id, name, arguments: given } = event.call
      const index = callCount++
      say({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] })
      // Arguments come in pieces, as they do from the real ones.
      for (const piece of JSON.stringify(given).match(/.{1,8}/gs) ?? []) say({ tool_calls: [{ index, function: { arguments: piece } }] })
    } else if (event.type === 'failed') {
      if (!response.headersSent) return sendError(call, 500, event.error.message, 'server_error')
      sendEvent(response, { error: { message: event.error.message, type: 'server_error', param: null, code: null } })
      return void response.end()
    } else {
      const { inputTokens, outputTokens } = event.usage
      const usage = { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens }
      const reason = { stop: 'stop', length: 'length', 'tool-calls': 'tool_calls' }[event.reason]
      // Groq tells the usage in a field of its own, in the last chunk.
      say({}, reason, { x_groq: { id: head.id, usage } })
      if ((body.stream_options as { include_usage?: boolean } | undefined)?.include_usage) sendEvent(response, { ...head, choices: [], usage })
      sendEvent(response, '[DONE]')
      response.end()
    }
  }
}

function toMessages(wire: Record<string, unknown>[]): ModelMessage[] {
  const names = new Map<string, string>()
  return wire.map((message): ModelMessage => {
    const content = textOf(message.content)
    if (message.role === 'tool')
      return { role: 'tool', callId: String(message.tool_call_id), name: names.get(String(message.tool_call_id)) ?? '', content }
    if (message.role !== 'assistant') return { role: message.role === 'user' ? 'user' : 'system', content }
    const toolCalls = asArray(message.tool_calls).map(({ id, function: called }) => {
      const { name, arguments: text } = called as { name: string; arguments: string }
      names.set(String(id), name)
      return { callId: String(id), name, arguments: JSON.parse(text) as unknown }
    })
    return { role: 'assistant', content, toolCalls }
  })
}
