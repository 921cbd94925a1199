import type { ContainerEngine } from '../../../engines/containers/port.ts'
import { bases } from './docker-room.ts'
import type { Declared } from './manifests.ts'

/** What a relic of tests runs: answers, writes a line for each request, keeps a count in /data, and ends when it is told to. */
const script = `
const { createServer } = require('node:http')
const { appendFileSync, readFileSync, existsSync } = require('node:fs')
let isSick = false
const count = () => (existsSync('/data/count') ? readFileSync('/data/count', 'utf8').length : 0)
createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://x')
  if (pathname !== '/health') console.log('asked for ' + pathname)
  if (pathname === '/crash') { console.error('fatal: told to end'); process.exit(3) }
  if (pathname === '/sick') isSick = true
  if (pathname === '/count') appendFileSync('/data/count', '.')
  response.writeHead(pathname === '/health' && isSick ? 503 : 200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ path: pathname, count: count(), env: process.env.MODE ?? null }))
}).listen(8080, () => console.log('ready to answer'))
process.on('SIGTERM', () => process.exit(0))
`

/** A relic that tests can look into. */
export const probeRelic = (name: string, more: Record<string, unknown> = {}): Declared => ({
  kind: 'Relic',
  name,
  service: { image: bases.BASE_NODE, command: ['node', '-e', script], volumes: ['/data'] },
  health_check: { http: 'http://localhost:8080/health', interval: '300ms', timeout: '2s', retries: 2 },
  endpoints: Object.fromEntries(['count', 'crash', 'sick', 'hello'].map((path) => [path, `http://${name}:8080/${path}`])),
  // The image has no folder of its own that another user could write to.
  resources: { memory: '128Mi', cpus: 1, pids: 64 },
  ...more,
})

/** Runs JavaScript in a container; what it logs last, as JSON. */
export async function evaluate(engine: ContainerEngine, id: string, code: string): Promise<unknown> {
  const whole = `(async () => { ${code} })().then((value) => console.log(JSON.stringify(value ?? null)), (error) => console.log(JSON.stringify({ error: error.code ?? error.message })))`
  const { stdout, stderr, exitCode } = await engine.containers.exec(id, ['node', '-e', whole], { timeoutMs: 30_000 })
  const last = stdout.trim().split('\n').at(-1)
  if (!last) throw new Error(`exit code ${exitCode}: ${stderr}`)
  return JSON.parse(last)
}

/** Whether TCP connections can be made, for each `host:port`: `open`, or why not. */
export async function tcpFrom(engine: ContainerEngine, id: string, targets: readonly string[]): Promise<Record<string, string>> {
  const code = `
    const net = require('node:net')
    const tries = ${JSON.stringify(targets)}.map((target) => new Promise((resolve) => {
      const [host, port] = target.split(':')
      const socket = net.connect({ host, port: Number(port) })
      const timer = setTimeout(() => { socket.destroy(); resolve([target, 'silent']) }, 2500)
      socket.once('connect', () => { clearTimeout(timer); socket.destroy(); resolve([target, 'open']) })
      socket.once('error', (error) => { clearTimeout(timer); resolve([target, error.code]) })
    }))
    return Object.fromEntries(await Promise.all(tries))`
  return (await evaluate(engine, id, code)) as Record<string, string>
}
