import { EventEmitter } from './events.js'
import { text } from './stream-consumers.js'

class Interface extends EventEmitter {
  #lines
  constructor(input) {
    super()
    this.#lines = text(input).then((whole) => whole.replace(/\r?\n$/, '').split(/\r?\n/))
  }
  on(name, listener) {
    super.on(name, listener)
    if (name === 'line') {
      this.#lines.then((lines) => {
        for (const line of lines) this.emit('line', line)
        this.emit('close')
      })
    }
    return this
  }
  close() {}
  async *[Symbol.asyncIterator]() {
    yield* await this.#lines
  }
}
export const createInterface = (options) => new Interface(options.input ?? options)
export default { createInterface }
