// The one way out for containers that may reach named hosts. It runs in a container of its own, on Node alone and from this one
// file, which is handed to `node` as text. It takes orders as JSON lines on stdin and reports as JSON lines on stdout:
//   in   { "allow": token, "hosts": ["api.example.com", "*.example.com:8443", "*"], "at"?: address }    { "revoke": token }
//        With `at`, the token is good only for who comes to that address of the proxy: another network has another.
//   out  { "type": "ready", "port" }    { "type": "allowed" | "revoked", "token" }
//        { "type": "connection", token, host, port, address, verdict, reason, bytesIn, bytesOut, durationMs }
// It ends when stdin does: whoever started it is gone then.
import { lookup } from 'node:dns/promises'
import http from 'node:http'
import net, { BlockList, isIP } from 'node:net'
import { createInterface } from 'node:readline'
import { Transform } from 'node:stream'
import tls from 'node:tls'

const config = {
  port: 3128,
  host: '0.0.0.0',
  connectMs: 10_000,
  resolveMs: 5_000,
  idleMs: 120_000,
  /** At once, of one run and of all. */
  perToken: 64,
  perProxy: 1_024,
  /** Over the whole life of a run; what comes later is refused without a report. */
  totalPerToken: 20_000,
  /** { http?, https?, none? }: a proxy that this one has to go through. */
  upstream: {},
  ...JSON.parse(process.env.CORTEX_EGRESS ?? '{}'),
}
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)

// ---- which host a run may ask, and which address it may be connected to. Means what network-rules.ts of the sandboxes means.

