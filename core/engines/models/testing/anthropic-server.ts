import type { GenerateRequest, ModelMessage, Provider } from '../port.ts'
import { asArray, sendEvent, sendJson, serveWire, textOf, type WireCall, type WireServer } from './wire-server.ts'

/** A server that speaks Anthropic's Messages API, streaming only, over the real inference of `engine`. */
export function startAnthropicServer({
  engine,
  models,
  apiKey,
}: {
  engine: Provider
  models: Record<string, string>
  apiKey: string
}): Promise<WireServer> {
  return serveWire(async (call) => {
    const { method, path, headers, body, response, signal } = call
    if (headers['x-api-key'] !== apiKey) return sendError(call, 401, 'authentication_error', 'invalid x-api-key')
    if (method === 'GET' && path.endsWith('/models')) {
      const data = Object.keys(models).map((id) => ({ type: 'model', id, display_name: id, created_at: '2025-01-01T00:00:00Z' }))
      return sendJson(response, 200, { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null })
    }
    const model = models[String(body.model)]
    if (method !== 'POST' || !path.endsWith('/messages')) return sendError(call, 404, 'not_found_error', 'Not found')
    if (!model) return sendError(call, 404, 'not_found_error', `model: ${body.model}`)
    const request: GenerateRequest = {
      model,
      messages: [...toSystem(body.system), ...toMessages(asArray(body.messages))],
      tools: asArray(body.tools).map((tool) => ({
        name: String(tool.name),
        description: String(tool.description),
        parameters: tool.input_schema as Record<string, unknown>,
      })),
      temperature: typeof body.temperature === 'number' ? body.temperature : null,
      maxOutputTokens: Number(body.max_tokens),
      contextTokens: null,
      stop: (body.stop_sequences as string[] | undefined) ?? [],
    }
    const say = (type: string, more: Record<string, unknown>) => sendEvent(response, { type, ...more }, type)
    let index = -1
    let open: 'text' | 'thinking' | null = null
    const close = () => {
      if (open) say('content_block_stop', { index })
      open = null
    }
    const openBlock = (kind: 'text' | 'thinking') => {
      if (open === kind) return
      close()
      open = kind
      index += 1
      say('content_block_start', {
        index,
        content_block: kind === 'text' ? { type: 'text', text: '' } : { type: 'thinking', thinking: '', signature: '' },
      })
    }
    let isFirst = true
    for await (const event of engine.generate(request, signal)) {
      if (event.type === 'failed') {
        if (isFirst) return sendError(call, 500, 'api_error', event.error.message)
        say('error', { error: { type: 'api_error', message: event.error.message } })
        return void response.end()
      }
      const usage = { input_tokens: 0, output_tokens: 0 }
      if (isFirst)
        say('message_start', {
          message: {
            id: `msg_${crypto.randomUUID()}`,
            type: 'message',
            role: 'assistant',
            model: body.model,
            content: [],
            stop_reason: null,
            stop_sequence: null,
            usage,
          },
        })
      isFirst = false
      if (event.type === 'text') {
        openBlock('text')
        say('content_block_delta', { index, delta: { type: 'text_delta', text: event.text } })
      } else if (event.type === 'thinking') {
        openBlock('thinking')
        say('content_block_delta', { index, delta: { type: 'thinking_delta', thinking: event.text } })
      } else if (event.type === 'tool-call') {
        close()
        index += 1
        const { callId: id, name, arguments: input } = event.call
        say('content_block_start', { index, content_block: { type: 'tool_use', id, name, input: {} } })
        for (const piece of JSON.stringify(input).match(/.{1,8}/gs) ?? [])
          say('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: piece } })
        say('content_block_stop', { index })
      } else {
        close()
        const stop_reason = { stop: 'end_turn', length: 'max_tokens', 'tool-calls': 'tool_use' }[event.reason]
        say('message_delta', {
          delta: { stop_reason, stop_sequence: null },
          usage: { input_tokens: event.usage.inputTokens, output_tokens: event.usage.outputTokens },
        })
        say('message_stop', {})
        response.end()
      }
    }
  })
}

const sendError = ({ response }: WireCall, status: number, type: string, message: string) =>
  sendJson(response, status, { type: 'error', error: { type, message } })

const toSystem = (system: unknown): ModelMessage[] => (textOf(system) === '' ? [] : [{ role: 'system', content: textOf(system) }])

function toMessages(wire: Record<string, unknown>[]): ModelMessage[] {
  const names = new Map<string, string>()
  return wire.flatMap(({ role, content }): ModelMessage[] => {
    if (role === 'assistant') {
      const toolCalls = asArray(content)
        .filter(({ type }) => type === 'tool_use')
        .map(({ id, name, input }) => ({ callId: String(id), name: String(name), arguments: input }))
      for (const { callId, name } of toolCalls) names.set(callId, name)
      return [{ role, content: textOf(content), toolCalls }]
    }
    const results = asArray(content).filter(({ type }) => type === 'tool_result')
    const answers = results.map(
      (part): ModelMessage => ({
        role: 'tool',
        callId: String(part.tool_use_id),
        name: names.get(String(part.tool_use_id)) ?? '',
        content: textOf(part.content),
      }),
    )
    const said = textOf(typeof content === 'string' ? content : asArray(content).filter(({ type }) => type === 'text'))
    return said === '' ? answers : [...answers, { role: 'user', content: said }]
  })
}
