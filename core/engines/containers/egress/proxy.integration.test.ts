import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import http, { createServer } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

type Said = { type: string; token?: string; host?: string; port?: number; verdict?: string; reason?: string; bytesIn?: number; bytesOut?: number }

/** The proxy as an ordinary child of the test, with everything it said. */
async function startProxy(config: Record<string, unknown> = {}) {
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(new URL('proxy.mjs', import.meta.url))], {
    env: { CORTEX_EGRESS: JSON.stringify({ port: 0, host: '127.0.0.1', ...config }) },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const said: Said[] = []
  const waiting: { matches: (one: Said) => boolean; resolve: (one: Said) => void }[] = []
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    const one = JSON.parse(line) as Said
    said.push(one)
    for (const wait of waiting) if (wait.matches(one)) wait.resolve(one)
  })
  const heard = (matches: (one: Said) => boolean) =>
    new Promise<Said>((resolve) => {
      const found = said.find(matches)
      if (found) resolve(found)
      else waiting.push({ matches, resolve })
    })
  const { port } = await heard((one) => one.type === 'ready')
  const order = (what: Record<string, unknown>) => child.stdin?.write(`${JSON.stringify(what)}\n`)
  return {
    child,
    port: port as number,
    said,
    heard,
    async allow(token: string, hosts: string[]) {
      order({ allow: token, hosts })
      await heard((one) => one.type === 'allowed' && one.token === token)
    },
    async revoke(token: string) {
      order({ revoke: token })
      await heard((one) => one.type === 'revoked' && one.token === token)
    },
  }
}

const basic = (token: string) => `Basic ${Buffer.from(`run:${token}`).toString('base64')}`
let proxy: Awaited<ReturnType<typeof startProxy>>
let target: http.Server
let targetPort: number
const seen: string[] = []

beforeAll(async () => {
  target = createServer((request, response) => {
    seen.push(`${request.method} ${request.headers.host}${request.url}`)
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => response.end(`served ${body}`))
  })
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  targetPort = (target.address() as AddressInfo).port
  proxy = await startProxy()
})
afterAll(() => {
  proxy.child.kill()
  target.closeAllConnections()
  target.close()
})

const get = (url: string, token: string | null, options: { body?: string; headers?: Record<string, string>; port?: number } = {}) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const request = http.request({
      host: '127.0.0.1',
      port: options.port ?? proxy.port,
      path: url,
      method: options.body === undefined ? 'GET' : 'POST',
      headers: { ...(token ? { 'proxy-authorization': basic(token) } : {}), ...options.headers },
      agent: false,
    })
    request.on('error', reject)
    request.on('response', (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    request.end(options.body)
  })

const tunnel = (to: string, token: string | null, port = proxy.port) =>
  new Promise<{ status: number; message: string; socket: net.Socket }>((resolve, reject) => {
    const headers = token ? { 'proxy-authorization': basic(token) } : {}
    const request = http.request({ host: '127.0.0.1', port, method: 'CONNECT', path: to, headers, agent: false })
    request.on('error', reject)
    request.on('connect', (response, socket) => resolve({ status: response.statusCode ?? 0, message: response.statusMessage ?? '', socket }))
    request.end()
  })

