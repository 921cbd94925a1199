const compare = (left, right) =>
  typeof left === 'number' && typeof right === 'number' ? left - right : String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0
const typeOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
const list = (value, name) => {
  if (!Array.isArray(value)) throw new Error(`${name} needs a list, but this is ${typeOf(value)}`)
  return value
}
const filters = {
  keys: (value) => Object.keys(value ?? {}),
  values: (value) => Object.values(value ?? {}),
  length: (value) => (typeof value === 'string' || Array.isArray(value) ? value.length : Object.keys(value ?? {}).length),
  sort: (value) => [...list(value, 'sort')].sort(compare),
  unique: (value) => [...new Map(list(value, 'unique').map((one) => [JSON.stringify(one), one])).values()],
  first: (value) => list(value, 'first')[0],
  last: (value) => list(value, 'last').at(-1),
  sum: (value) => list(value, 'sum').reduce((total, one) => total + Number(one), 0),
  flatten: (value) => list(value, 'flatten').flat(),
  type: typeOf,
}

/** The part of `value` that `query` names; undefined when there is no such part. Errors name the position, counted from 1. */
export function select(value, query) {
  const [path = '', ...names] = splitFilters(query)
  let result = path.trim().startsWith('/') ? byPointer(value, path.trim()) : byPath(value, readPath(path), 0)
  for (const name of names.map((one) => one.trim())) {
    if (!Object.hasOwn(filters, name)) throw new Error(`unknown filter "${name}"; use one of ${Object.keys(filters).join(', ')}`)
    result = filters[name](result)
  }
  return result
}

/** Cuts at each | that stands outside of quotes. */
const splitFilters = (query) => (query.match(/(?:"(?:[^"\\]|\\.)*"|[^|"]|")+|(?<=\|)(?=\||$)|^(?=\|)/g) ?? ['']).map(String)

function byPointer(value, pointer) {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return keys.reduce((at, key) => own(at, key), value)
}

const own = (value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? value[key] : undefined)

function readPath(path) {
  const steps = []
  const pattern = /\s*(?:\.?\[\s*(?:(-?\d+)|(\*)|("(?:[^"\\]|\\.)*"))\s*\]|(?:\.|^\s*\$?\.?)?(?:("(?:[^"\\]|\\.)*")|(\*)|([^\s.[\]"|*]+)))\s*/y
  for (pattern.lastIndex = path.startsWith('$') ? 1 : 0; pattern.lastIndex < path.trimEnd().length; ) {
    const start = pattern.lastIndex
    const match = pattern.exec(path)
    if (!match) throw new Error(`the query cannot be read at position ${start + 1}: "${path.slice(start)}"`)
    const [, index, all, bracketed, quoted, star, plain] = match
    if (index !== undefined) steps.push(Number(index))
    else if (all || star) steps.push('*')
    else steps.push({ key: plain ?? JSON.parse(bracketed ?? quoted) })
  }
  return steps
}

function byPath(value, steps, at) {
  const step = steps[at]
  if (step === undefined || value === undefined) return value
  if (step === '*') {
    if (typeof value !== 'object' || value === null) return undefined
    return Object.values(value)
      .map((one) => byPath(one, steps, at + 1))
      .filter((one) => one !== undefined)
  }
  if (typeof step === 'number') return byPath(Array.isArray(value) ? value.at(step) : undefined, steps, at + 1)
  return byPath(own(value, step.key), steps, at + 1)
}
