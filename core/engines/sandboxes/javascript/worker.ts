import { parentPort } from 'node:worker_threads'
import { newQuickJSWASMModule, type QuickJSHandle } from 'quickjs-emscripten'
import { type ConfinedFiles, createConfinedFiles } from '../confined-files.ts'
import { createMediatedFetch, type MediatedFetch, type MediatedRequest } from '../mediated-fetch.ts'
import { boundWasmMemory } from '../memory-ceiling.ts'
import { tooMuchOutput } from '../outcome.ts'
import { fileCalls } from './file-calls.ts'
import type { WorkerMessage, WorkerRun } from './messages.ts'
import { commonJsSource, moduleSource, resolveModule } from './modules.ts'
import { type HostCall, type HostValue, pureCalls } from './pure-calls.ts'

// One worker, one run: it loads QuickJS and the guest's globals, says it is ready, waits for its run, and is thrown away after it.
if (!parentPort) throw new Error('worker.ts runs as a worker thread')
const port = parentPort
const say = (message: WorkerMessage) => port.postMessage(message)
/** QuickJS with the guest's globals in it takes 16 MiB; less than this leaves no room to run anything. */
const smallestMemoryBytes = 20 * 2 ** 20
const guestFolder = new URL('./guest/', import.meta.url)

const setMemoryLimit = boundWasmMemory()
const quickjs = await newQuickJSWASMModule()
const runtime = quickjs.newRuntime()
runtime.setMaxStackSize(400 * 1024)
const context = runtime.newContext()

let files: ConfinedFiles | null = null
let fetchFor: MediatedFetch | null = null
let run: WorkerRun | null = null
let deadlineMs = Number.POSITIVE_INFINITY
let exitCode: number | null = null
let hasEnded = false
let stdout: string[] = []
let stdoutBytes = 0
const pending = new Map<number, AbortController>()
const timers = new Map<number, { handle: NodeJS.Timeout; isHeld: boolean }>()
const callbacks = new Map<string, QuickJSHandle>()

runtime.setInterruptHandler(() => exitCode !== null || hasEnded || performance.now() > deadlineMs)
// QuickJS loses an error of the second function; the first one can report it.
const unresolved = 'unresolved:'
runtime.setModuleLoader(
  (name) => attempt(() => (name.startsWith(unresolved) ? raise(name.slice(unresolved.length)) : moduleSource(name, guestFolder, files))),
  (importer, name) => {
    const found = attempt(() => resolveModule(importer, name, files))
    return typeof found === 'string' ? found : unresolved + found.error.message
  },
)

function raise(message: string): never {
  throw new Error(message)
}

