import { spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callerScript } from './caller-script.ts'

describe('the caller, as a process', () => {
  let server: Server
  let origin: string
  const seen: string[] = []
  const child = () => spawn(process.execPath, ['-e', callerScript], { stdio: 'pipe', env: {} })
  let caller: ReturnType<typeof child>
  const answers = new Map<number, (answer: Record<string, unknown>) => void>()
  const ask = (id: number, question: Record<string, unknown>): Promise<Record<string, unknown>> =>
    new Promise((resolve) => {
      answers.set(id, resolve)
      caller.stdin.write(`${JSON.stringify({ id, timeoutMs: 5_000, limitBytes: 1_000, method: 'GET', headers: {}, body: null, ...question })}\n`)
    })

  beforeEach(async () => {
    server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`)
      if (request.url === '/slow') return
      if (request.url === '/moved') return void response.writeHead(302, { location: 'http://elsewhere/' }).end()
      if (request.url === '/long') return void response.end('x'.repeat(5_000))
      request.pipe(response.writeHead(201, { 'content-type': 'text/plain' }))
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    caller = child()
    await new Promise<void>((resolve) => {
      createInterface({ input: caller.stdout }).on('line', (line) => {
        const answer = JSON.parse(line)
        if (answer.isReady) resolve()
        else answers.get(answer.id)?.(answer)
      })
    })
  })
  afterEach(() => {
    caller.kill()
    server.closeAllConnections()
    server.close()
  })

  it('asks over HTTP and gives status, type and text; it follows no redirect and cuts what is too long', async () => {
    const [echo, moved, long] = await Promise.all([
      ask(1, { url: `${origin}/x`, method: 'POST', body: 'grüße\n' }),
      ask(2, { url: `${origin}/moved` }),
      ask(3, { url: `${origin}/long` }),
    ])
    expect(echo).toEqual({ id: 1, status: 201, type: 'text/plain', text: 'grüße\n', isCut: false })
    expect(moved).toMatchObject({ status: 302 })
    expect(long).toEqual({ id: 3, status: 200, type: null, text: null, isCut: true })
  })

  it('says why nothing answers, in time, and goes on', async () => {
    const gone = server.address() as AddressInfo
    expect(await ask(1, { url: `${origin}/slow`, timeoutMs: 100 })).toEqual({ id: 1, error: 'no answer within 100 ms' })
    expect(await ask(2, { url: 'http://127.0.0.1:1/' })).toMatchObject({ error: expect.stringMatching(/ECONNREFUSED|bad port/) })
    expect(await ask(3, { url: undefined, host: '127.0.0.1', port: gone.port })).toEqual({ id: 3 })
    expect(await ask(4, { url: undefined, host: '127.0.0.1', port: 1 })).toMatchObject({ error: expect.stringContaining('ECONNREFUSED') })
    expect(await ask(5, { url: undefined, host: 'no-such-name.invalid', port: 1 })).toMatchObject({
      error: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    })
  })

  it('gives up a question that is cancelled, and ends with its input', async () => {
    const asked = ask(1, { url: `${origin}/slow` })
    caller.stdin.write('{"cancel":1}\n')
    expect(await asked).toEqual({ id: 1, error: 'cancelled' })
    const ended = new Promise((resolve) => caller.once('exit', resolve))
    caller.stdin.end()
    expect(await ended).toBe(0)
  })
})
