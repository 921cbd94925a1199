import { EventEmitter } from './events.js'
import { format, inspect } from './format.js'
import { bufferOf, fatal, host, leave, watch } from './host.js'
import { Buffer } from './text.js'

class Output {
  isTTY = false
  writable = true
  #name
  constructor(name) {
    this.#name = name
  }
  write(value, encodingOrDone, done) {
    host(this.#name, typeof value === 'string' ? value : bufferOf(value))
    const finished = typeof encodingOrDone === 'function' ? encodingOrDone : done
    if (finished) Promise.resolve().then(() => finished())
    return true
  }
  end(value) {
    if (value !== undefined) this.write(value)
  }
  on() {
    return this
  }
  once() {
    return this
  }
}

class Input extends EventEmitter {
  fd = 0
  isTTY = false
  #encoding = null
  #isFlowing = false
  setEncoding(encoding) {
    this.#encoding = encoding
    return this
  }
  #whole() {
    const buffer = new Buffer(host('stdin'))
    return this.#encoding ? buffer.toString(this.#encoding) : buffer
  }
  on(name, listener) {
    super.on(name, listener)
    if (name === 'data' || name === 'end' || name === 'readable') this.resume()
    return this
  }
  resume() {
    if (this.#isFlowing) return this
    this.#isFlowing = true
    // A turn later, so that the script can add its other listeners first.
    globalThis.setTimeout(() => {
      const whole = this.#whole()
      this.emit('data', whole)
      watch(this.emit('end'))
      this.emit('close')
    }, 1)
    return this
  }
  async *[Symbol.asyncIterator]() {
    yield this.#whole()
  }
}

const started = host('monotonicMs')
const events = new EventEmitter()
export const process = {
  stdin: new Input(),
  stdout: new Output('out'),
  stderr: new Output('err'),
  env: {},
  argv: ['node'],
  execArgv: [],
  exitCode: undefined,
  platform: 'linux',
  arch: 'wasm32',
  pid: 1,
  ppid: 0,
  title: 'node',
  version: 'v24.0.0',
  versions: { node: '24.0.0', quickjs: '2025-09-13' },
  release: { name: 'node' },
  cwd: () => '/work',
  exit: (code) => leave(Number(code ?? process.exitCode ?? 0)),
  abort: () => leave(134),
  uptime: () => (host('monotonicMs') - started) / 1000,
  memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0 }),
  hrtime: Object.assign(
    (since = [0, 0]) => {
      const ns = BigInt(Math.round(host('monotonicMs') * 1e6)) - BigInt(since[0]) * 1_000_000_000n - BigInt(since[1])
      return [Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n)]
    },
    { bigint: () => BigInt(Math.round(host('monotonicMs') * 1e6)) },
  ),
  nextTick: (action, ...values) => {
    watch(Promise.resolve().then(() => action(...values)))
  },
  emitWarning: (warning) => console.warn(String(warning)),
  on: (name, listener) => {
    events.on(name, listener)
    return process
  },
  once: (name, listener) => process.on(name, listener),
  off: () => process,
}
export default process
export const { stdin, stdout, stderr, env, argv, exit, cwd, hrtime, nextTick } = process

const counts = new Map()
const begun = new Map()
const print =
  (name) =>
  (...values) =>
    host(name, `${format(...values)}\n`)
export const console = {
  log: print('out'),
  info: print('out'),
  debug: print('out'),
  error: print('err'),
  warn: print('err'),
  trace: print('err'),
  dir: (value) => host('out', `${inspect(value)}\n`),
  table: (value) => host('out', `${inspect(value)}\n`),
  group: print('out'),
  groupEnd: () => {},
  assert: (isTrue, ...values) => {
    if (!isTrue) host('err', `${format('Assertion failed:', ...values)}\n`)
  },
  count: (label = 'default') => {
    counts.set(label, (counts.get(label) ?? 0) + 1)
    console.log(`${label}: ${counts.get(label)}`)
  },
  time: (label = 'default') => {
    begun.set(label, host('monotonicMs'))
  },
  timeEnd: (label = 'default') => console.log(`${label}: ${(host('monotonicMs') - (begun.get(label) ?? 0)).toFixed(3)}ms`),
}

/** Node's last words: `exit` listeners run before the code is taken. Called by the host when nothing is left to do. */
host('onIdle', () => {
  try {
    events.emit('exit', Number(process.exitCode ?? 0))
  } catch (error) {
    fatal(error)
  }
  return Number(process.exitCode ?? 0)
})
