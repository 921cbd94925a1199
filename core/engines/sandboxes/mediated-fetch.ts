import { lookup as resolveName } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { FetchRefused } from './fetch-problem.ts'
import { createNetworkRules, type NetworkRules } from './network-rules.ts'

export type MediatedRequest = {
  url: string
  method: string
  headers: [string, string][]
  body: Uint8Array | null
  redirect: 'follow' | 'manual' | 'error'
}
export type MediatedResponse = {
  url: string
  status: number
  statusText: string
  headers: [string, string][]
  isRedirected: boolean
  body: Uint8Array
}

const maxRedirects = 10
/** What a tool may not say in the host's name. */
const refusedHeaders = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'proxy-authorization',
  'expect',
  'te',
  'trailer',
])
const credentialHeaders = new Set(['authorization', 'cookie'])

/**
 * Fetches on behalf of a guest that has no network of its own. Each hop, redirects included, is checked twice: by its name, and
 * by the address that name resolved to, which is also the one that is dialled. Bodies beyond `maxBodyBytes` (after
 * decompression) and answers later than `timeoutMs` are errors. Rejects with
 * FetchRefused when it decided so itself, else with Node's error; the messages of both are fit for the guest.
 */
export function createMediatedFetch(network: string[], limits: { maxBodyBytes: number; timeoutMs: number }) {
  const rules = createNetworkRules(network)
  return async (request: MediatedRequest, signal: AbortSignal): Promise<MediatedResponse> => {
    const timeLimit = AbortSignal.timeout(limits.timeoutMs)
    const ends = AbortSignal.any([signal, timeLimit])
    let { url: address, method, body, headers } = request
    for (let hop = 0; ; hop += 1) {
      const url = new URL(address)
      const refusal = rules.mayAsk(url)
      if (refusal) throw new FetchRefused(refusal)
      const response = await dial(url, { method, headers, body }, rules, limits.maxBodyBytes, ends).catch((error: unknown) => {
        throw timeLimit.aborted ? new FetchRefused({ is: 'timed-out', host: url.host, timeoutMs: limits.timeoutMs }) : error
      })
      const target = response.headers.find(([name]) => name === 'location')?.[1]
      const isRedirect = [301, 302, 303, 307, 308].includes(response.status) && target !== undefined
      if (!isRedirect || request.redirect === 'manual') return { ...response, url: url.href, isRedirected: hop > 0 }
      if (request.redirect === 'error') throw new FetchRefused({ is: 'redirected', host: url.host })
      if (hop >= maxRedirects) throw new FetchRefused({ is: 'too-many-redirects', limit: maxRedirects })
      const next = new URL(target, url)
      if (response.status === 303 || (response.status < 303 && method === 'POST')) {
        method = method === 'HEAD' ? 'HEAD' : 'GET'
        body = null
        headers = headers.filter(([name]) => !name.toLowerCase().startsWith('content-'))
      }
      if (next.origin !== url.origin) headers = headers.filter(([name]) => !credentialHeaders.has(name.toLowerCase()))
      address = next.href
    }
  }
}
export type MediatedFetch = ReturnType<typeof createMediatedFetch>

type Dialled = Omit<MediatedResponse, 'url' | 'isRedirected'>

function dial(
  url: URL,
  request: Pick<MediatedRequest, 'method' | 'headers' | 'body'>,
  rules: NetworkRules,
  maxBodyBytes: number,
  signal: AbortSignal,
): Promise<Dialled> {
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal) !== 0) {
    const refusal = rules.mayConnect(url, literal)
    if (refusal) return Promise.reject(new FetchRefused(refusal))
  }
  const headers: Record<string, string> = { 'accept-encoding': 'gzip, deflate, br', accept: '*/*', 'user-agent': 'Cortex' }
  for (const [name, value] of request.headers) if (!refusedHeaders.has(name.toLowerCase())) headers[name.toLowerCase()] = value
  if (request.body) headers['content-length'] = String(request.body.byteLength)

  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === 'https:' ? https : http).request(url, {
      method: request.method,
      headers,
      signal,
      agent: false,
      // The checked addresses are the ones handed to the socket: a name that changes its answer afterwards gains nothing.
      lookup: (hostname, options, done) =>
        resolveName(hostname, { ...options, all: true }, (error, addresses) => {
          if (error) return done(new FetchRefused({ is: 'unknown-name', host: hostname, code: error.code ?? error.message }), '')
          const refusals = addresses.map((one) => rules.mayConnect(url, one.address))
          const refusal = refusals.find((reason) => reason !== null)
          const [first] = addresses
          if (refusal || !first) return done(new FetchRefused(refusal ?? { is: 'nameless', host: hostname }), '')
          return options.all ? done(null, addresses) : done(null, first.address, first.family)
        }),
    })
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      const pairs: [string, string][] = []
      for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
        pairs.push([(incoming.rawHeaders[index] ?? '').toLowerCase(), incoming.rawHeaders[index + 1] ?? ''])
      }
      readWhole(decoded(incoming), maxBodyBytes).then(
        (body) => resolve({ status: incoming.statusCode ?? 0, statusText: incoming.statusMessage ?? '', headers: pairs, body }),
        (error: unknown) => {
          outgoing.destroy()
          reject(error)
        },
      )
      incoming.on('error', reject)
    })
    outgoing.end(request.body ?? undefined)
  })
}

function decoded(incoming: http.IncomingMessage): Readable {
  const codings: Record<string, () => NodeJS.ReadWriteStream> = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress }
  const decoder = codings[String(incoming.headers['content-encoding'] ?? '').toLowerCase()]?.()
  if (!decoder) return incoming
  incoming.on('error', (error) => decoder.emit('error', error))
  return incoming.pipe(decoder) as unknown as Readable
}

async function readWhole(stream: Readable, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += (chunk as Buffer).byteLength
    if (size > maxBytes) throw new FetchRefused({ is: 'too-large', maxBytes })
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}
