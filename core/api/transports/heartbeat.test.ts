import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createHeartbeat, heartbeatMs } from './heartbeat.ts'

/** A reader on a real connection that answers a ping when told to, a heartbeat over it, and a clock that is set by hand. */
async function connected() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { autoPong: false })
  onTestFinished(() => {
    client.terminate()
    server.close()
  })
  const [[socket]] = (await Promise.all([once(server, 'connection'), once(client, 'open')])) as [[WebSocket], unknown]
  let nowMs = 0
  const heartbeat = createHeartbeat({ clients: () => server.clients, clock: { now: () => nowMs } })
  heartbeat.watch(socket)
  let pings = 0
  client.on('ping', () => {
    pings += 1
  })
  return {
    /** A beat so long after the one before. */
    beatAfter(ms: number) {
      nowMs += ms
      heartbeat.beat()
    },
    pings: () => pings,
    async answer() {
      client.pong()
      await once(socket, 'pong')
    },
    isOpen: () => socket.readyState === WebSocket.OPEN,
  }
}

test('who answers stays, who does not by the next beat is cut off', async () => {
  const reader = await connected()
  for (let beat = 1; beat <= 3; beat += 1) {
    reader.beatAfter(heartbeatMs)
    await expect.poll(reader.pings).toBe(beat)
    await reader.answer()
  }
  reader.beatAfter(heartbeatMs)
  expect(reader.isOpen()).toBe(true)
  reader.beatAfter(heartbeatMs)
  expect(reader.isOpen()).toBe(false)
})

test('after a pause of the workstation a reader is asked once more before it is cut off', async () => {
  const reader = await connected()
  reader.beatAfter(heartbeatMs)
  await expect.poll(reader.pings).toBe(1)
  // The computer slept before the answer was read.
  reader.beatAfter(8 * 60 * 60_000)
  expect(reader.isOpen()).toBe(true)
  await expect.poll(reader.pings).toBe(2)
  await reader.answer()
  reader.beatAfter(heartbeatMs)
  expect(reader.isOpen()).toBe(true)
})

test('who is silent after that, too, is cut off', async () => {
  const reader = await connected()
  reader.beatAfter(heartbeatMs)
  reader.beatAfter(8 * 60 * 60_000)
  expect(reader.isOpen()).toBe(true)
  reader.beatAfter(heartbeatMs)
  expect(reader.isOpen()).toBe(false)
})

test('a clock that was set back holds nobody up', async () => {
  const reader = await connected()
  reader.beatAfter(heartbeatMs)
  reader.beatAfter(-60 * 60_000)
  expect(reader.isOpen()).toBe(false)
})
