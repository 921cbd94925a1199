import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type WireCall = {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: Record<string, unknown>
  response: ServerResponse
  signal: AbortSignal
}
export type WireServer = {
  url: string /** Every call seen, newest last, for asserting what was really asked. */
  calls: Omit<WireCall, 'response' | 'signal'>[]
  close(): Promise<void>
}

/** A loopback HTTP server that reads JSON bodies; `signal` aborts when the caller goes away. `close` cuts open connections, as a crash would. */
export async function serveWire(answer: (call: WireCall) => Promise<void>, port = 0): Promise<WireServer> {
  const calls: WireServer['calls'] = []
  const server = createServer(async (request, response) => {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const call = { method: request.method ?? 'GET', path: url.pathname, headers: request.headers, body: text === '' ? {} : JSON.parse(text) }
    calls.push(call)
    try {
      await answer({ ...call, response, signal: gone.signal })
    } catch (error) {
      if (!response.headersSent) sendJson(response, 500, { error: String(error) })
      else response.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(body))
}

/** Server-sent events; `event` names them where the protocol does. */
export function sendEvent(response: ServerResponse, data: unknown, event?: string) {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  response.write(`${event ? `event: ${event}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`)
}

export const asArray = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value : [])
/** Content as a string, or the text of its parts. */
export const textOf = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : asArray(content)
        .map((part) => (typeof part.text === 'string' ? part.text : ''))
        .join('')