const listOf = (ranges) => {
  const list = new BlockList()
  for (const range of ranges.split(' ')) {
    const [network, bits] = range.split('/')
    list.addSubnet(network, Number(bits), isIP(network) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
const reserved = listOf(
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 ::/127 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fec0::/10 ff00::/8',
)
const credentials = listOf('169.254.0.0/16 fe80::/10 fd00:ec2::254/128 100.100.100.200/32 168.63.129.16/32 192.0.0.192/32')
const loopback = listOf('127.0.0.0/8 ::1/128')
const holds = (list, address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** An IPv4 address that travels inside an IPv6 one is judged as the IPv4 address it is. */
const unmapped = (address) => {
  const dotted = /^::(?:ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (dotted) return dotted[1]
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address)
  if (!hex) return address
  const [high, low] = [Number.parseInt(hex[1], 16), Number.parseInt(hex[2], 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

export function createRules(hosts) {
  const rules = hosts.map((text) => {
    const match = /^(.*?)(?::(\d+))?$/.exec(text.toLowerCase())
    return { host: match[1], ports: match[2] ? [Number(match[2])] : [80, 443], isWildcard: match[1].startsWith('*') }
  })
  const isMeant = (rule, host, port) =>
    rule.ports.includes(port) &&
    (rule.host === '*' || (rule.isWildcard ? host.endsWith(rule.host.slice(1)) && host.length > rule.host.length - 1 : rule.host === host))
  const list = hosts.join(', ')
  return {
    mayAsk(host, port) {
      if (hosts.length === 0) return `this tool may not use the network (it asked for ${host})`
      return rules.some((rule) => isMeant(rule, host, port)) ? null : `${host}:${port} is not among the hosts this tool may reach (${list})`
    },
    mayConnect(host, port, address) {
      const plain = unmapped(address)
      if (isIP(plain) === 0) return `${address} is no address`
      const isNamed = rules.some((rule) => !rule.isWildcard && isIP(rule.host) !== 0 && rule.host === plain && rule.ports.includes(port))
      if (isNamed) return null
      if (holds(credentials, plain)) return `${host} leads to the link-local address ${plain}`
      if (!holds(reserved, plain)) return null
      if (holds(loopback, plain) && rules.some((rule) => rule.host === 'localhost' && isMeant(rule, host, port))) return null
      return `${host} leads to ${plain}, which is not a public address; name ${plain} in permissions.network, too, to allow it`
    },
  }
}

// ---- runs and their connections

/** token -> { rules, at, open: Set<connection>, total } */
const runs = new Map()
let openCount = 0

const tokenOf = (request) => {
  const [scheme, value] = (request.headers['proxy-authorization'] ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'basic' || !value) return null
  const text = Buffer.from(value, 'base64').toString('utf8')
  return text.slice(text.indexOf(':') + 1)
}

/** The run that a request is made in the name of, from where it may; undefined for nobody's. */
const runOf = (token, socket) => {
  const run = runs.get(token)
  return run && (run.at === null || run.at === unmapped(socket.localAddress ?? '')) ? run : undefined
}

/** Opens the record of one connection; null with an answer given when it may not even begin. */
function begin(token, run, host, port) {
  const startedMs = performance.now()
  const connection = { bytesIn: 0, bytesOut: 0, address: null, sockets: new Set(), isOver: false }
  run.open.add(connection)
  run.total += 1
  openCount += 1
  connection.end = (verdict, reason = '') => {
    if (connection.isOver) return
    connection.isOver = true
    run.open.delete(connection)
    openCount -= 1
    for (const socket of connection.sockets) socket.destroy()
    const { address, bytesIn, bytesOut } = connection
    say({ type: 'connection', token, host, port, address, verdict, reason, bytesIn, bytesOut, durationMs: Math.round(performance.now() - startedMs) })
  }
  return connection
}

/** Why a run may have no further connection now; null when it may. */
function fullness(run) {
  if (run.total >= config.totalPerToken) return `more than ${config.totalPerToken} connections in one run`
  if (run.open.size >= config.perToken) return `more than ${config.perToken} connections at once`
  if (openCount >= config.perProxy) return 'too many connections of all tools at once'
  return null
}

const bare = (host) =>
  host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()

/** The addresses of a host that this run may be connected to. Every one is checked, and only these are dialled. Throws the refusal. */
async function resolve(run, host, port, hasUpstream) {
  const refusal = run.rules.mayAsk(host, port)
  if (refusal) throw refused(refusal)
  let found
  try {
    found = isIP(host) ? [{ address: host }] : await within(config.resolveMs, lookup(host, { all: true, verbatim: true }))
  } catch (error) {
    // Behind a company's proxy names are often known to that proxy alone.
    if (hasUpstream) return []
    throw new Error(`${host} cannot be found (${error.code ?? error.message})`)
  }
  for (const { address } of found) {
    const reason = run.rules.mayConnect(host, port, address)
    if (reason) throw refused(reason)
  }
  return found.map((one) => one.address)
}
const refused = (reason) => Object.assign(new Error(reason), { isRefusal: true })

function within(ms, promise) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** The company's proxy for this host; null for none. */
function upstreamFor(kind, host) {
  const { http: plain, https: secure, none = '' } = config.upstream
  const isDirect = none
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((one) => one === '*' || host === one.replace(/^\*?\./, '') || host.endsWith(`.${one.replace(/^\*?\./, '')}`))
  const address = isDirect ? undefined : kind === 'http' ? plain : (secure ?? plain)
  return address ? new URL(address) : null
}
const portOf = (url) => Number(url.port || (url.protocol === 'https:' ? 443 : 80))
const authorizationOf = (url) =>
  url.username ? `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64')}` : null

function open(host, port, isSecure = false) {
  return new Promise((resolve, reject) => {
    const socket = isSecure ? tls.connect({ host, port, servername: isIP(host) ? undefined : host }) : net.connect({ host, port })
    const timer = setTimeout(() => socket.destroy(new Error(`${host}:${port} did not answer within ${config.connectMs} ms`)), config.connectMs)
    socket.once('error', reject)
    socket.once('close', () => clearTimeout(timer))
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      socket.off('error', reject)
      socket.on('error', () => {})
      resolve(socket)
    })
  })
}

/** A socket to the first of the addresses that answers. */
async function dial(addresses, port) {
  let last
  for (const address of addresses.slice(0, 4)) {
    try {
      return { socket: await open(address, port), address }
    } catch (error) {
      last = error
    }
  }
  throw last ?? new Error('it has no address')
}

/** A tunnel to host:port through another proxy. */
async function tunnelThrough(upstream, host, port) {
  const socket = await open(bare(upstream.hostname), portOf(upstream), upstream.protocol === 'https:')
  const name = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  const authorization = authorizationOf(upstream)
  socket.write(`CONNECT ${name} HTTP/1.1\r\nHost: ${name}\r\n${authorization ? `Proxy-Authorization: ${authorization}\r\n` : ''}\r\n`)
  const head = await within(
    config.connectMs,
    new Promise((resolve, reject) => {
      let seen = Buffer.alloc(0)
      const onData = (chunk) => {
        seen = Buffer.concat([seen, chunk])
        const end = seen.indexOf('\r\n\r\n')
        if (end < 0 && seen.length < 16_384) return
        socket.off('data', onData)
        socket.pause()
        if (end >= 0 && end + 4 < seen.length) socket.unshift(seen.subarray(end + 4))
        resolve(seen.subarray(0, Math.max(0, end)).toString('latin1'))
      }
      socket.on('data', onData)
      socket.once('close', () => reject(new Error('the upstream proxy closed the connection')))
    }),
  ).catch((error) => {
    socket.destroy()
    throw error
  })
  const status = Number(head.split(' ')[1])
  if (status >= 200 && status < 300) return socket
  socket.destroy()
  throw new Error(`the upstream proxy answered ${status || 'nonsense'} for ${name}`)
}

const counted = (onBytes) =>
  new Transform({
    transform(chunk, _, done) {
      onBytes(chunk.length)
      done(null, chunk)
    },
  })

/** Makes a reason fit for the status line, which is where clients show it. */
const asStatus = (reason) => reason.replace(/[^\x20-\x7e]/g, '?').slice(0, 300)

// ---- the two ways in

const server = http.createServer({ requestTimeout: 60_000, headersTimeout: 10_000, keepAliveTimeout: 5_000, maxHeaderSize: 32_768 })
server.maxConnections = config.perProxy * 2
server.on('clientError', (_, socket) => socket.destroy())

server.on('connect', async (request, client, head) => {
  client.on('error', () => {})
  const answer = (status, reason) =>
    client.end(
      `HTTP/1.1 ${status} ${asStatus(reason)}\r\nContent-Length: 0\r\nConnection: close\r\n${status === 407 ? 'Proxy-Authenticate: Basic realm="cortex"\r\n' : ''}\r\n`,
    )
  const token = tokenOf(request)
  const run = runOf(token, client)
  if (!run) return answer(407, 'This proxy is for tools of the workstation')
  const full = fullness(run)
  if (full) return answer(429, full)
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:]+):(\d{1,5})$/.exec(request.url ?? '')
  const [host, port] = [bare(match?.[1] ?? ''), Number(match?.[2])]
  if (!match || host === '' || port < 1 || port > 65_535) return answer(400, 'CONNECT takes host:port')
  const connection = begin(token, run, host, port)
  connection.sockets.add(client)
  client.once('close', () => connection.end('allowed'))
  client.setTimeout(config.idleMs, () => connection.end('allowed', `nothing was said for ${config.idleMs} ms`))
  try {
    const upstream = upstreamFor('https', host)
    const addresses = await resolve(run, host, port, upstream !== null)
    if (connection.isOver) return
    const { socket, address } = upstream ? { socket: await tunnelThrough(upstream, host, port), address: null } : await dial(addresses, port)
    if (connection.isOver) return socket.destroy()
    connection.address = address
    connection.sockets.add(socket)
    socket.once('close', () => connection.end('allowed'))
    client.write('HTTP/1.1 200 Connected\r\n\r\n')
    connection.bytesOut += head.length
    if (head.length > 0) socket.write(head)
    client
      .pipe(
        counted((bytes) => {
          connection.bytesOut += bytes
        }),
      )
      .pipe(socket)
    socket
      .pipe(
        counted((bytes) => {
          connection.bytesIn += bytes
        }),
      )
      .pipe(client)
  } catch (error) {
    connection.sockets.delete(client)
    answer(error.isRefusal ? 403 : 502, error.message)
    connection.end(error.isRefusal ? 'refused' : 'failed', error.message)
  }
})

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const withoutHops = (raw) => {
  const kept = []
  for (let index = 0; index < raw.length; index += 2) if (!hopByHop.has(raw[index].toLowerCase())) kept.push(raw[index], raw[index + 1])
  return kept
}

server.on('request', async (request, response) => {
  const answer = (status, reason) => {
    if (response.headersSent) return response.destroy()
    response.writeHead(status, asStatus(reason), {
      'content-type': 'text/plain',
      connection: 'close',
      ...(status === 407 ? { 'proxy-authenticate': 'Basic realm="cortex"' } : {}),
    })
    response.end(`${reason}\n`)
  }
  request.on('error', () => {})
  response.on('error', () => {})
  const token = tokenOf(request)
  const run = runOf(token, request.socket)
  if (!run) return answer(407, 'This proxy is for tools of the workstation')
  const full = fullness(run)
  if (full) return answer(429, full)
  const url = URL.canParse(request.url ?? '') ? new URL(request.url) : null
  if (url?.protocol !== 'http:') return answer(400, 'Write the whole address: GET http://host/path')
  const [host, port] = [bare(url.hostname), portOf(url)]
  const connection = begin(token, run, host, port)
  response.once('close', () => connection.end('allowed'))
  try {
    const upstream = upstreamFor('http', host)
    const addresses = await resolve(run, host, port, upstream !== null)
    if (connection.isOver) return
    const socket = upstream ? await open(bare(upstream.hostname), portOf(upstream), upstream.protocol === 'https:') : null
    const dialled = socket ? { socket, address: null } : await dial(addresses, port)
    if (connection.isOver) return dialled.socket.destroy()
    connection.address = dialled.address
    connection.sockets.add(dialled.socket)
    dialled.socket.setTimeout(config.idleMs, () => connection.end('allowed', `nothing was said for ${config.idleMs} ms`))
    const authorization = upstream && authorizationOf(upstream)
    const rawHeaders = withoutHops(request.rawHeaders)
    // The host that was judged is the one that is asked for, whatever the header says.
    const headers = rawHeaders.filter((_, index) => rawHeaders[index - (index % 2)].toLowerCase() !== 'host')
    headers.push('Host', url.host, 'Connection', 'close')
    if (authorization) headers.push('Proxy-Authorization', authorization)
    if (request.headers['transfer-encoding']) headers.push('Transfer-Encoding', 'chunked')
    const outgoing = http.request({
      createConnection: () => dialled.socket,
      method: request.method,
      path: upstream ? url.href : `${url.pathname}${url.search}`,
      headers,
      setHost: false,
    })
    outgoing.on('error', (error) => {
      answer(502, error.message)
      connection.end('failed', error.message)
    })
    outgoing.on('response', (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, withoutHops(incoming.rawHeaders))
      incoming.on('error', () => response.destroy())
      incoming
        .pipe(
          counted((bytes) => {
            connection.bytesIn += bytes
          }),
        )
        .pipe(response)
    })
    request
      .pipe(
        counted((bytes) => {
          connection.bytesOut += bytes
        }),
      )
      .pipe(outgoing)
  } catch (error) {
    answer(error.isRefusal ? 403 : 502, error.message)
    connection.end(error.isRefusal ? 'refused' : 'failed', error.message)
  }
})

// ---- orders

function obey(line) {
  const order = JSON.parse(line)
  if (typeof order.allow === 'string') {
    const known = runs.get(order.allow)
    const now = { rules: createRules(order.hosts), at: order.at ?? null }
    if (known) Object.assign(known, now)
    else runs.set(order.allow, { ...now, open: new Set(), total: 0 })
    say({ type: 'allowed', token: order.allow })
  }
  if (typeof order.revoke === 'string') {
    const run = runs.get(order.revoke)
    runs.delete(order.revoke)
    for (const connection of run?.open ?? []) connection.end('allowed')
    say({ type: 'revoked', token: order.revoke })
  }
}

// Only when run, not when a test imports the rules.
if (process.env.CORTEX_EGRESS !== undefined) {
  process.on('uncaughtException', (error) => process.stderr.write(`${error.stack}\n`))
  process.stdout.on('error', () => process.exit(0))
  const lines = createInterface({ input: process.stdin })
  lines.on('line', obey)
  lines.on('close', () => process.exit(0))
  server.on('error', (error) => {
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  })
  server.listen(config.port, config.host, () => say({ type: 'ready', port: server.address().port }))
}
