/** Node's way of showing a value on a console, near enough for logs. */
export function inspect(value, depth = 2, seen = []) {
  if (typeof value === 'string')
    return seen.length === 0 ? value : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'symbol') return value.toString()
  if (typeof value === 'function')
    return `[${/^class\b/.test(String(value)) ? 'class' : 'Function'}${value.name ? `: ${value.name}` : ' (anonymous)'}]`
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value)
  if (seen.includes(value)) return '[Circular *1]'
  if (value instanceof Error) return `${value.name}: ${value.message}${value.stack ? `\n${value.stack.trimEnd()}` : ''}`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof RegExp) return String(value)
  const name = value.constructor?.name
  if (seen.length > depth) return Array.isArray(value) ? '[Array]' : `[${name ?? 'Object'}]`
  const inner = [...seen, value]
  const show = (one) => inspect(one, depth, inner)
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const prefix = Array.isArray(value) ? '' : `${name}(${value.length}) `
    const shown = Array.from(value).slice(0, 100).map(show)
    if (value.length > 100) shown.push(`... ${value.length - 100} more items`)
    return prefix + enclose('[', shown, ']')
  }
  if (value instanceof Map)
    return `Map(${value.size}) ${enclose(
      '{',
      [...value].map(([key, one]) => `${show(key)} => ${show(one)}`),
      '}',
    )}`
  if (value instanceof Set) return `Set(${value.size}) ${enclose('{', [...value].map(show), '}')}`
  if (value instanceof Promise) return 'Promise { <pending> }'
  const pairs = Reflect.ownKeys(value)
    .filter((key) => Object.prototype.propertyIsEnumerable.call(value, key))
    .map((key) => `${typeof key === 'symbol' ? `[${String(key)}]` : /^[\w$]+$/.test(key) ? key : `'${key}'`}: ${show(value[key])}`)
  const prefix = Object.getPrototypeOf(value) === null ? '[Object: null prototype] ' : name && name !== 'Object' ? `${name} ` : ''
  return prefix + enclose('{', pairs, '}')
}

function enclose(open, parts, close) {
  if (parts.length === 0) return open + close
  const flat = `${open} ${parts.join(', ')} ${close}`
  return flat.length <= 76 && !flat.includes('\n') ? flat : `${open}\n  ${parts.map((part) => part.replaceAll('\n', '\n  ')).join(',\n  ')}\n${close}`
}

export function format(...values) {
  const [first, ...rest] = values
  if (typeof first !== 'string') return values.map((value) => inspect(value)).join(' ')
  const text = first.replace(/%([sdifjoOc%])/g, (match, kind) => {
    if (kind === '%') return '%'
    if (rest.length === 0) return match
    const value = rest.shift()
    if (kind === 'd') return String(Number(value))
    if (kind === 'i') return String(Number.parseInt(value, 10))
    if (kind === 'f') return String(Number.parseFloat(value))
    if (kind === 'j') return JSON.stringify(value)
    if (kind === 'c') return ''
    return inspect(value)
  })
  return [text, ...rest.map((value) => inspect(value))].join(' ')
}
