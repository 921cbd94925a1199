import { createServer } from 'node:http'
import { connect, startRedis } from './redis.mjs'

const maxBodyBytes = 2 ** 20
const maxListed = 1_000

const redis = startRedis()
redis.once('exit', (code) => process.exit(code ?? 1))
// Redis writes what it has and ends; this process ends with it.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => redis.kill('SIGTERM'))
const command = await connect()

const routes = {
  'GET /health': async () => ({ ok: (await command('PING')) === 'PONG' }),
  'GET /get': async ({ key }) => {
    const value = await command('GET', key)
    return { key, value, found: value !== null }
  },
  'POST /set': async ({ key, value }) => {
    await command('SET', key, value)
    return { key, value, stored: true }
  },
  'DELETE /delete': async ({ key }) => ({ key, deleted: (await command('DEL', key)) === 1 }),
  'GET /list': async ({ prefix = '' }) => {
    const pattern = `${prefix.replaceAll(/[*?[\]\\]/g, '\\$&')}*`
    const keys = new Set()
    let cursor = '0'
    do {
      const [next, found] = await command('SCAN', cursor, 'MATCH', pattern, 'COUNT', '500')
      for (const key of found) keys.add(key)
      cursor = next
    } while (cursor !== '0' && keys.size <= maxListed)
    const sorted = [...keys].sort()
    return { keys: sorted.slice(0, maxListed), isCut: sorted.length > maxListed }
  },
}

async function inputOf(request, url) {
  if (request.method === 'GET' || request.method === 'DELETE') return Object.fromEntries(url.searchParams)
  const parts = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size > maxBodyBytes) throw Object.assign(new Error('The value is larger than 1 MiB.'), { status: 413 })
    parts.push(part)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString())
  } catch {
    throw Object.assign(new Error('The body is not JSON.'), { status: 400 })
  }
}

async function answer(request) {
  const url = new URL(request.url, 'http://kv_store')
  const route = routes[`${request.method} ${url.pathname}`]
  if (!route) return { status: 404, body: { error: `There is no ${request.method} ${url.pathname}.` } }
  const input = await inputOf(request, url)
  for (const name of ['key', 'value']) {
    const isNeeded = { key: /\/(get|set|delete)$/, value: /\/set$/ }[name].test(url.pathname)
    if (isNeeded && typeof input[name] !== 'string') return { status: 400, body: { error: `${name} is missing, or not a text.` } }
  }
  return { status: 200, body: await route(input) }
}

createServer(async (request, response) => {
  const { status, body } = await answer(request).catch((error) => ({ status: error.status ?? 500, body: { error: error.message } }))
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}).listen(8004, '0.0.0.0', () => console.log('kv_store answers on port 8004'))
