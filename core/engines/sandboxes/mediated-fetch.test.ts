import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createMediatedFetch, type MediatedRequest } from './mediated-fetch.ts'

const never = new AbortController().signal

/** A real server on this computer, and what a fetch that may reach it, and nothing else, says to it. */
async function serve(answer: RequestListener, limits: Partial<Parameters<typeof createMediatedFetch>[1]> = {}) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const fetchMediated = createMediatedFetch([host], { maxBodyBytes: 100, timeoutMs: 60_000, ...limits })
  const ask = (asked: Partial<MediatedRequest> = {}) =>
    fetchMediated({ url: `http://${host}/`, method: 'GET', headers: [], body: null, redirect: 'follow', ...asked }, never)
  return { host, ask }
}

test('what it refuses itself is told by its kind and its facts', async () => {
  const { ask } = await serve((_, response) => response.end('x'.repeat(101)))
  await expect(ask()).rejects.toMatchObject({ problem: { is: 'too-large', maxBytes: 100 } })
  await expect(ask({ url: 'file:///etc/passwd' })).rejects.toMatchObject({ problem: { is: 'other-protocol', protocol: 'file:' } })
  await expect(ask({ url: 'https://example.com/' })).rejects.toMatchObject({ problem: { is: 'unlisted', host: 'example.com', port: 443 } })
  const anywhere = createMediatedFetch(['*'], { maxBodyBytes: 100, timeoutMs: 60_000 })
  const inside = anywhere({ url: 'http://10.0.0.1/', method: 'GET', headers: [], body: null, redirect: 'follow' }, never)
  await expect(inside).rejects.toMatchObject({ problem: { is: 'not-public', host: '10.0.0.1', address: '10.0.0.1' } })
})

test('redirects that are not wanted, or never end, and an answer that never comes are told apart', async () => {
  const turning = await serve((_, response) => response.writeHead(302, { location: '/again' }).end())
  await expect(turning.ask({ redirect: 'error' })).rejects.toMatchObject({ problem: { is: 'redirected', host: turning.host } })
  await expect(turning.ask()).rejects.toMatchObject({ problem: { is: 'too-many-redirects', limit: 10 } })
  const silent = await serve(() => {}, { timeoutMs: 50 })
  await expect(silent.ask()).rejects.toMatchObject({ problem: { is: 'timed-out', host: silent.host, timeoutMs: 50 } })
})

test('what the wire did comes as it is', async () => {
  const { ask } = await serve((request) => request.socket.destroy())
  await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' })
})
