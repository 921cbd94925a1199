// The one door to the host. It is taken from the global object before any script runs, so scripts never see it.
const door = globalThis.__host
delete globalThis.__host

// Strings cross as C strings, which end at a NUL; those that hold one travel as JSON behind a mark.
const mark = '\u0001j'
const { parse, stringify } = JSON
const pack = (value) => (typeof value === 'string' && (value.includes('\0') || value.startsWith(mark)) ? mark + stringify(value) : value)
export function host(name, ...values) {
  const answer = door(name, ...values.map(pack))
  return typeof answer === 'string' && answer.startsWith(mark) ? parse(answer.slice(mark.length)) : answer
}

const waiting = new Map()
let nextCall = 1

/** Starts something that the host finishes later. `signal` (an AbortSignal of this guest) gives it up. */
export function hostLater(name, json, bytes, signal) {
  if (signal?.aborted) return Promise.reject(signal.reason)
  const id = nextCall++
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    host('later', name, id, JSON.stringify(json ?? null), bytes ?? null)
    signal?.addEventListener('abort', () => {
      if (!waiting.delete(id)) return
      host('giveUp', id)
      reject(signal.reason)
    })
  })
}
host('onSettled', (id, isDone, json, bytes) => {
  const call = waiting.get(id)
  waiting.delete(id)
  if (isDone) call?.resolve({ ...JSON.parse(json), bytes })
  else call?.reject(new TypeError(JSON.parse(json)))
})

/** An error nobody handles: its stack, then its message as the last line, then exit code 1, as under Node. */
export function fatal(error) {
  if (error instanceof Error) {
    const frames = (error.stack ?? '')
      .trimEnd()
      .split('\n')
      .filter((frame) => frame !== '' && !frame.includes('(cortex:') && !frame.includes('(native)'))
    if (frames.length > 0) host('err', `${frames.slice(0, 10).join('\n')}\n`)
    host('err', `${error.name}: ${error.message}\n`)
  } else host('err', `Uncaught ${String(error)}\n`)
  leave(1)
}

/** Reports the rejection of a promise that the script let go of. */
const then = Promise.prototype.then
export function watch(value) {
  if (value instanceof Promise) then.call(value, undefined, fatal)
  return value
}

/** Ends the script here: the host interrupts the loop at once, and no catch or finally sees it. */
export function leave(code) {
  host('exit', code)
  for (;;);
}

/** The bytes of a string, an ArrayBuffer or any view, as an ArrayBuffer of their own. */
export function bufferOf(value) {
  if (typeof value === 'string') return host('text.encode', value)
  if (value instanceof ArrayBuffer) return value.slice(0)
  if (ArrayBuffer.isView(value)) return value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength)
  throw new TypeError('expected a string, an ArrayBuffer or a typed array')
}
