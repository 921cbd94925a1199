import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { testKey } from './test-key.ts'

const never = new AbortController().signal
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => answer(response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/models`
}
const test = (url: string, timeoutMs = 5_000) => testKey({ title: 'Acme', url, headers: { authorization: 'Bearer sk-1' }, timeoutMs }, never)
const answering = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  serve((response) => response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body)))

describe('The test of a key', () => {
  it('is good when the provider answers with its models', async () => {
    expect(await test(await answering(200, { data: [] }))).toEqual({ state: 'ready', detail: 'The key works.' })
  })

  it('says that a key is wrong, also in the way of Gemini', async () => {
    const wrong = { state: 'failing', detail: 'Acme did not accept the key. Copy it again, whole, from your account there.' }
    expect(await test(await answering(401, { error: { message: 'Incorrect API key provided' } }))).toEqual(wrong)
    expect(await test(await answering(400, { error: { message: 'API key not valid. Please pass a valid API key.' } }))).toEqual(wrong)
    expect(await test(await answering(403, { error: { message: 'Country not supported' } }))).toMatchObject({
      state: 'failing',
      detail: expect.stringContaining('Country not supported'),
    })
  })

  it('does not blame the key for a limit or for trouble of the provider', async () => {
    expect(await test(await answering(429, { error: { message: 'slow' } }, { 'retry-after': '20' }))).toEqual({
      state: 'ready',
      detail: 'Acme asks to slow down, or the quota is used up. The key was not refused; try again in 20 s.',
    })
    expect(await test(await answering(503, 'busy'))).toMatchObject({ state: 'unreachable', detail: expect.stringContaining('trouble of its own') })
  })

  it('knows a login page of a network, and does not carry the key to another address', async () => {
    expect(await test(await answering(200, '<html>Welcome to the hotel</html>'))).toMatchObject({
      state: 'unreachable',
      detail: expect.stringContaining('login page'),
    })
    let isAsked = false
    const elsewhere = await serve((response) => {
      isAsked = true
      response.end('{}')
    })
    expect(await test(await answering(302, '', { location: elsewhere }))).toMatchObject({ state: 'unreachable' })
    expect(isAsked).toBe(false)
  })

  it('is bounded, and says what is wrong with the network', async () => {
    expect(await test(await serve(() => {}), 100)).toMatchObject({ state: 'unreachable', detail: expect.stringContaining('within 0.1 s') })
    const gone = await answering(200, {})
    for (const close of closing.splice(0)) close()
    expect(await test(gone)).toEqual({ state: 'unreachable', detail: `Nothing answers at ${new URL(gone).host}.` })
    expect((await test('https://no-such-host.invalid/v1/models')).detail).toMatch(/was not found|did not answer/)
  })
})
