// POSIX paths, whatever the host is.
export const sep = '/'
export const delimiter = ':'

export function normalize(path) {
  const isAbsolute_ = path.startsWith('/')
  const kept = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') kept.push(part)
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (!isAbsolute_) kept.push('..')
  }
  const tail = path.endsWith('/') && kept.length > 0 ? '/' : ''
  return (isAbsolute_ ? '/' : '') + kept.join('/') + tail || '.'
}
export const isAbsolute = (path) => path.startsWith('/')
export const join = (...parts) => normalize(parts.filter((part) => part !== '').join('/') || '.')
export function resolve(...parts) {
  let path = ''
  for (const part of [globalThis.process.cwd(), ...parts]) path = part.startsWith('/') ? part : `${path}/${part}`
  const whole = normalize(path)
  return whole.length > 1 && whole.endsWith('/') ? whole.slice(0, -1) : whole
}
const trimmed = (path) => path.replace(/(?<=.)\/+$/, '')
export function dirname(path) {
  const at = trimmed(path).lastIndexOf('/')
  return at < 0 ? '.' : at === 0 ? '/' : trimmed(path).slice(0, at)
}
export function basename(path, suffix = '') {
  const name = trimmed(path).slice(trimmed(path).lastIndexOf('/') + 1)
  return suffix && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name
}
export function extname(path) {
  const name = basename(path)
  const at = name.lastIndexOf('.')
  return at <= 0 ? '' : name.slice(at)
}
export function relative(from, to) {
  const [left, right] = [resolve(from), resolve(to)].map((path) => path.split('/').filter(Boolean))
  let same = 0
  while (same < left.length && left[same] === right[same]) same += 1
  return [...left.slice(same).map(() => '..'), ...right.slice(same)].join('/')
}
export const parse = (path) => ({
  root: isAbsolute(path) ? '/' : '',
  dir: path.includes('/') ? dirname(path) : '',
  base: basename(path),
  ext: extname(path),
  name: basename(path, extname(path)),
})
export const format = ({ dir, root, base, name, ext }) => {
  const file = base ?? `${name ?? ''}${ext ?? ''}`
  return dir ? `${dir}${dir === root ? '' : '/'}${file}` : `${root ?? ''}${file}`
}
export const posix = { sep, delimiter, normalize, isAbsolute, join, resolve, dirname, basename, extname, relative, parse, format }
posix.posix = posix
export default posix
