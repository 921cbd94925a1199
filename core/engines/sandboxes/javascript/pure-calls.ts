import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'
import { availableParallelism, freemem, loadavg, totalmem, uptime } from 'node:os'

/** What a guest function takes and gives: plain values and bytes. */
export type HostValue = string | number | boolean | null | ArrayBuffer
export type HostCall = (...values: HostValue[]) => HostValue

const toArrayBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer
const encodings = new Set(['utf8', 'utf-8', 'hex', 'base64', 'base64url', 'latin1', 'binary', 'ascii', 'utf16le', 'ucs2'])
const encoding = (name: HostValue): BufferEncoding => {
  if (!encodings.has(String(name).toLowerCase())) throw new TypeError(`Unknown encoding: ${String(name)}`)
  return String(name).toLowerCase() as BufferEncoding
}
const bytesOf = (value: HostValue | undefined): Uint8Array => {
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  throw new TypeError('expected bytes')
}
const setting = (text: HostValue): { locales: string | string[] | undefined; options: object } => {
  const { locales, options } = JSON.parse(String(text)) as { locales: string | string[] | null; options: object }
  return { locales: locales ?? undefined, options }
}
const urlParts = (url: URL): string => {
  const { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash } = url
  return JSON.stringify({ href, origin, protocol, username, password, host, hostname, port, pathname, search, hash })
}
const formatters = new Map<string, unknown>()
/** Making an Intl object costs more than using it; a script that formats a list asks for the same one each time. */
const remembered = <T>(key: string, make: () => T): T => {
  if (formatters.size > 200) formatters.clear()
  if (!formatters.has(key)) formatters.set(key, make())
  return formatters.get(key) as T
}
const dates = (text: HostValue) =>
  remembered(`date ${String(text)}`, () => {
    const { locales, options } = setting(text)
    return new Intl.DateTimeFormat(locales, options)
  })
const numbers = (text: HostValue) =>
  remembered(`number ${String(text)}`, () => {
    const { locales, options } = setting(text)
    return new Intl.NumberFormat(locales, options)
  })
const urlProperties = new Set(['href', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'])

/** Functions of their arguments alone (and of clock, chance and the coarse figures of any container): they grant nothing. */
export const pureCalls: Record<string, HostCall> = {
  'text.encode': (text) => toArrayBuffer(Buffer.from(String(text), 'utf8')),
  'text.label': (label) => new TextDecoder(String(label)).encoding,
  'text.decode': (bytes, label, isFatal, keepsBom) =>
    new TextDecoder(String(label), { fatal: isFatal === true, ignoreBOM: keepsBom === true }).decode(bytesOf(bytes)),
  'bytes.decode': (text, name) => toArrayBuffer(Buffer.from(String(text), encoding(name ?? 'utf8'))),
  'bytes.encode': (bytes, name) => Buffer.from(bytesOf(bytes)).toString(encoding(name ?? 'utf8')),
  'url.parse': (href, base) => {
    const url = URL.parse(String(href), base === null ? undefined : String(base))
    return url ? urlParts(url) : null
  },
  'url.set': (href, property, value) => {
    const url = URL.parse(String(href))
    if (!url || !urlProperties.has(String(property))) return null
    Reflect.set(url, String(property), String(value))
    return urlParts(url)
  },
  'query.parse': (text) => JSON.stringify([...new URLSearchParams(String(text))]),
  'query.format': (json) => new URLSearchParams(JSON.parse(String(json)) as [string, string][]).toString(),
  'crypto.uuid': () => randomUUID(),
  'crypto.random': (size) => {
    if (!(Number(size) >= 0 && Number(size) <= 1_048_576)) throw new RangeError('at most 1 MiB of random bytes at a time')
    return toArrayBuffer(randomBytes(Number(size)))
  },
  'crypto.digest': (algorithm, bytes, key) => {
    const hash = key === null ? createHash(String(algorithm)) : createHmac(String(algorithm), bytesOf(key))
    return toArrayBuffer(hash.update(bytesOf(bytes)).digest())
  },
  'intl.date': (text, ms) => JSON.stringify(dates(text ?? '').formatToParts(Number(ms))),
  'intl.dateRange': (text, from, to) => JSON.stringify(dates(text ?? '').formatRange(Number(from), Number(to))),
  'intl.dateOptions': (text) => JSON.stringify(dates(text ?? '').resolvedOptions()),
  'intl.number': (text, value) => {
    const plain = String(value)
    return JSON.stringify(numbers(text ?? '').formatToParts(/^-?\d{16,}$/.test(plain) ? BigInt(plain) : Number(plain)))
  },
  'intl.numberOptions': (text) => JSON.stringify(numbers(text ?? '').resolvedOptions()),
  'intl.plural': (text, value) => {
    const { locales, options } = setting(text ?? '')
    return JSON.stringify(new Intl.PluralRules(locales, options).select(Number(value)))
  },
  'intl.relative': (text, value, unit) => {
    const { locales, options } = setting(text ?? '')
    return JSON.stringify(new Intl.RelativeTimeFormat(locales, options).format(Number(value), String(unit) as Intl.RelativeTimeFormatUnit))
  },
  'intl.compare': (text, left, right) => {
    const { locales, options } = setting(text ?? '')
    return remembered(`collator ${String(text)}`, () => new Intl.Collator(locales, options)).compare(String(left), String(right))
  },
  'intl.locales': (json) => JSON.stringify(Intl.DateTimeFormat.supportedLocalesOf(JSON.parse(String(json)) as string[])),
  'intl.values': (key) => JSON.stringify(Intl.supportedValuesOf(String(key) as 'timeZone')),
  monotonicMs: () => performance.now(),
  os: () =>
    JSON.stringify({
      platform: process.platform,
      arch: process.arch,
      cpuCount: availableParallelism(),
      totalMemoryBytes: totalmem(),
      freeMemoryBytes: freemem(),
      uptimeSeconds: uptime(),
      loadAverage: loadavg(),
    }),
}
