// Notes in one file, a line of JSON each. POST /notes keeps one, GET /notes lists them, GET /health says that it is up.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const file = `${process.env.STORE ?? '/store'}/notes.jsonl`

const list = () =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : []

const server = createServer(async (request, response) => {
  const answer = (status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  try {
    const { pathname } = new URL(request.url ?? '/', 'http://relic')
    if (pathname === '/health') return answer(200, { ok: true })
    if (pathname !== '/notes') return answer(404, { error: `There is no ${pathname} here.` })
    if (request.method === 'GET') return answer(200, { notes: list() })
    if (request.method !== 'POST') return answer(405, { error: 'Use GET or POST.' })
    const { text } = JSON.parse(await bodyOf(request))
    if (typeof text !== 'string' || text === '') return answer(400, { error: 'A note needs a text.' })
    appendFileSync(file, `${JSON.stringify({ text, at: new Date().toISOString() })}\n`)
    answer(201, { notes: list().length })
  } catch (error) {
    answer(error instanceof SyntaxError ? 400 : 500, { error: error.message })
  }
})

async function bodyOf(request) {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk
    if (body.length > 100_000) throw new SyntaxError('That is more than a note.')
  }
  return body
}

server.listen(Number(process.env.PORT ?? 8000), () => console.log('ready'))
process.on('SIGTERM', () => server.close(() => process.exit(0)))
