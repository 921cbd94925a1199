import { spawn } from 'node:child_process'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const socketPath = '/tmp/redis.sock'

/** Starts Redis on a socket of its own; every write is on the disk before it is answered. */
export function startRedis() {
  const options = {
    port: '0',
    unixsocket: socketPath,
    dir: '/store',
    appendonly: 'yes',
    appendfsync: 'always',
    save: '',
    maxmemory: '160mb',
    'maxmemory-policy': 'noeviction',
  }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  return spawn('redis-server', args, { stdio: 'inherit' })
}

/** A connection on which commands are answered in order. Waits until Redis takes it. */
export async function connect() {
  for (;;) {
    const socket = net.connect(socketPath)
    const isThere = await new Promise((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)))
    if (isThere) return commandsOn(socket)
    await sleep(50)
  }
}

function commandsOn(socket) {
  const waiting = []
  let received = Buffer.alloc(0)
  socket.on('data', (part) => {
    received = Buffer.concat([received, part])
    for (let reply = read(received, 0); reply; reply = read(received, 0)) {
      received = received.subarray(reply.end)
      const { resolve, reject } = waiting.shift()
      if (reply.value instanceof Error) reject(reply.value)
      else resolve(reply.value)
    }
  })
  // Redis ends: front.mjs ends with its exit code; if it does not, this is broken.
  socket.on('close', () => setTimeout(() => process.exit(1), 2_000))
  return (...words) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject })
      const parts = words.map((word) => Buffer.from(String(word)))
      const lines = parts.flatMap((part) => [Buffer.from(`$${part.length}\r\n`), part, Buffer.from('\r\n')])
      socket.write(Buffer.concat([Buffer.from(`*${parts.length}\r\n`), ...lines]))
    })
}

/** One reply of the Redis protocol from `at` on; null while it is not whole. */
function read(bytes, at) {
  const lineEnd = bytes.indexOf('\r\n', at)
  if (lineEnd < 0) return null
  const kind = String.fromCharCode(bytes[at])
  const line = bytes.toString('utf8', at + 1, lineEnd)
  const end = lineEnd + 2
  if (kind === '+') return { value: line, end }
  if (kind === '-') return { value: new Error(line), end }
  if (kind === ':') return { value: Number(line), end }
  const count = Number(line)
  if (count < 0) return { value: null, end }
  if (kind === '$') return bytes.length < end + count + 2 ? null : { value: bytes.toString('utf8', end, end + count), end: end + count + 2 }
  const items = []
  let next = end
  while (items.length < count) {
    const item = read(bytes, next)
    if (!item) return null
    items.push(item.value)
    next = item.end
  }
  return { value: items, end: next }
}
