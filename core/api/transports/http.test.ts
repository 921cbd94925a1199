import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { contract } from '../../contract/index.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { createApi } from '../router.ts'
import { createExampleParts } from '../testing/example-parts.ts'
import { type HttpServer, startHttpServer } from './http.ts'

let server: HttpServer
let folder: string
const example = createExampleParts()
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cortex-page-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Cortex</title>')
  writeFileSync(join(folder, 'assets', 'app-1a2b3c.js'), 'export {}')
  writeFileSync(join(folder, 'assets', 'gone-4d5e6f.js'), 'export {}')
  server = await startHttpServer(createApi(example.parts, { logger: silentLogger }), {
    logger: silentLogger,
    version: '1.2.3',
    rendererFolder: folder,
  })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; text: string; json: () => Record<string, unknown> }
/** A raw request: unlike fetch, it can send any Host. */
async function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer; token?: string | null } = {},
): Promise<Answer> {
  const token = options.token === undefined ? server.token : options.token
  const sent = request(`${server.url}${path}`, {
    method: options.method ?? 'GET',
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...options.headers },
  })
  sent.on('error', () => {})
  sent.end(options.body)
  const [response] = await once(sent, 'response')
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  return { status: response.statusCode, headers: response.headers, text, json: () => JSON.parse(text) }
}
const post = (path: string, body: unknown, headers = {}) =>
  ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } })

describe('who may ask', () => {
  it.each([null, 'wrong', '', 'x'.repeat(43)])('refuses the token %j', async (token) => {
    const answer = await ask('/models', { token })
    expect([answer.status, answer.json().code]).toEqual([401, 'UNAUTHORIZED'])
    expect((await ask('/openapi.json', { token })).status).toBe(401)
  })

  it('answers health and the page without a token', async () => {
    expect((await ask('/health', { token: null })).json()).toMatchObject({ status: 'ok' })
    expect((await ask('/', { token: null })).text).toContain('<title>Cortex')
  })

  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])(
    'refuses the host %j, token or not',
    async (host) => {
      for (const path of ['/models', '/', '/health']) {
        const answer = await ask(path, { headers: { host } })
        expect([answer.status, answer.json().code]).toEqual([403, 'FORBIDDEN_ORIGIN'])
      }
    },
  )

  it('takes every name of the loopback interface', async () => {
    const { port } = new URL(server.url)
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])
      expect((await ask('/models', { headers: { host, origin: `http://${host.toLowerCase()}` } })).status).toBe(200)
  })

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1'])(
    'refuses the origin %j and gives it no CORS headers',
    async (origin) => {
      for (const method of ['GET', 'OPTIONS']) {
        const answer = await ask('/models', { method, headers: { origin } })
        expect(answer.status).toBe(403)
        expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
      }
    },
  )

  const connect = async (path: string, protocols: string[], headers = {}) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, protocols, { headers })
    const outcome = await Promise.race([
      once(socket, 'open').then(() => `open as ${socket.protocol}`),
      once(socket, 'unexpected-response').then(([, response]) => response.statusCode as number),
    ])
    socket.on('error', () => {})
    socket.terminate()
    return outcome
  }
  it('opens a WebSocket for the token as subprotocol or header, and for nothing else', async () => {
    expect(await connect('/rpc', ['cortex', `token.${server.token}`])).toBe('open as cortex')
    expect(await connect('/rpc', ['cortex'], { authorization: `Bearer ${server.token}` })).toBe('open as cortex')
    expect(await connect('/rpc', ['cortex'])).toBe(401)
    expect(await connect('/rpc', ['cortex', 'token.wrong'])).toBe(401)
    expect(await connect(`/rpc?token=${server.token}`, ['cortex'])).toBe(401)
    expect(await connect('/other', ['cortex', `token.${server.token}`])).toBe(404)
    expect(await connect('/rpc', ['cortex', `token.${server.token}`], { origin: 'http://evil.example' })).toBe(403)
    expect(await connect('/rpc', ['cortex', `token.${server.token}`], { host: 'evil.example' })).toBe(403)
  })
})

describe('what is sent', () => {
  it('takes bodies as JSON only', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
      const answer = await ask('/execute/tool', { method: 'POST', body: '{"name":"echo"}', headers: { 'content-type': type } })
      expect([answer.status, answer.json().code]).toEqual([400, 'BAD_INPUT'])
    }
    expect((await post('/execute/tool', { name: 'echo' }, { 'content-type': 'application/json; charset=utf-8' })).status).toBe(200)
  })

  it.each(['{', '[1', 'undefined', '{"a":}'])('says that %j is no JSON', async (body) => {
    const answer = await ask('/execute/tool', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    expect(answer.json()).toMatchObject({ code: 'BAD_INPUT', message: 'The body is not JSON.' })
  })

  it('refuses large bodies, whether their size is announced or not, except for previews', async () => {
    const large = JSON.stringify({ name: 'echo', parameters: { text: 'x'.repeat(3_000_000) } })
    const headers = { 'content-type': 'application/json' }
    expect((await ask('/execute/tool', { method: 'POST', body: large, headers })).json().code).toBe('TOO_LARGE')
    const chunked = await ask('/execute/tool', { method: 'POST', body: large, headers: { ...headers, 'transfer-encoding': 'chunked' } })
    expect([chunked.status, chunked.json().code]).toEqual([413, 'TOO_LARGE'])
    const files = [{ path: 'a', contentBase64: 'x'.repeat(3_000_000) }]
    expect((await post('/registry/preview', { name: 'dropped', files })).json()).toMatchObject({ name: 'dropped', fileCount: 1 })
  })

  it.each(['/nothing', '/api', '/models/', '/sessions/%E0%A4%A', '/..%2f..%2fetc%2fpasswd', '/assets/../../etc/passwd', '/__proto__'])(
    'answers %s with JSON, never with the page',
    async (path) => {
      const answer = await ask(path)
      expect(answer.headers['content-type']).toContain('application/json')
      if (answer.status !== 200)
        expect(answer.json()).toMatchObject({ code: expect.stringMatching(/^(NOT_FOUND|BAD_INPUT)$/), message: expect.any(String) })
    },
  )

  it('does not answer a known address by another method', async () => {
    expect((await ask('/models', { method: 'DELETE' })).json().code).toBe('NOT_FOUND')
  })
})

