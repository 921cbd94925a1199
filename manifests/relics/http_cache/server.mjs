import { createServer } from 'node:http'
import { get, list, purge, put, search } from './pages.mjs'

const maxBodyBytes = 8 * 2 ** 20
const routes = {
  'GET /health': async () => ({ ok: true }),
  'POST /put': put,
  'GET /get': get,
  'GET /search': search,
  'GET /list': list,
  'DELETE /purge': purge,
}

async function inputOf(request, url) {
  if (request.method !== 'POST') return Object.fromEntries(url.searchParams)
  const parts = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size > maxBodyBytes) throw Object.assign(new Error('The page is larger than 8 MiB.'), { status: 413 })
    parts.push(part)
  }
  return JSON.parse(Buffer.concat(parts).toString())
}

async function answer(request) {
  const url = new URL(request.url, 'http://http_cache')
  const route = routes[`${request.method} ${url.pathname}`]
  if (!route) return { status: 404, body: { error: `There is no ${request.method} ${url.pathname}.` } }
  return { status: 200, body: await route(await inputOf(request, url)) }
}

/** What is wrong with a question is the asker's to mend. */
const statusOf = (error) => error.status ?? (error instanceof TypeError || error instanceof SyntaxError ? 400 : 500)

createServer(async (request, response) => {
  const { status, body } = await answer(request).catch((error) => ({ status: statusOf(error), body: { error: error.message } }))
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}).listen(8006, '0.0.0.0', () => console.log('http_cache answers on port 8006'))
process.on('SIGTERM', () => process.exit(0))
