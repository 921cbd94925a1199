import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { Fault } from '../../contract/faults.ts'
import type { Logger } from '../../kernel/logger.ts'
import { toApiError } from '../errors.ts'
import type { Api } from '../router.ts'
import { createGuard, newToken } from './guard.ts'
import { answerFault, answerJson, readJsonBody, uploadLimitBytes } from './json.ts'
import { openApiDocument } from './openapi.ts'
import { createPageServer } from './page.ts'
import { createWebSocketTransport } from './websocket.ts'

export type HttpServer = {
  /** Such as http://127.0.0.1:41234, without a slash at the end. */
  url: string
  token: string
  /** The address to open in a browser; the page takes the token out of the address bar at once. */
  pageUrl: string
  close(): Promise<void>
}

/**
 * Serves the contract on the loopback interface: REST with server-sent events, `/openapi.json`, the same over a WebSocket at
 * `/rpc`, and the built renderer. Everything but `/health` and the renderer's files asks for the token of this launch.
 */
export async function startHttpServer(
  api: Api,
  options: { logger: Logger; version: string; port?: number; token?: string; rendererFolder?: string },
): Promise<HttpServer> {
  const { logger, version, token = newToken() } = options
  const rest = new OpenAPIHandler(api)
  const webSockets = createWebSocketTransport(api, { logger, maxMessageBytes: uploadLimitBytes })
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 60_000, keepAliveTimeout: 10_000 })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const guard = createGuard(token, port)
  const servePage = createPageServer(options.rendererFolder ?? '', port)
  let document: ReturnType<typeof openApiDocument> | undefined

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/'] = (request.url ?? '/').split('?')
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Referrer-Policy', 'no-referrer')
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
    guard.checkOrigin(request)
    if (servePage(request, response, path)) return
    if (path !== '/health') guard.checkToken(request)
    response.setHeader('Cache-Control', 'no-store')
    if (path === '/openapi.json' && request.method === 'GET') {
      document ??= openApiDocument(version)
      return answerJson(response, 200, await document)
    }
    // What is set here is taken by the handler instead of the stream.
    const body = await readJsonBody(request, path)
    if (body !== undefined) Object.assign(request, { body })
    const { matched } = await rest.handle(request, response, { context: { transport: 'http' } })
    if (!matched) throw new Fault('NOT_FOUND', { what: 'address', name: `${request.method} ${path}` })
  }

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: unknown) => {
      if (error instanceof Fault) return answerFault(response, error)
      if (response.destroyed) return
      const { data } = toApiError(error, { logger, procedure: request.url ?? '', transport: 'http' })
      answerFault(response, new Fault('INTERNAL', data as Record<string, unknown>))
    })
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', (error) => logger.debug('a connection failed', { error }))
    try {
      guard.checkOrigin(request)
      if (request.url?.split('?')[0] !== '/rpc') throw new Fault('NOT_FOUND', { what: 'WebSocket', name: request.url ?? '' })
      guard.checkToken(request)
      webSockets.upgrade(request, socket, head)
    } catch (error) {
      refuse(socket, error instanceof Fault ? error : new Fault('BAD_INPUT', { detail: 'The connection could not be opened.' }))
    }
  })

  const url = `http://127.0.0.1:${port}`
  return {
    url,
    token,
    pageUrl: `${url}/?token=${token}`,
    async close() {
      webSockets.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

function refuse(socket: Duplex, fault: Fault): void {
  const body = JSON.stringify({ code: fault.code, message: fault.message })
  socket.end(
    `HTTP/1.1 ${fault.status} Refused\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
