import { bufferOf, host } from './host.js'
import { Buffer } from './text.js'

export const randomUUID = () => host('crypto.uuid')
export const randomBytes = (size) => new Buffer(host('crypto.random', size))
export function getRandomValues(array) {
  if (array.byteLength > 65_536) throw new Error('The requested length exceeds 65,536 bytes')
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(new Uint8Array(host('crypto.random', array.byteLength)))
  return array
}
export function randomInt(low, high) {
  const [from, to] = high === undefined ? [0, low] : [low, high]
  const word = new DataView(host('crypto.random', 8)).getBigUint64(0)
  return from + Number(word % BigInt(to - from))
}

class Hash {
  #chunks = []
  #algorithm
  #key
  constructor(algorithm, key) {
    this.#algorithm = algorithm
    this.#key = key
    host('crypto.digest', algorithm, new ArrayBuffer(0), null)
  }
  update(value) {
    this.#chunks.push(new Uint8Array(bufferOf(value)))
    return this
  }
  digest(encoding) {
    const bytes = new Buffer(host('crypto.digest', this.#algorithm, bufferOf(Buffer.concat(this.#chunks)), this.#key))
    return encoding ? bytes.toString(encoding) : bytes
  }
}
export const createHash = (algorithm) => new Hash(algorithm, null)
export const createHmac = (algorithm, key) => new Hash(algorithm, bufferOf(key))
export const webcrypto = { randomUUID, getRandomValues }
export default { randomUUID, randomBytes, randomInt, getRandomValues, createHash, createHmac, webcrypto }
