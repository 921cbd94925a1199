import { distance } from 'fastest-levenshtein'

type Schema = Record<string, unknown>
const wrappers = ['arguments', 'args', 'parameters', 'params', 'input']

/**
 * The value nearest to what the schema wants, by the slips that models make: a number in quotes, a wrapper too many or
 * too few, null for "left out", a misspelt name, one thing where a list is wanted. Never makes up a value.
 */
export function coerce(schema: Schema, value: unknown): unknown {
  const properties = propertiesOf(schema)
  const fields = isObject(value) ? unwrap(value, properties) : wrap(value, schema, properties)
  return isObject(fields) ? coerceObject(schema, renameMisspelt(fields, schema, properties)) : fields
}

/** `{ arguments: { … } }` as its inside, where the tool has no such parameter. */
function unwrap(value: Record<string, unknown>, properties: Record<string, Schema>): unknown {
  const keys = Object.keys(value)
  const wrapper = wrappers.find((key) => key in value && !(key in properties))
  if (!wrapper || keys.some((key) => key !== wrapper && key in properties)) return value
  const inside = parseIfJson(value[wrapper])
  return isObject(inside) ? inside : value
}

/** A bare value as the only parameter that it can be. */
function wrap(value: unknown, schema: Schema, properties: Record<string, Schema>): unknown {
  const inside = parseIfJson(value)
  if (isObject(inside)) return inside
  const required = requiredOf(schema)
  const names = required.length > 0 ? required : Object.keys(properties)
  return names.length === 1 ? { [names[0] as string]: value } : value
}

function renameMisspelt(fields: Record<string, unknown>, schema: Schema, properties: Record<string, Schema>): Record<string, unknown> {
  const missing = requiredOf(schema).filter((name) => !(name in fields))
  if (missing.length === 0) return fields
  const entries = Object.entries(fields).map(([key, item]) => {
    if (key in properties) return [key, item] as const
    const near = missing.filter((name) => distance(bare(name), bare(key)) <= Math.min(2, Math.floor(name.length / 3)))
    return [near.length === 1 ? (near[0] as string) : key, item] as const
  })
  return new Set(entries.map(([key]) => key)).size === entries.length ? Object.fromEntries(entries) : fields
}

function coerceObject(schema: Schema, value: Record<string, unknown>): Record<string, unknown> {
  const properties = propertiesOf(schema)
  const required = requiredOf(schema)
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const property = properties[key]
    const isLeftOut = item === null && !required.includes(key) && !(property && typesOf(property).includes('null'))
    return isLeftOut ? [] : [[key, property ? coerceValue(property, item) : item] as const]
  })
  return Object.fromEntries(entries)
}

function coerceValue(schema: Schema, value: unknown): unknown {
  const types = typesOf(schema)
  const options = Array.isArray(schema.enum) ? (schema.enum as unknown[]) : null
  if (options && !options.includes(value)) {
    const same = options.filter((option) => String(option).toLowerCase() === String(value).trim().toLowerCase())
    if (same.length === 1) return same[0]
  }
  if (types.length === 0 || types.includes(typeOf(value)) || (types.includes('number') && typeof value === 'number')) return inside(schema, value)
  if (typeof value === 'string') {
    const number = /^\s*-?\d+(\.\d+)?(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : null
    if (number !== null && (types.includes('number') || (types.includes('integer') && Number.isInteger(number)))) return number
    const word = value.trim().toLowerCase()
    if (types.includes('boolean') && (word === 'true' || word === 'false')) return word === 'true'
    const parsed = parseIfJson(value)
    if (parsed !== value && types.includes(typeOf(parsed))) return inside(schema, parsed)
  }
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) return String(value)
  if (types.includes('string') && isObject(value)) return JSON.stringify(value)
  if (types.includes('array') && value !== null) return inside(schema, [value])
  return value
}

function inside(schema: Schema, value: unknown): unknown {
  if (isObject(value)) return coerceObject(schema, value)
  const items = schema.items
  return Array.isArray(value) && isObject(items) ? value.map((item) => coerceValue(items, item)) : value
}

function parseIfJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

const bare = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, '')
const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value)
const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value
const typesOf = (schema: Schema): string[] => {
  const type = schema.type
  return Array.isArray(type) ? type.map(String) : typeof type === 'string' ? [type] : []
}
const propertiesOf = (schema: Schema): Record<string, Schema> => (isObject(schema.properties) ? (schema.properties as Record<string, Schema>) : {})
const requiredOf = (schema: Schema): string[] => (Array.isArray(schema.required) ? (schema.required as unknown[]).map(String) : [])
