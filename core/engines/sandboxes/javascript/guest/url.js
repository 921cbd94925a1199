import { host } from './host.js'

export class URLSearchParams {
  #pairs
  #onChange
  constructor(init = '', onChange = undefined) {
    this.#onChange = onChange
    if (typeof init === 'string') this.#pairs = JSON.parse(host('query.parse', init))
    else if (init && typeof init[Symbol.iterator] === 'function') this.#pairs = [...init].map(([key, value]) => [String(key), String(value)])
    else this.#pairs = Object.entries(init ?? {}).map(([key, value]) => [key, String(value)])
  }
  #changed(pairs) {
    this.#pairs = pairs
    this.#onChange?.(this.toString())
  }
  get size() {
    return this.#pairs.length
  }
  append(key, value) {
    this.#changed([...this.#pairs, [String(key), String(value)]])
  }
  delete(key, value) {
    this.#changed(this.#pairs.filter((pair) => pair[0] !== String(key) || (value !== undefined && pair[1] !== String(value))))
  }
  get(key) {
    return this.#pairs.find((pair) => pair[0] === String(key))?.[1] ?? null
  }
  getAll(key) {
    return this.#pairs.filter((pair) => pair[0] === String(key)).map((pair) => pair[1])
  }
  has(key) {
    return this.#pairs.some((pair) => pair[0] === String(key))
  }
  set(key, value) {
    const at = this.#pairs.findIndex((pair) => pair[0] === String(key))
    if (at < 0) return this.append(key, value)
    this.#changed(
      this.#pairs
        .filter((pair, index) => index <= at || pair[0] !== String(key))
        .map((pair, index) => (index === at ? [pair[0], String(value)] : pair)),
    )
  }
  sort() {
    this.#changed([...this.#pairs].sort((left, right) => (left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : 0)))
  }
  forEach(action) {
    for (const [key, value] of this.#pairs) action(value, key, this)
  }
  *keys() {
    for (const [key] of this.#pairs) yield key
  }
  *values() {
    for (const [, value] of this.#pairs) yield value
  }
  *entries() {
    for (const [key, value] of this.#pairs) yield [key, value]
  }
  [Symbol.iterator]() {
    return this.entries()
  }
  toString() {
    return host('query.format', JSON.stringify(this.#pairs))
  }
}

const parts = ['href', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash']

export class URL {
  #parts
  #query
  constructor(url, base) {
    const text = host('url.parse', String(url), base === undefined ? null : String(base))
    if (text === null) {
      const error = new TypeError('Invalid URL')
      error.code = 'ERR_INVALID_URL'
      throw error
    }
    this.#parts = JSON.parse(text)
  }
  static canParse(url, base) {
    return host('url.parse', String(url), base === undefined ? null : String(base)) !== null
  }
  static parse(url, base) {
    return URL.canParse(url, base) ? new URL(url, base) : null
  }
  static read(url, part) {
    return url.#parts[part]
  }
  static write(url, part, value) {
    const text = host('url.set', url.#parts.href, part, String(value))
    if (text === null) throw new TypeError('Invalid URL')
    url.#parts = JSON.parse(text)
    if (part !== 'query') url.#query = undefined
  }
  get origin() {
    return this.#parts.origin
  }
  get searchParams() {
    this.#query ??= new URLSearchParams(this.#parts.search, (text) => {
      this.#parts = JSON.parse(host('url.set', this.#parts.href, 'search', text))
    })
    return this.#query
  }
  toString() {
    return this.#parts.href
  }
  toJSON() {
    return this.#parts.href
  }
}
const { read, write } = URL
delete URL.read
delete URL.write
for (const part of parts) {
  Object.defineProperty(URL.prototype, part, {
    enumerable: true,
    configurable: true,
    get() {
      return read(this, part)
    },
    set(value) {
      write(this, part, value)
    },
  })
}

export function fileURLToPath(url) {
  const parsed = new URL(url)
  if (parsed.protocol !== 'file:') throw new TypeError('The URL must be of scheme file')
  return decodeURIComponent(parsed.pathname)
}
export const pathToFileURL = (path) => new URL(`file://${String(path).split('/').map(encodeURIComponent).join('/')}`)
export default { URL, URLSearchParams, fileURLToPath, pathToFileURL }