function attempt<T>(action: () => T): T | { error: Error } {
  try {
    return action()
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
}

function end(reason: 'exit' | 'output-limit' | 'memory' | 'crash', detail = ''): void {
  if (hasEnded) return
  hasEnded = true
  say({ type: 'ended', exitCode: exitCode ?? 1, stdout: reason === 'exit' ? stdout.join('') : '', reason, detail })
}

// The counterpart of what guest/host.js does with strings that hold a NUL.
const mark = '\u0001j'
const packString = (text: string) => (text.includes('\0') || text.startsWith(mark) ? mark + JSON.stringify(text) : text)
const unpackString = (text: string) => (text.startsWith(mark) ? String(JSON.parse(text.slice(mark.length))) : text)

const fromGuest = (handle: QuickJSHandle): HostValue => {
  const type = context.typeof(handle)
  if (type === 'string') return unpackString(context.getString(handle))
  if (type === 'number') return context.getNumber(handle)
  if (type === 'boolean') return context.dump(handle) as boolean
  if (type !== 'object' || context.sameValue(handle, context.null)) return null
  using bytes = context.getArrayBuffer(handle)
  return bytes.value.slice().buffer
}
const toGuest = (value: HostValue): QuickJSHandle => {
  if (value === null) return context.null
  if (typeof value === 'string') return context.newString(packString(value))
  if (typeof value === 'number') return context.newNumber(value)
  if (typeof value === 'boolean') return value ? context.true : context.false
  return context.newArrayBuffer(value)
}

const write = (value: HostValue | undefined): string =>
  typeof value === 'string' ? value : value instanceof ArrayBuffer ? Buffer.from(value).toString('utf8') : ''

/** Calls that belong to this run: its output, its end, and what it starts and waits for. */
const runCalls: Record<string, HostCall> = {
  out: (value) => {
    const text = write(value)
    stdoutBytes += Buffer.byteLength(text)
    if (run && stdoutBytes > run.limits.outputBytes) end('output-limit', tooMuchOutput(run.limits.outputBytes))
    else stdout.push(text)
    if (stdout.length > 10_000) stdout = [stdout.join('')]
    return null
  },
  err: (value) => {
    say({ type: 'log', text: write(value) })
    return null
  },
  exit: (code) => {
    exitCode ??= Number(code) & 255
    return null
  },
  stdin: () => new Uint8Array(Buffer.from(run?.stdin ?? '')).buffer,
  'timer.start': (id, ms, repeats) => {
    const fire = () => {
      if (!repeats) timers.delete(Number(id))
      callGuest('onTimer', Number(id))
    }
    const delay = Math.min(Number(ms), 2 ** 31 - 1)
    if (timers.size > 10_000) throw new RangeError('more than 10,000 timers')
    timers.set(Number(id), { handle: repeats ? setInterval(fire, delay) : setTimeout(fire, delay), isHeld: true })
    return null
  },
  'timer.stop': (id) => {
    clearTimeout(timers.get(Number(id))?.handle)
    if (timers.delete(Number(id))) queueMicrotask(settle)
    return null
  },
  'timer.hold': (id, isHeld) => {
    const timer = timers.get(Number(id))
    if (timer) timer.isHeld = isHeld === true
    return null
  },
  later: (name, id, json, bytes) => {
    if (name !== 'fetch') throw new TypeError('no such call')
    if (pending.size >= 64) throw new RangeError('more than 64 requests at once')
    const controller = new AbortController()
    pending.set(Number(id), controller)
    const request = JSON.parse(String(json)) as Omit<MediatedRequest, 'body'>
    const asked = fetchFor
      ? fetchFor({ ...request, body: bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : null }, controller.signal)
      : Promise.reject(new Error('no run'))
    asked.then(
      ({ body, ...answer }) => answerLater(Number(id), true, JSON.stringify(answer), new Uint8Array(body).buffer),
      (error: unknown) =>
        answerLater(Number(id), false, JSON.stringify(`fetch failed: ${error instanceof Error ? error.message : String(error)}`), null),
    )
    return null
  },
  giveUp: (id) => {
    pending.get(Number(id))?.abort()
    if (pending.delete(Number(id))) queueMicrotask(settle)
    return null
  },
  'modules.resolve': (importer, name) => {
    const found = resolveModule(String(importer), String(name), files)
    return found.startsWith('cortex:') ? `node:${String(name).replace(/^node:/, '')}` : found
  },
}
let calls: Record<string, HostCall> = { ...pureCalls, ...runCalls }

function answerLater(id: number, isDone: boolean, json: string, bytes: ArrayBuffer | null): void {
  if (pending.delete(id)) callGuest('onSettled', id, isDone, json, bytes)
}

const door = context.newFunction('host', (nameHandle, ...rest) => {
  const name = context.getString(nameHandle)
  if (name.startsWith('on')) {
    // The guest's own callbacks, registered once while it boots.
    if (!run && rest[0]) callbacks.set(name, rest[0].dup())
    return context.undefined
  }
  if (name === 'modules.compile') return compile(rest[0] ? context.getString(rest[0]) : '')
  try {
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined
    if (!call) throw new TypeError(`no such call: ${name}`)
    return toGuest(call(...rest.map(fromGuest)))
  } catch (error) {
    return { error: guestError(error) }
  }
})
context.setProp(context.global, '__host', door)
door.dispose()

function guestError(error: unknown): QuickJSHandle {
  const { name, message, code } = error as { name?: string; message?: string; code?: string }
  const handle = context.newError({ name: name ?? 'Error', message: message ?? String(error) })
  if (typeof code === 'string') context.newString(code).consume((value) => context.setProp(handle, 'code', value))
  return handle
}

/** The function of a CommonJS file, or null when the file is written as an ES module. */
function compile(path: string) {
  if (!files) return context.null
  const source = attempt(() => commonJsSource(path, files as ConfinedFiles))
  if (typeof source !== 'string') return { error: guestError(source.error) }
  const compiled = context.evalCode(source, path)
  if (!compiled.error) return compiled
  const { name } = context.dump(compiled.error) as { name?: string }
  if (name !== 'SyntaxError' || path.endsWith('.cjs')) return compiled
  compiled.error.dispose()
  return context.null
}

/** Calls one of the guest's callbacks, then lets its promises run on. Returns what it gave back as a plain value. */
function callGuest(name: string, ...values: HostValue[]): unknown {
  const callback = callbacks.get(name)
  if (hasEnded || exitCode !== null || !callback) return undefined
  const handles = values.map(toGuest)
  const result = context.callFunction(callback, context.undefined, ...handles)
  for (const handle of handles) handle.dispose()
  const value = result.error ? fail(result.error) : result.value.consume((handle) => context.dump(handle) as unknown)
  settle()
  return value
}

/** An error that no script code caught: reported by the guest itself, in Node's manner. */
function fail(error: QuickJSHandle): undefined {
  if (exitCode === null && !hasEnded) {
    const callback = callbacks.get('onFatal')
    const { name, message } = (context.dump(error) ?? {}) as { name?: string; message?: string }
    if (name === 'InternalError' && message === 'out of memory') end('memory', 'the script used more memory than it may')
    else if (performance.now() > deadlineMs) end('crash', 'time is up')
    else if (callback) {
      const reported = context.callFunction(callback, context.undefined, error)
      reported.dispose()
      exitCode ??= 1
    }
  }
  error.dispose()
  return undefined
}

let entry: QuickJSHandle | null = null
let isSettling = false

/** Runs whatever is ready; ends the run when nothing is left that could still happen. */
function settle(): void {
  if (isSettling || hasEnded || !run) return
  isSettling = true
  if (exitCode === null) {
    const jobs = runtime.executePendingJobs()
    if (jobs.error) fail(jobs.error)
    else jobs.dispose()
  }
  if (exitCode === null && entry) {
    const state = context.getPromiseState(entry)
    if (state.type === 'rejected') fail(state.error)
    else if (state.type === 'fulfilled') {
      if (!state.notAPromise) state.value.dispose()
      entry.dispose()
      entry = null
    }
  }
  isSettling = false
  if (exitCode !== null) {
    end('exit')
    return
  }
  if (pending.size > 0 || [...timers.values()].some((timer) => timer.isHeld)) return
  if (entry) {
    say({ type: 'log', text: 'the script waits (await) for something that never happens\n' })
    exitCode = 13
  } else {
    isSettling = true
    exitCode = Number(callGuest('onIdle') ?? 0)
    isSettling = false
  }
  end('exit')
}

function start(given: WorkerRun): void {
  files = createConfinedFiles(given.mounts, given.limits.writeBytes)
  fetchFor = createMediatedFetch(given.network, { maxBodyBytes: given.limits.bodyBytes, timeoutMs: given.limits.timeoutMs })
  calls = { ...calls, ...fileCalls(files) }
  setMemoryLimit(Math.max(given.limits.memoryBytes, smallestMemoryBytes))
  deadlineMs = performance.now() + given.limits.timeoutMs
  isSettling = true
  run = given
  const isCommonJs = callGuest('onStart', JSON.stringify({ script: given.script, env: given.env }))
  if (isCommonJs === false && exitCode === null) {
    const source = attempt(() => moduleSource(given.script, guestFolder, files))
    const result = typeof source === 'string' ? context.evalCode(source, given.script, { type: 'module' }) : { error: guestError(source.error) }
    if (result.error) fail(result.error)
    else entry = result.value
  }
  isSettling = false
  settle()
}

context.evalCode(`import './boot.js'`, 'cortex:start.js', { type: 'module' }).unwrap().dispose()
const jobs = runtime.executePendingJobs()
if (jobs.error) throw new Error(JSON.stringify(context.dump(jobs.error)))

port.on('message', (given: WorkerRun) => {
  try {
    start(given)
  } catch (error) {
    // QuickJS itself gave up, for instance at the end of its WebAssembly memory or stack. The worker is thrown away in any case.
    end('crash', error instanceof RangeError ? 'the script went too deep or used too much memory' : `the sandbox stopped: ${String(error)}`)
  }
})
process.on('uncaughtException', (error) => end('crash', `the sandbox stopped: ${error.message}`))
say({ type: 'ready' })