describe('the egress proxy', () => {
  it('forwards a request to a host that is allowed, and reports it', async () => {
    await proxy.allow('forward', [`127.0.0.1:${targetPort}`])
    expect(await get(`http://127.0.0.1:${targetPort}/a?b=c`, 'forward', { body: 'x'.repeat(1000) })).toEqual({
      status: 200,
      body: `served ${'x'.repeat(1000)}`,
    })
    const said = await proxy.heard((one) => one.type === 'connection' && one.token === 'forward')
    expect(said).toMatchObject({ host: '127.0.0.1', port: targetPort, verdict: 'allowed', bytesOut: 1000, bytesIn: 1007 })
  })
  it('asks for the host that was judged, whatever the Host header says', async () => {
    await proxy.allow('header', [`127.0.0.1:${targetPort}`])
    await get(`http://127.0.0.1:${targetPort}/header`, 'header', { headers: { host: 'other.example' } })
    expect(seen).toContain(`GET 127.0.0.1:${targetPort}/header`)
  })
  it('tunnels to a host that is allowed, and cuts the tunnel when the token is taken back', async () => {
    await proxy.allow('tunnel', [`127.0.0.1:${targetPort}`])
    const { status, socket } = await tunnel(`127.0.0.1:${targetPort}`, 'tunnel')
    expect(status).toBe(200)
    socket.write('GET /through HTTP/1.1\r\nHost: t\r\n\r\n')
    expect(String((await once(socket, 'data'))[0])).toContain('200 OK')
    socket.on('error', () => {})
    const closed = once(socket, 'close')
    await proxy.revoke('tunnel')
    await closed
    const report = proxy.said.findIndex((one) => one.type === 'connection' && one.token === 'tunnel')
    expect(report).toBeGreaterThan(-1)
    expect(report).toBeLessThan(proxy.said.findIndex((one) => one.type === 'revoked' && one.token === 'tunnel'))
    expect((await tunnel(`127.0.0.1:${targetPort}`, 'tunnel')).status).toBe(407)
  })
  it('serves nobody without a token, nor with a wrong one', async () => {
    await proxy.allow('right', [`127.0.0.1:${targetPort}`])
    expect((await get(`http://127.0.0.1:${targetPort}/`, 'right')).status).toBe(200)
    for (const token of [null, 'wrong', '']) {
      expect((await get(`http://127.0.0.1:${targetPort}/`, token)).status).toBe(407)
      expect((await tunnel(`127.0.0.1:${targetPort}`, token)).status).toBe(407)
    }
  })
  it.each([
    ['a host that is not named', ['example.com'], 'evil.example:443', 'not among the hosts'],
    ['another port of a host that is named', ['127.0.0.1:1'], '127.0.0.1:2', 'not among the hosts'],
    ['a port that is not of the web', ['*'], '1.1.1.1:25', 'not among the hosts'],
    ['loopback behind a wildcard', ['*'], '127.0.0.1:80', 'not a public address'],
    ['loopback by a name', ['*'], 'localhost:80', 'not a public address'],
    ['loopback spelled in another way', ['*'], '2130706433:80', 'not a public address'],
    ['loopback in IPv6', ['*'], '[::1]:80', 'not a public address'],
    ['loopback mapped into IPv6', ['*'], '[::ffff:127.0.0.1]:80', 'not a public address'],
    ['a private network', ['*'], '10.1.2.3:80', 'not a public address'],
    ['carrier-grade addresses', ['*'], '100.64.0.1:80', 'not a public address'],
    ['cloud metadata', ['*'], '169.254.169.254:80', 'link-local'],
    ['cloud metadata in IPv6', ['*'], '[fd00:ec2::254]:80', 'link-local'],
  ])('refuses %s', async (_, hosts, to, reason) => {
    await proxy.allow('refused', hosts)
    const { status, message } = await tunnel(to, 'refused')
    expect(status).toBe(403)
    expect(message).toContain(reason)
    const plain = await get(`http://${to}/`, 'refused')
    expect(plain.status).toBe(403)
    await proxy.heard(
      (one) => one.type === 'connection' && one.token === 'refused' && one.verdict === 'refused' && (one.reason ?? '').includes(reason),
    )
  })
  it('bounds how many connections one run has at once', async () => {
    const small = await startProxy({ perToken: 2 })
    await small.allow('one', [`127.0.0.1:${targetPort}`])
    const open = [await tunnel(`127.0.0.1:${targetPort}`, 'one', small.port), await tunnel(`127.0.0.1:${targetPort}`, 'one', small.port)]
    expect((await tunnel(`127.0.0.1:${targetPort}`, 'one', small.port)).status).toBe(429)
    for (const { socket } of open) socket.destroy()
    small.child.kill()
  })
  it('says what is wrong with a host that does not answer', async () => {
    const silent = net.createServer()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    await new Promise((resolve) => silent.close(resolve))
    await proxy.allow('closed', [`127.0.0.1:${port}`])
    expect(await tunnel(`127.0.0.1:${port}`, 'closed')).toMatchObject({ status: 502, message: expect.stringContaining('ECONNREFUSED') as string })
    await proxy.heard((one) => one.token === 'closed' && one.verdict === 'failed')
  })
  it("goes through a company's proxy, except for the hosts that need none", async () => {
    const upstream = await startProxy()
    await upstream.allow('office', [`127.0.0.1:${targetPort}`])
    const url = `http://u:office@127.0.0.1:${upstream.port}`
    const behind = await startProxy({ upstream: { http: url, https: url, none: 'direct.example, localhost' } })
    await behind.allow('run', [`127.0.0.1:${targetPort}`, `localhost:${targetPort}`])
    expect((await get(`http://127.0.0.1:${targetPort}/up`, 'run', { port: behind.port })).body).toBe('served ')
    const { status, socket } = await tunnel(`127.0.0.1:${targetPort}`, 'run', behind.port)
    expect(status).toBe(200)
    socket.destroy()
    expect(upstream.said.filter((one) => one.type === 'connection').length).toBeGreaterThan(0)
    const before = upstream.said.length
    expect((await get(`http://localhost:${targetPort}/direct`, 'run', { port: behind.port })).body).toBe('served ')
    await behind.heard((one) => one.host === 'localhost')
    expect(upstream.said.slice(before).filter((one) => one.host === 'localhost')).toEqual([])
    expect((await tunnel('evil.example:443', 'run', behind.port)).status).toBe(403)
    behind.child.kill()
    upstream.child.kill()
  })
  it('survives nonsense', async () => {
    for (const text of [
      '\0\x01\x02\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      `CONNECT ${'x'.repeat(40_000)}:1 HTTP/1.1\r\n\r\n`,
      'CONNECT :80 HTTP/1.1\r\nHost: x\r\n\r\n',
    ]) {
      const socket = net.connect(proxy.port, '127.0.0.1')
      socket.on('error', () => {})
      socket.on('data', () => {})
      socket.end(text)
      await once(socket, 'close')
    }
    await proxy.allow('after', [`127.0.0.1:${targetPort}`])
    expect((await get(`http://127.0.0.1:${targetPort}/`, 'after')).status).toBe(200)
  })
  it('ends with whoever started it', async () => {
    const other = await startProxy()
    const ended = once(other.child, 'exit')
    other.child.stdin?.end()
    expect((await ended)[0]).toBe(0)
  })
})
