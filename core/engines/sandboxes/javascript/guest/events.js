/** The part of Node's EventEmitter that small tools use. */
export class EventEmitter {
  #listeners = new Map()
  on(name, listener) {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener])
    return this
  }
  addListener(name, listener) {
    return this.on(name, listener)
  }
  once(name, listener) {
    const wrapped = (...values) => {
      this.off(name, wrapped)
      return listener.apply(this, values)
    }
    wrapped.listener = listener
    return this.on(name, wrapped)
  }
  off(name, listener) {
    this.#listeners.set(
      name,
      (this.#listeners.get(name) ?? []).filter((one) => one !== listener && one.listener !== listener),
    )
    return this
  }
  removeListener(name, listener) {
    return this.off(name, listener)
  }
  emit(name, ...values) {
    const listeners = this.#listeners.get(name) ?? []
    if (name === 'error' && listeners.length === 0) throw values[0]
    for (const listener of listeners) listener.apply(this, values)
    return listeners.length > 0
  }
  listenerCount(name) {
    return this.#listeners.get(name)?.length ?? 0
  }
}
export default EventEmitter

export class Event {
  constructor(type) {
    this.type = type
  }
}
export class EventTarget {
  #events = new EventEmitter()
  addEventListener(type, listener, options) {
    const act = typeof listener === 'function' ? listener : (event) => listener.handleEvent(event)
    act.listener = listener
    this.#events[options?.once ? 'once' : 'on'](type, act)
  }
  removeEventListener(type, listener) {
    this.#events.off(type, listener)
  }
  dispatchEvent(event) {
    event.target ??= this
    this[`on${event.type}`]?.(event)
    this.#events.emit(event.type, event)
    return true
  }
}

export class DOMException extends Error {
  constructor(message, name = 'Error') {
    super(message)
    this.name = name
  }
}

export class AbortSignal extends EventTarget {
  aborted = false
  reason = undefined
  throwIfAborted() {
    if (this.aborted) throw this.reason
  }
  static abort(reason) {
    const controller = new AbortController()
    controller.abort(reason)
    return controller.signal
  }
  static timeout(ms) {
    const controller = new AbortController()
    globalThis.setTimeout(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms).unref()
    return controller.signal
  }
  static any(signals) {
    const controller = new AbortController()
    for (const signal of signals) {
      if (signal.aborted) controller.abort(signal.reason)
      else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true })
    }
    return controller.signal
  }
}
export class AbortController {
  signal = new AbortSignal()
  abort(reason = new DOMException('This operation was aborted', 'AbortError')) {
    if (this.signal.aborted) return
    this.signal.aborted = true
    this.signal.reason = reason
    this.signal.dispatchEvent(new Event('abort'))
  }
}
