import { bufferOf, host } from './host.js'
import { Buffer } from './text.js'
import { fileURLToPath, URL } from './url.js'

const pathOf = (path) => (path instanceof URL ? fileURLToPath(path) : String(path))
const encodingOf = (options) => (typeof options === 'string' ? options : options?.encoding)
const stdinBytes = () => host('stdin')

export function readFileSync(path, options) {
  const bytes = path === 0 || path === '/dev/stdin' ? stdinBytes() : host('files.read', pathOf(path))
  const buffer = new Buffer(bytes)
  return encodingOf(options) ? buffer.toString(encodingOf(options)) : buffer
}
export function writeFileSync(path, value, options) {
  const bytes = bufferOf(typeof value === 'string' || ArrayBuffer.isView(value) ? value : String(value))
  if (path === 1 || path === '/dev/stdout') return host('out', bytes)
  if (path === 2 || path === '/dev/stderr') return host('err', bytes)
  const flag = options?.flag ?? 'w'
  host('files.write', pathOf(path), bytes, flag.startsWith('a') ? 'append' : flag.includes('x') ? 'create' : 'replace')
}
export const appendFileSync = (path, value) => writeFileSync(path, value, { flag: 'a' })
export const writeSync = (fd, value) => writeFileSync(fd, value)

class Stats {
  constructor(found) {
    this.size = found.sizeBytes
    this.mode = found.mode
    this.mtimeMs = found.modifiedMs
    this.mtime = new Date(found.modifiedMs)
    this.ctime = this.mtime
    this.birthtime = this.mtime
    this.type = found.type
  }
  isFile() {
    return this.type === 'file'
  }
  isDirectory() {
    return this.type === 'folder'
  }
  isSymbolicLink() {
    return this.type === 'link'
  }
}
class Dirent {
  constructor(parentPath, entry) {
    this.name = entry.name
    this.parentPath = parentPath
    this.type = entry.type
  }
}
for (const name of ['isFile', 'isDirectory', 'isSymbolicLink']) Dirent.prototype[name] = Stats.prototype[name]

const statusOf = (path, keepLink, options) => {
  if (options?.throwIfNoEntry === false && !existsSync(path)) return undefined
  return new Stats(JSON.parse(host('files.status', pathOf(path), keepLink)))
}
export const statSync = (path, options) => statusOf(path, false, options)
export const lstatSync = (path, options) => statusOf(path, true, options)
export const existsSync = (path) => host('files.exists', pathOf(path))
export function accessSync(path) {
  statusOf(path, false)
}
export function readdirSync(path, options) {
  const folder = pathOf(path)
  const found = []
  const visit = (at, prefix) => {
    for (const entry of JSON.parse(host('files.list', at))) {
      found.push(options?.withFileTypes ? new Dirent(at, entry) : prefix + entry.name)
      if (options?.recursive && entry.type === 'folder') visit(`${at}/${entry.name}`, `${prefix}${entry.name}/`)
    }
  }
  visit(folder, '')
  return found
}
export function mkdirSync(path, options) {
  const folder = pathOf(path)
  if (!options?.recursive) return host('files.makeFolder', folder)
  const parts = folder.split('/')
  for (let count = 1; count <= parts.length; count += 1) {
    const part = parts.slice(0, count).join('/')
    if (part === '' || part === '.' || host('files.exists', part)) continue
    // Folders above a granted one are not there for the guest; only what is missing inside one is made.
    if (count < parts.length && !host('files.inside', part)) continue
    host('files.makeFolder', part)
  }
}
export function rmSync(path, options) {
  if (options?.force && !lstatQuietly(path)) return
  if (!options?.recursive && statusOf(path, true).isDirectory()) {
    throw Object.assign(new Error(`EISDIR: it is a folder, '${pathOf(path)}'`), { code: 'ERR_FS_EISDIR' })
  }
  host('files.remove', pathOf(path), Boolean(options?.recursive))
}
const lstatQuietly = (path) => {
  try {
    return statusOf(path, true)
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}
export function unlinkSync(path) {
  if (statusOf(path, true).isDirectory()) throw Object.assign(new Error(`EISDIR: it is a folder, '${pathOf(path)}'`), { code: 'EISDIR' })
  host('files.remove', pathOf(path), false)
}
export const rmdirSync = (path) => host('files.remove', pathOf(path), false)
export const renameSync = (from, to) => host('files.rename', pathOf(from), pathOf(to))
export const copyFileSync = (from, to) => writeFileSync(to, readFileSync(from))

const later =
  (action) =>
  async (...values) =>
    action(...values)
export const promises = {
  readFile: later(readFileSync),
  writeFile: later(writeFileSync),
  appendFile: later(appendFileSync),
  stat: later(statSync),
  lstat: later(lstatSync),
  access: later(accessSync),
  readdir: later(readdirSync),
  mkdir: later(mkdirSync),
  rm: later(rmSync),
  rmdir: later(rmdirSync),
  unlink: later(unlinkSync),
  rename: later(renameSync),
  copyFile: later(copyFileSync),
}
export const constants = { F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1 }

const sync = {
  readFileSync,
  writeFileSync,
  appendFileSync,
  writeSync,
  statSync,
  lstatSync,
  existsSync,
  accessSync,
  readdirSync,
  mkdirSync,
  rmSync,
  unlinkSync,
  rmdirSync,
  renameSync,
  copyFileSync,
}
export default { ...sync, promises, constants }
