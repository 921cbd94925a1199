import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** The name of the one model it offers. */
export const steadyModel = 'steady:latest'
/** About what a token of English is. */
const charactersPerToken = 4

/**
 * Speaks as much of Ollama's protocol as an answer needs, and writes a given text at a steady pace, so that what follows it, from the provider
 * to the screen, is measured and no model. `written` tells how many tokens it sent in how many milliseconds.
 */
export async function startTokenServer(options: { text: () => string; tokensPerSecond: number }) {
  const written = { tokens: 0, ms: 0 }
  const json = (response: ServerResponse, body: unknown) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const details = { format: 'gguf', family: 'llama', families: ['llama'], parameter_size: '1B', quantization_level: 'Q4_0', parent_model: '' }
  const model = { name: steadyModel, model: steadyModel, modified_at: new Date().toISOString(), size: 1_000_000, digest: 'steady', details }

  async function answer(response: ServerResponse): Promise<void> {
    const text = options.text()
    const say = (line: object) => response.write(`${JSON.stringify({ model: steadyModel, created_at: new Date().toISOString(), ...line })}\n`)
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    const begun = performance.now()
    const tokens = Math.ceil(text.length / charactersPerToken)
    for (let sent = 0; sent < tokens && !response.destroyed; await sleep(4)) {
      const due = Math.min(tokens, Math.floor(((performance.now() - begun) / 1_000) * options.tokensPerSecond))
      for (; sent < due; sent++) {
        const content = text.slice(sent * charactersPerToken, (sent + 1) * charactersPerToken)
        say({ message: { role: 'assistant', content }, done: false })
      }
    }
    Object.assign(written, { tokens, ms: performance.now() - begun })
    say({ message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop', prompt_eval_count: 1, eval_count: tokens })
    response.end()
  }

  const server = createServer((request, response) => {
    request.resume()
    if (request.url === '/api/version') json(response, { version: '0.12.6' })
    else if (request.url === '/api/tags') json(response, { models: [model] })
    else if (request.url === '/api/ps') json(response, { models: [] })
    else if (request.url === '/api/show')
      json(response, { details, capabilities: ['completion'], model_info: { 'general.architecture': 'llama', 'llama.context_length': 32_768 } })
    else if (request.url === '/api/chat') void answer(response)
    else response.writeHead(404).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    written,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
