import type { ToolDefinition } from '../port.ts'

type Schema = Record<string, unknown>

/**
 * JSON Schema as node-llama-cpp's grammar understands it. Its grammar makes the model write every property, so
 * with `isOptionalNullable` those not required may be null, which `withoutNulls` takes out of the arguments again.
 * Keywords a grammar cannot enforce are dropped here; the caller validates arguments against the whole schema anyway.
 */
export function toGrammarSchema(schema: unknown, isOptionalNullable: boolean): Schema {
  if (typeof schema !== 'object' || schema === null) return anyValue
  const { type, properties, required, items, description, additionalProperties, $defs, ...rest } = schema as Schema
  const said = typeof description === 'string' ? { description } : {}
  if (typeof rest.$ref === 'string') return rest.$ref.startsWith('#/$defs/') ? { $ref: rest.$ref } : anyValue
  if (rest.const !== undefined && isScalar(rest.const)) return { const: rest.const, ...said }
  if (Array.isArray(rest.enum) && rest.enum.every(isScalar)) return { enum: rest.enum, ...said }
  const choices = rest.oneOf ?? rest.anyOf
  if (Array.isArray(choices) && choices.length > 0) return { oneOf: choices.map((choice) => toGrammarSchema(choice, isOptionalNullable)), ...said }
  if (Array.isArray(type) && type.every((name) => scalarTypes.has(String(name)))) return { type, ...said }
  if (Array.isArray(type)) return { oneOf: type.map((name) => toGrammarSchema({ ...(schema as Schema), type: name }, isOptionalNullable)), ...said }
  const defs = isRecord($defs)
    ? { $defs: Object.fromEntries(Object.entries($defs).map(([key, value]) => [key, toGrammarSchema(value, isOptionalNullable)])) }
    : {}
  if (type === 'object' || isRecord(properties)) {
    const isRequired = (key: string) => Array.isArray(required) && required.includes(key)
    const entries = Object.entries(isRecord(properties) ? properties : {}).map(([key, value]) => {
      const mapped = toGrammarSchema(value, isOptionalNullable)
      return [key, isOptionalNullable && !isRequired(key) ? { oneOf: [mapped, { type: 'null' }] } : mapped]
    })
    const extra = isRecord(additionalProperties)
      ? { additionalProperties: toGrammarSchema(additionalProperties, isOptionalNullable) }
      : entries.length === 0 && additionalProperties !== false
        ? { additionalProperties: true }
        : {}
    return { type: 'object', properties: Object.fromEntries(entries), ...extra, ...said, ...defs }
  }
  if (type === 'array') return { type, items: toGrammarSchema(items, isOptionalNullable), ...pick(rest, ['minItems', 'maxItems']), ...said, ...defs }
  if (type === 'string') {
    const format = formats.has(String(rest.format)) ? { format: rest.format } : pick(rest, ['minLength', 'maxLength'])
    return { type, ...format, ...said }
  }
  return scalarTypes.has(String(type)) ? { type, ...said } : { ...anyValue, ...said }
}

/** Takes null out of the arguments where the tool's own schema neither requires the property nor allows null. */
export function withoutNulls(value: unknown, tool: ToolDefinition): unknown {
  return strip(value, tool.parameters)
}

function strip(value: unknown, schema: unknown): unknown {
  if (!isRecord(value) || !isRecord(schema)) return value
  const required = Array.isArray(schema.required) ? schema.required : []
  const properties = isRecord(schema.properties) ? schema.properties : {}
  const kept = Object.entries(value).filter(([key, item]) => item !== null || required.includes(key) || allowsNull(properties[key]))
  return Object.fromEntries(kept.map(([key, item]) => [key, strip(item, properties[key])]))
}

const scalarTypes = new Set(['string', 'number', 'integer', 'boolean', 'null'])
const formats = new Set(['date-time', 'time', 'date'])
const anyValue: Schema = {
  oneOf: [{ type: ['string', 'number', 'boolean', 'null'] }, { type: 'object', additionalProperties: true }, { type: 'array' }],
}

const isScalar = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value)
const isRecord = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)
const pick = (from: Schema, keys: string[]) => Object.fromEntries(keys.filter((key) => typeof from[key] === 'number').map((key) => [key, from[key]]))
const allowsNull = (schema: unknown): boolean => {
  if (!isRecord(schema)) return false
  const choices = schema.oneOf ?? schema.anyOf
  return (
    schema.type === 'null' ||
    schema.const === null ||
    (Array.isArray(schema.type) && schema.type.includes('null')) ||
    (Array.isArray(schema.enum) && schema.enum.includes(null)) ||
    (Array.isArray(choices) && choices.some(allowsNull))
  )
}