describe('the page', () => {
  it('comes with strict headers', async () => {
    const { headers } = await ask('/', { token: null })
    expect(headers['content-security-policy']).toContain("default-src 'self'; script-src 'self'; ")
    expect(headers['content-security-policy']).toContain(`connect-src 'self' ${server.url.replace('http', 'ws')} `)
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    })
  })

  it('is where every address leads that a browser navigates to, and no other request', async () => {
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8'
    expect((await ask('/', { token: null, headers: { accept } })).text).toContain('<title>Cortex')
    const leads = { '/chats/ses_1': '/#/chats/ses_1', '/models?token=t': '/?token=t#/models', '//evil.example/x': '/#/evil.example/x' }
    for (const [path, to] of Object.entries(leads)) expect((await ask(path, { token: null, headers: { accept } })).headers.location).toBe(to)
    expect((await ask('/missing.js', { headers: { accept } })).json().code).toBe('NOT_FOUND')
    expect((await ask('/chats/ses_1', { headers: { accept: '*/*' } })).json().code).toBe('NOT_FOUND')
    expect((await ask('/health', { headers: { accept } })).json().status).toBe('ok')
  })

  it('keeps hashed files for good', async () => {
    const { headers, text } = await ask('/assets/app-1a2b3c.js', { token: null })
    expect(text).toBe('export {}')
    expect(headers['cache-control']).toContain('immutable')
    expect(headers['content-type']).toContain('javascript')
  })

  it('goes on serving when a file is gone since the start, as after an update', async () => {
    rmSync(join(folder, 'assets', 'gone-4d5e6f.js'))
    await expect(ask('/assets/gone-4d5e6f.js', { token: null })).rejects.toThrow()
    expect((await ask('/assets/app-1a2b3c.js', { token: null })).text).toBe('export {}')
  })
})

describe('server-sent events', () => {
  it('carry ids, and go on after the one in Last-Event-ID without sending the message again', async () => {
    const { id } = (await post('/agent/assistant/session', {})).json() as { id: string }
    const answer = await post(`/agent/session/${id}/message`, { text: 'a b' })
    expect(answer.headers['content-type']).toContain('text/event-stream')
    const ids = [...answer.text.matchAll(/^id: (.+)$/gm)].map(([, one]) => one as string)
    expect(ids.map((one) => one.split(':')[1])).toEqual(['1', '2', '3', '4', '4'])
    const sends = example.seen.sends
    const rest = await post(`/agent/session/${id}/message`, { text: 'a b' }, { 'last-event-id': ids[2] as string })
    expect([...rest.text.matchAll(/"type":"([^"]+)"/g)].map(([, type]) => type)).toEqual(['run.finished', 'turn.finished'])
    expect(example.seen.sends).toBe(sends)
  })
})

describe('the OpenAPI document', () => {
  it('is valid and holds every procedure of the contract', async () => {
    const document = (await ask('/openapi.json')).json()
    expect(await new Validator().validate(document)).toEqual({ valid: true })
    expect(document).toMatchObject({ openapi: expect.stringMatching(/^3\.1/), info: { version: '1.2.3' } })
    const described = Object.entries(document.paths as Record<string, Record<string, { responses: object }>>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const declared = Object.values(contract).flatMap((noun) =>
      Object.values(noun as Record<string, { '~orpc': { route: { method?: string; path?: string } } }>).map(
        ({ '~orpc': { route } }) => `${route.method} ${route.path}`,
      ),
    )
    expect(described.toSorted()).toEqual(declared.toSorted())
    expect(new Set(declared).size).toBe(declared.length)
  })

  it('asks for the token everywhere but at /health, and describes faults', async () => {
    const { paths, security, components } = (await ask('/openapi.json')).json() as never as {
      paths: Record<string, Record<string, { security?: unknown; responses: Record<string, unknown> }>>
      security: unknown
      components: { schemas: object }
    }
    expect(security).toEqual([{ token: [] }])
    expect(paths['/health']?.get?.security).toEqual([])
    expect(paths['/models']?.get?.responses['404']).toMatchObject({
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Fault' } } },
    })
    expect(components.schemas).toHaveProperty('Fault')
  })
})
