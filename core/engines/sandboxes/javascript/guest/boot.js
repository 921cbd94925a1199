// What a script finds in its global object, arranged before it runs.
import crypto from './crypto.js'
import { AbortController, AbortSignal, DOMException, Event, EventTarget } from './events.js'
import { fetch, Headers, Request, Response } from './fetch.js'
import { fatal, host, watch } from './host.js'
import { hostIntl } from './intl.js'
import { load } from './module.js'
import { console, process } from './process.js'
import { atob, Buffer, btoa, TextDecoder, TextEncoder } from './text.js'
import * as timers from './timers.js'
import { URL, URLSearchParams } from './url.js'

function structuredClone(value, seen = new Map()) {
  if (typeof value === 'function' || typeof value === 'symbol') throw new DOMException(`${String(value)} could not be cloned.`, 'DataCloneError')
  if (typeof value !== 'object' || value === null) return value
  if (seen.has(value)) return seen.get(value)
  const keep = (copy) => {
    seen.set(value, copy)
    return copy
  }
  const copyOf = (one) => structuredClone(one, seen)
  if (value instanceof Date) return keep(new Date(value))
  if (value instanceof RegExp) return keep(new RegExp(value))
  if (value instanceof ArrayBuffer) return keep(value.slice(0))
  if (ArrayBuffer.isView(value)) return keep(new value.constructor(value))
  if (value instanceof Map) {
    const copy = keep(new Map())
    for (const [key, one] of value) copy.set(copyOf(key), copyOf(one))
    return copy
  }
  if (value instanceof Set) {
    const copy = keep(new Set())
    for (const one of value) copy.add(copyOf(one))
    return copy
  }
  if (value instanceof Error) return keep(Object.assign(new value.constructor(value.message), { stack: value.stack }))
  const copy = keep(Array.isArray(value) ? new Array(value.length) : {})
  for (const key of Object.keys(value)) copy[key] = copyOf(value[key])
  return copy
}

const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, queueMicrotask } = timers
const globals = {
  AbortController,
  AbortSignal,
  Buffer,
  DOMException,
  Event,
  EventTarget,
  Headers,
  Intl: hostIntl,
  Request,
  Response,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  atob,
  btoa,
  clearImmediate,
  clearInterval,
  clearTimeout,
  console,
  crypto: { randomUUID: crypto.randomUUID, getRandomValues: crypto.getRandomValues },
  fetch,
  global: globalThis,
  performance: { now: () => host('monotonicMs'), timeOrigin: Date.now(), mark: () => {}, measure: () => {} },
  process,
  queueMicrotask,
  setImmediate,
  setInterval,
  setTimeout,
  structuredClone: (value) => structuredClone(value),
}
for (const [name, value] of Object.entries(globals)) {
  Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true })
}
// The host puts this around calls that a script starts and does not wait for, so that their failures are seen.
Object.defineProperty(globalThis, '__watch', { value: watch, enumerable: false })

/** Called by the host with what this run grants. True: it ran as CommonJS; false: it is an ES module, for the host to start. */
host('onStart', (json) => {
  const { script, env } = JSON.parse(json)
  process.argv.push(script)
  Object.assign(process.env, env)
  try {
    return script.endsWith('.mjs') ? false : load(script) !== null
  } catch (error) {
    return fatal(error)
  }
})
host('onFatal', fatal)
