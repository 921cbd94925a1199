import { bufferOf, hostLater } from './host.js'
import { TextDecoder } from './text.js'
import { URL, URLSearchParams } from './url.js'

export class Headers {
  #pairs = []
  constructor(init = []) {
    const pairs = typeof init?.[Symbol.iterator] === 'function' ? init : Object.entries(init ?? {})
    for (const [name, value] of pairs) this.append(name, value)
  }
  append(name, value) {
    this.#pairs.push([String(name).toLowerCase(), String(value).trim()])
  }
  set(name, value) {
    this.delete(name)
    this.append(name, value)
  }
  delete(name) {
    this.#pairs = this.#pairs.filter((pair) => pair[0] !== String(name).toLowerCase())
  }
  get(name) {
    const found = this.#pairs.filter((pair) => pair[0] === String(name).toLowerCase()).map((pair) => pair[1])
    return found.length > 0 ? found.join(', ') : null
  }
  getSetCookie() {
    return this.#pairs.filter((pair) => pair[0] === 'set-cookie').map((pair) => pair[1])
  }
  has(name) {
    return this.get(name) !== null
  }
  forEach(action) {
    for (const [name, value] of this) action(value, name, this)
  }
  *entries() {
    for (const name of [...new Set(this.#pairs.map((pair) => pair[0]))].sort()) yield [name, this.get(name)]
  }
  *keys() {
    for (const [name] of this.entries()) yield name
  }
  *values() {
    for (const [, value] of this.entries()) yield value
  }
  [Symbol.iterator]() {
    return this.entries()
  }
}

class Body {
  #bytes
  bodyUsed = false
  constructor(bytes) {
    this.#bytes = bytes
  }
  async arrayBuffer() {
    if (this.bodyUsed) throw new TypeError('Body is unusable: Body has already been read')
    this.bodyUsed = true
    return this.#bytes ?? new ArrayBuffer(0)
  }
  async bytes() {
    return new Uint8Array(await this.arrayBuffer())
  }
  async text() {
    return new TextDecoder().decode(await this.arrayBuffer())
  }
  async json() {
    return JSON.parse(await this.text())
  }
}

const bodyOf = (body) => {
  if (body === undefined || body === null) return { bytes: null, type: null }
  if (body instanceof URLSearchParams) return { bytes: bufferOf(body.toString()), type: 'application/x-www-form-urlencoded;charset=UTF-8' }
  if (typeof body === 'string') return { bytes: bufferOf(body), type: 'text/plain;charset=UTF-8' }
  return { bytes: bufferOf(body), type: null }
}

export class Response extends Body {
  constructor(body = null, init = {}) {
    const { bytes, type } = bodyOf(body)
    super(bytes)
    this.status = init.status ?? 200
    this.statusText = init.statusText ?? ''
    this.headers = new Headers(init.headers)
    if (type && !this.headers.has('content-type')) this.headers.set('content-type', type)
    this.url = init.url ?? ''
    this.redirected = init.redirected ?? false
    this.type = 'basic'
  }
  get ok() {
    return this.status >= 200 && this.status < 300
  }
  static json(value, init) {
    return new Response(JSON.stringify(value), { ...init, headers: { 'content-type': 'application/json', ...init?.headers } })
  }
}

export class Request extends Body {
  constructor(input, init = {}) {
    const base = input instanceof Request ? input : null
    const { bytes, type } = init.body !== undefined ? bodyOf(init.body) : { bytes: base?.sent ?? null, type: null }
    super(bytes)
    this.sent = bytes
    this.url = base ? base.url : new URL(input).href
    this.method = String(init.method ?? base?.method ?? 'GET').toUpperCase()
    this.headers = new Headers(init.headers ?? base?.headers)
    if (type && !this.headers.has('content-type')) this.headers.set('content-type', type)
    this.redirect = init.redirect ?? base?.redirect ?? 'follow'
    this.signal = init.signal ?? base?.signal
    if (bytes && (this.method === 'GET' || this.method === 'HEAD')) throw new TypeError('Request with GET/HEAD method cannot have body.')
  }
}

/** Carried out by the host, which checks every connection against the tool's `network` list. Bodies arrive whole. */
export async function fetch(input, init) {
  const request = new Request(input, init)
  const { url, method, redirect } = request
  const answer = await hostLater('fetch', { url, method, redirect, headers: [...request.headers] }, request.sent, request.signal)
  return new Response([101, 204, 205, 304].includes(answer.status) ? null : answer.bytes, { ...answer, redirected: answer.isRedirected })
}
