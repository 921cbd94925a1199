import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { afterEach, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { reportCredit } from '../../contract/port-credit.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { type Client, createApi } from '../router.ts'
import { createExampleParts, floodEventBytes, floodEvents } from '../testing/example-parts.ts'
import { startHttpServer } from './http.ts'
import { serveMessagePort } from './message-port.ts'

/** What may be under way to a reader that has stopped: our own buffer and those of the operating system for both ends. */
const boundEvents = (64 * 1_048_576) / floodEventBytes

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function example() {
  const { parts, seen } = createExampleParts()
  return { api: createApi(parts, { logger: silentLogger }), parts, seen }
}

async function floodRun({ parts }: ReturnType<typeof example>) {
  const { id } = await parts.sessions.create({ agent: 'a' })
  return (await parts.turns.submit({ id: id as never, text: 'flood' })).runId
}

/** The number of events taken from the source once no more are taken. */
async function settled(seen: { pulled: number }): Promise<number> {
  for (let before = -1, calm = 0; calm < 8; await sleep(25)) {
    calm = seen.pulled === before ? calm + 1 : 0
    before = seen.pulled
    expect(before).toBeLessThan(boundEvents)
  }
  return seen.pulled
}

it('stops taking events for a reader of server-sent events that does not read, and goes on when it does', async () => {
  const core = example()
  const runId = await floodRun(core)
  const server = await startHttpServer(core.api, { logger: silentLogger, version: '0' })
  closing.push(server.close)
  const request = get(`${server.url}/runs/${runId}/events`, { headers: { authorization: `Bearer ${server.token}` } })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const stalledAt = await settled(core.seen)
  expect(stalledAt).toBeGreaterThan(0)
  response.resume()
  await vi.waitFor(() => expect(core.seen.pulled).toBeGreaterThan(stalledAt + 100), { timeout: 10_000 })
  response.destroy()
  await vi.waitFor(() => expect(core.seen.openStreams).toBe(0))
  expect(core.seen.pulled).toBeLessThan(floodEvents)
})

it('stops taking events for a WebSocket that is not read, and goes on when it is', async () => {
  const core = example()
  const runId = await floodRun(core)
  const server = await startHttpServer(core.api, { logger: silentLogger, version: '0' })
  closing.push(server.close)
  const websocket = new WebSocket(`${server.url.replace('http', 'ws')}/rpc`, ['cortex', `token.${server.token}`])
  await once(websocket, 'open')
  const client = createORPCClient<Client>(new SocketLink({ websocket: websocket as never }))
  const stream = await client.runs.events({ id: runId })
  websocket.pause()
  const stalledAt = await settled(core.seen)
  websocket.resume()
  await vi.waitFor(() => expect(core.seen.pulled).toBeGreaterThan(stalledAt + 100), { timeout: 10_000 })
  await stream.return?.()
  await vi.waitFor(() => expect(core.seen.openStreams).toBe(0))
  // The connection is as good as before.
  expect((await client.runs.executeTool({ name: 'echo' })).status).toBe('done')
})

it('frees what a WebSocket that is not read held when it is cut off', async () => {
  const core = example()
  const runId = await floodRun(core)
  const server = await startHttpServer(core.api, { logger: silentLogger, version: '0' })
  closing.push(server.close)
  const websocket = new WebSocket(`${server.url.replace('http', 'ws')}/rpc`, ['cortex', `token.${server.token}`])
  await once(websocket, 'open')
  await createORPCClient<Client>(new SocketLink({ websocket: websocket as never })).runs.events({ id: runId })
  websocket.pause()
  await settled(core.seen)
  websocket.terminate()
  await vi.waitFor(() => expect(core.seen.openStreams).toBe(0))
})

it('stops taking events for a port whose reader reports nothing more, and goes on when it does', async () => {
  const core = example()
  const runId = await floodRun(core)
  const { port1, port2 } = new MessageChannel()
  const served = serveMessagePort(core.api, port1 as never)
  closing.push(served.close)
  const withheld: unknown[] = []
  let isStopped = false
  const client = createORPCClient<Client>(new PortLink({ port: port2 as never }))
  reportCredit({
    addEventListener: (type, listener) => port2.addEventListener(type, listener as never),
    postMessage: (size) => (isStopped ? withheld.push(size) : port2.postMessage(size)),
  })
  port2.start()
  expect((await client.runs.executeTool({ name: 'echo' })).status).toBe('done')
  isStopped = true
  const stream = await client.runs.events({ id: runId })
  const stalledAt = await settled(core.seen)
  expect(stalledAt * floodEventBytes).toBeLessThan(2 * 1_048_576)
  isStopped = false
  for (const size of withheld) port2.postMessage(size)
  await vi.waitFor(() => expect(core.seen.pulled).toBeGreaterThan(stalledAt + 100), { timeout: 10_000 })
  await stream.return?.()
  await vi.waitFor(() => expect(core.seen.openStreams).toBe(0))
})

it('serves a port as Electron has it, with `on` instead of `addEventListener`', async () => {
  const core = example()
  const { port1, port2 } = new MessageChannel()
  let hasClosed = false
  const electronPort = {
    postMessage: (message: unknown) => port1.postMessage(message),
    start: () => port1.start(),
    close: () => port1.close(),
    on(type: 'message' | 'close', listener: (event: { data: unknown }) => void) {
      port1.on(type, (data: unknown) => listener({ data }))
    },
  }
  serveMessagePort(core.api, electronPort, {
    onClose: () => {
      hasClosed = true
    },
  })
  const client = createORPCClient<Client>(new PortLink({ port: port2 as never }))
  port2.start()
  expect((await client.system.health({})).status).toBe('ok')
  port2.close()
  await vi.waitFor(() => expect(hasClosed).toBe(true))
})

it('reads no further requests of a WebSocket that does not read its answers', async () => {
  const core = example()
  const server = await startHttpServer(core.api, { logger: silentLogger, version: '0' })
  closing.push(server.close)
  const websocket = new WebSocket(`${server.url.replace('http', 'ws')}/rpc`, ['cortex', `token.${server.token}`])
  await once(websocket, 'open')
  websocket.pause()
  let executed = 0
  const text = 'x'.repeat(floodEventBytes)
  const { execute } = core.parts.runs
  core.parts.runs.execute = async (...call) => {
    executed++
    return { ...(await execute(...call)), output: text }
  }
  const client = createORPCClient<Client>(new SocketLink({ websocket: websocket as never }))
  // How much the system's own buffers take differs; it is far from all of them.
  const answers = Array.from({ length: 4_000 }, () => client.runs.executeTool({ name: 'echo' }))
  for (let before = -1, calm = 0; calm < 8; await sleep(25)) {
    calm = executed === before ? calm + 1 : 0
    before = executed
  }
  expect(executed).toBeLessThan(3_000)
  websocket.resume()
  expect(await Promise.all(answers)).toHaveLength(4_000)
})
