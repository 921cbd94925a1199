import * as crypto from './crypto.js'
import * as events from './events.js'
import files from './files.js'
import filesPromises from './files-promises.js'
import { host } from './host.js'
import os from './os.js'
import path, { dirname } from './path.js'
import process from './process.js'
import readline from './readline.js'
import streamConsumers from './stream-consumers.js'
import * as text from './text.js'
import timers from './timers.js'
import timersPromises from './timers-promises.js'
import url from './url.js'
import util from './util.js'

const builtins = {
  buffer: text.default,
  crypto: crypto.default,
  events: Object.assign(events.EventEmitter, { EventEmitter: events.EventEmitter }),
  fs: files,
  'fs/promises': filesPromises,
  os,
  path,
  'path/posix': path,
  process,
  readline,
  'stream/consumers': streamConsumers,
  timers,
  'timers/promises': timersPromises,
  url,
  util,
}
const loaded = new Map()

/** CommonJS: `require` for built-in modules and for the tool's own .js, .cjs and .json files. */
export function createRequire(from) {
  const base = String(from).replace(/^file:\/\//, '')
  const require = (name) => {
    const found = host('modules.resolve', base, String(name))
    if (found.startsWith('node:')) {
      const plain = found.slice(5)
      return plain === 'module' ? { createRequire } : builtins[plain]
    }
    return load(found).exports
  }
  require.resolve = (name) => host('modules.resolve', base, String(name))
  return require
}

/** Runs a CommonJS file once and keeps its exports. Null when the file is an ES module. */
export function load(file) {
  const known = loaded.get(file)
  if (known) return known
  const module = { exports: {}, id: file, filename: file, loaded: false }
  if (file.endsWith('.json')) module.exports = JSON.parse(files.readFileSync(file, 'utf8'))
  else {
    const run = host('modules.compile', file)
    if (run === null) return null
    loaded.set(file, module)
    run.call(module.exports, module.exports, createRequire(file), module, file, dirname(file))
  }
  module.loaded = true
  loaded.set(file, module)
  return module
}
export default { createRequire, builtinModules: Object.keys(builtins) }
