import { expect, test, vi } from 'vitest'
import { backoffMs } from './backoff.ts'
import { ConnectionLost, ConnectionRefused, createConnection, type Transport } from './connection.ts'

type Call = Transport['link']['call']

/** A transport that answers with `call` until it is closed. */
function fakeTransport(call: Call): Transport {
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  return { link: { call }, closed, close: resolve }
}
const options = { context: {} }
const ask = (connection: ReturnType<typeof createConnection>, name = 'x') => connection.link.call([name], null, options)

test('a call made before the connection is there waits for it', async () => {
  const { promise: ready, resolve } = Promise.withResolvers<Transport>()
  const connection = createConnection({ open: () => ready })
  const answer = ask(connection)
  resolve(fakeTransport(async () => 42))
  expect(await answer).toBe(42)
  expect(connection.state()).toBe('open')
  connection.close()
})

test('a call on a connection that closes is rejected, and the next goes over the new one', async () => {
  const transports = [fakeTransport(() => new Promise(() => {})), fakeTransport(async () => 'second')]
  const opened = [...transports]
  const connection = createConnection({ open: async () => opened.shift() as Transport, wait: async () => {} })
  const states: string[] = []
  connection.subscribe(() => states.push(connection.state()))
  const hanging = ask(connection)
  await vi.waitFor(() => expect(connection.state()).toBe('open'))
  transports[0]?.close()
  await expect(hanging).rejects.toBeInstanceOf(ConnectionLost)
  expect(await ask(connection)).toBe('second')
  expect(states).toEqual(['open', 'reconnecting', 'open'])
  connection.close()
})

test('a stream on a connection that closes ends with the same error', async () => {
  async function* numbers() {
    yield 1
    await new Promise(() => {})
  }
  const transport = fakeTransport(async () => numbers())
  const connection = createConnection({ open: async () => transport, wait: () => new Promise(() => {}) })
  const stream = (await ask(connection)) as AsyncIterable<number>
  const seen: number[] = []
  const reading = (async () => {
    for await (const number of stream) {
      seen.push(number)
      transport.close()
    }
  })()
  await expect(reading).rejects.toBeInstanceOf(ConnectionLost)
  expect(seen).toEqual([1])
  connection.close()
})

test('a call is rejected when no connection comes in time, and when its caller gives up', async () => {
  const connection = createConnection({ open: () => new Promise(() => {}), callPatienceMs: 20 })
  await expect(ask(connection)).rejects.toBeInstanceOf(ConnectionLost)
  const stop = new AbortController()
  const answer = connection.link.call(['x'], null, { context: {}, signal: stop.signal })
  stop.abort(new Error('gone'))
  await expect(answer).rejects.toThrow('gone')
  connection.close()
})

test('a refused token is not tried again', async () => {
  const open = vi.fn(async () => {
    throw new ConnectionRefused()
  })
  const connection = createConnection({ open, wait: async () => {} })
  await expect(ask(connection)).rejects.toBeInstanceOf(ConnectionRefused)
  expect(connection.state()).toBe('refused')
  expect(open).toHaveBeenCalledTimes(1)
})

test('a token that was good and is refused after a gap belongs to another start: said apart, and not tried again', async () => {
  const first = fakeTransport(async () => 1)
  const open = vi
    .fn(async (): Promise<Transport> => {
      throw new ConnectionRefused()
    })
    .mockImplementationOnce(async () => first)
  const connection = createConnection({ open, wait: async () => {} })
  await ask(connection)
  first.close()
  await vi.waitFor(() => expect(connection.state()).toBe('replaced'))
  await expect(ask(connection)).rejects.toBeInstanceOf(ConnectionRefused)
  expect(open).toHaveBeenCalledTimes(2)
})

test('failed attempts wait longer each time, up to five seconds, and start over after a success', async () => {
  const waits: number[] = []
  const results: (Transport | null)[] = [null, null, fakeTransport(async () => 1), null, fakeTransport(async () => 2)]
  const all = [...results]
  const connection = createConnection({
    open: async () => {
      const next = results.shift()
      if (!next) throw new Error('not yet')
      return next
    },
    wait: async (ms) => {
      waits.push(ms)
    },
  })
  expect(await ask(connection)).toBe(1)
  all[2]?.close()
  await vi.waitFor(() => expect(waits.length).toBe(4))
  expect(waits[1]).toBeGreaterThan(waits[0] ?? 0)
  expect(waits[2]).toBeLessThanOrEqual(200)
  expect(backoffMs(30, () => 0)).toBe(5_000)
  connection.close()
})
