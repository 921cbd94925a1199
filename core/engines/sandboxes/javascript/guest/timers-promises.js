import { setTimeout as start } from './timers.js'

export const setTimeout = (ms, value) => new Promise((resolve) => start(resolve, ms, value))
export const setImmediate = (value) => setTimeout(1, value)
export const scheduler = { wait: (ms) => setTimeout(ms) }
export default { setTimeout, setImmediate, scheduler }
