import { fatal, host, watch } from './host.js'

const running = new Map()
let nextTimer = 1

class Timer {
  constructor(id) {
    this.id = id
  }
  ref() {
    host('timer.hold', this.id, true)
    return this
  }
  unref() {
    host('timer.hold', this.id, false)
    return this
  }
  [Symbol.toPrimitive]() {
    return this.id
  }
}

const begin = (action, ms, repeats, values) => {
  if (typeof action !== 'function') throw new TypeError('The "callback" argument must be of type function')
  const id = nextTimer++
  running.set(id, { action, values, repeats })
  host('timer.start', id, Math.max(1, Number(ms) || 1), repeats)
  return new Timer(id)
}
host('onTimer', (id) => {
  const timer = running.get(id)
  if (!timer) return
  if (!timer.repeats) running.delete(id)
  try {
    watch(timer.action(...timer.values))
  } catch (error) {
    fatal(error)
  }
})

export const setTimeout = (action, ms, ...values) => begin(action, ms, false, values)
export const setInterval = (action, ms, ...values) => begin(action, ms, true, values)
export const setImmediate = (action, ...values) => begin(action, 1, false, values)
export const clearTimeout = (timer) => {
  if (timer === undefined || timer === null) return
  running.delete(Number(timer))
  host('timer.stop', Number(timer))
}
export const clearInterval = clearTimeout
export const clearImmediate = clearTimeout
export const queueMicrotask = (action) => {
  watch(Promise.resolve().then(action))
}
export default { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate }
