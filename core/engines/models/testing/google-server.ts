import type { GenerateRequest, ModelMessage, Provider } from '../port.ts'
import { asArray, sendEvent, sendJson, serveWire, textOf, type WireServer } from './wire-server.ts'

/** A server that speaks Gemini's streamGenerateContent over the real inference of `engine`. */
export function startGoogleServer({
  engine,
  models,
  apiKey,
}: {
  engine: Provider
  models: Record<string, string>
  apiKey: string
}): Promise<WireServer> {
  return serveWire(async ({ method, path, headers, body, response, signal }) => {
    const fail = (code: number, status: string, message: string) => sendJson(response, code, { error: { code, message, status } })
    if (headers['x-goog-api-key'] !== apiKey) return fail(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.')
    if (method === 'GET' && path.endsWith('/models'))
      return sendJson(response, 200, { models: Object.keys(models).map((id) => ({ name: `models/${id}`, displayName: id })) })
    const name = /\/models\/(.+):streamGenerateContent$/.exec(path)?.[1]
    const model = models[name ?? '']
    if (method !== 'POST' || !model) return fail(404, 'NOT_FOUND', `models/${name} is not found for API version v1beta.`)
    const config = (body.generationConfig ?? {}) as Record<string, unknown>
    const system = textOf((body.systemInstruction as { parts?: unknown } | undefined)?.parts)
    const request: GenerateRequest = {
      model,
      messages: [...(system === '' ? [] : [{ role: 'system' as const, content: system }]), ...toMessages(asArray(body.contents))],
      tools: asArray(body.tools)
        .flatMap(({ functionDeclarations }) => asArray(functionDeclarations))
        .map((tool) => ({
          name: String(tool.name),
          description: String(tool.description),
          parameters: (tool.parameters ?? { type: 'object', properties: {} }) as Record<string, unknown>,
        })),
      temperature: typeof config.temperature === 'number' ? config.temperature : null,
      maxOutputTokens: Number(config.maxOutputTokens ?? 1024),
      contextTokens: null,
      stop: (config.stopSequences as string[] | undefined) ?? [],
    }
    const say = (parts: unknown[], more = {}, top = {}) =>
      sendEvent(response, { candidates: [{ content: { role: 'model', parts }, index: 0, ...more }], modelVersion: name, ...top })
    for await (const event of engine.generate(request, signal)) {
      if (event.type === 'text') say([{ text: event.text }])
      else if (event.type === 'thinking') say([{ text: event.text, thought: true }])
      else if (event.type === 'tool-call') say([{ functionCall: { name: event.call.name, args: event.call.arguments } }])
      else if (event.type === 'failed') {
        if (!response.headersSent) return fail(500, 'INTERNAL', event.error.message)
        return void response.destroy()
      } else {
        const { inputTokens, outputTokens } = event.usage
        const usageMetadata = { promptTokenCount: inputTokens, candidatesTokenCount: outputTokens, totalTokenCount: inputTokens + outputTokens }
        say([{ text: '' }], { finishReason: event.reason === 'length' ? 'MAX_TOKENS' : 'STOP' }, { usageMetadata })
        response.end()
      }
    }
  })
}

/** Gemini names functions in results and carries no ids: results answer the calls before them in order. */
function toMessages(wire: Record<string, unknown>[]): ModelMessage[] {
  let open: string[] = []
  return wire.flatMap(({ role, parts }, index): ModelMessage[] => {
    if (role === 'model') {
      const calls = asArray(parts).flatMap(({ functionCall }) => (functionCall ? [functionCall as { name: string; args: unknown }] : []))
      const toolCalls = calls.map(({ name, args }, at) => ({ callId: `${index}.${at}`, name, arguments: args }))
      open = toolCalls.map(({ callId }) => callId)
      return [{ role: 'assistant', content: textOf(parts), toolCalls }]
    }
    const results = asArray(parts).flatMap(({ functionResponse }) =>
      functionResponse ? [functionResponse as { name: string; response: { content?: unknown } }] : [],
    )
    if (results.length === 0) return [{ role: 'user', content: textOf(parts) }]
    return results.map(({ name, response }) => ({
      role: 'tool',
      callId: open.shift() ?? '',
      name,
      content: typeof response.content === 'string' ? response.content : JSON.stringify(response),
    }))
  })
}
