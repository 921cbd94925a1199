import { format, inspect as show } from './format.js'
import { TextDecoder, TextEncoder } from './text.js'

export { format, TextDecoder, TextEncoder }
export const inspect = (value, options) => show(value, options?.depth ?? 2, [undefined])
export const promisify =
  (action) =>
  (...values) =>
    new Promise((resolve, reject) => action(...values, (error, value) => (error ? reject(error) : resolve(value))))
export const isDeepStrictEqual = (left, right) => show(left, 50) === show(right, 50)
export const types = { isPromise: (value) => value instanceof Promise, isDate: (value) => value instanceof Date }
export default { format, inspect, promisify, isDeepStrictEqual, types, TextDecoder, TextEncoder }
