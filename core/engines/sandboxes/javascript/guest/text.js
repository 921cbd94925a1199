import { bufferOf, host } from './host.js'

export class TextEncoder {
  get encoding() {
    return 'utf-8'
  }
  encode(text = '') {
    return new Uint8Array(host('text.encode', String(text)))
  }
}

export class TextDecoder {
  constructor(label = 'utf-8', options = {}) {
    this.encoding = host('text.label', String(label))
    this.fatal = Boolean(options.fatal)
    this.ignoreBOM = Boolean(options.ignoreBOM)
  }
  decode(bytes) {
    return bytes === undefined ? '' : host('text.decode', bufferOf(bytes), this.encoding, this.fatal, this.ignoreBOM)
  }
}

export const btoa = (text) => host('bytes.encode', host('bytes.decode', String(text), 'latin1'), 'base64')
export const atob = (text) => host('bytes.encode', host('bytes.decode', String(text), 'base64'), 'latin1')

/** The part of Node's Buffer that small tools use. */
export class Buffer extends Uint8Array {
  static from(value, encoding = 'utf8') {
    if (typeof value === 'string') return new Buffer(host('bytes.decode', value, encoding))
    if (value instanceof ArrayBuffer) return new Buffer(value)
    return new Buffer(Uint8Array.from(value).buffer)
  }
  static alloc(size, fill = 0) {
    return new Buffer(size).fill(fill)
  }
  static isBuffer(value) {
    return value instanceof Buffer
  }
  static byteLength(value, encoding = 'utf8') {
    return typeof value === 'string' ? host('bytes.decode', value, encoding).byteLength : value.byteLength
  }
  static concat(list) {
    const all = new Buffer(list.reduce((sum, one) => sum + one.length, 0))
    let at = 0
    for (const one of list) {
      all.set(one, at)
      at += one.length
    }
    return all
  }
  toString(encoding = 'utf8', start = 0, end = this.length) {
    return host('bytes.encode', bufferOf(this.subarray(start, end)), encoding)
  }
  equals(other) {
    return this.length === other.length && this.every((byte, index) => byte === other[index])
  }
  toJSON() {
    return { type: 'Buffer', data: [...this] }
  }
}
export default { Buffer, atob, btoa }
