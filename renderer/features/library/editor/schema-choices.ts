export type Schema = { [key: string]: unknown }

export interface Choice {
  label: string
  /** What kind of value it takes, or is. */
  detail: string
  about: string
  /** Written after a key. */
  tail: string
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)
const schemasIn = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isSchema) : [])

/** A schema and all it may be instead, with references followed. */
function branches(root: Schema, schema: Schema, seen = new Set<Schema>()): Schema[] {
  if (seen.has(schema)) return []
  seen.add(schema)
  const named = typeof schema.$ref === 'string' ? at(root, schema.$ref) : null
  const more = [...(named ? [named] : []), ...schemasIn(schema.anyOf), ...schemasIn(schema.oneOf), ...schemasIn(schema.allOf)]
  return [schema, ...more.flatMap((one) => branches(root, one, seen))]
}

function at(root: Schema, reference: string): Schema | null {
  let found: unknown = root
  for (const part of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) found = isSchema(found) ? found[part] : undefined
  return isSchema(found) ? found : null
}

/** Every schema that applies at `path`. */
function schemasAt(root: Schema, path: readonly string[]): Schema[] {
  let here = branches(root, root)
  for (const part of path) {
    const below = here.flatMap((schema) => {
      if (part === '-') return isSchema(schema.items) ? [schema.items] : schemasIn(schema.items)
      const own = isSchema(schema.properties) ? schema.properties[part] : undefined
      return isSchema(own) ? [own] : isSchema(schema.additionalProperties) ? [schema.additionalProperties] : []
    })
    here = below.flatMap((schema) => branches(root, schema))
  }
  return here
}

const typesOf = (root: Schema, schema: Schema): string[] => [
  ...new Set(branches(root, schema).flatMap((one) => (typeof one.type === 'string' ? [one.type] : isSchema(one.properties) ? ['object'] : []))),
]

/** The keys that may stand at `path`. */
export function keysAt(root: Schema, path: readonly string[]): Choice[] {
  const found = new Map<string, Choice>()
  for (const schema of schemasAt(root, path)) {
    const required = Array.isArray(schema.required) ? schema.required : []
    for (const [label, own] of Object.entries(isSchema(schema.properties) ? schema.properties : {})) {
      if (found.has(label) || !isSchema(own)) continue
      const types = typesOf(root, own)
      const about = branches(root, own).find((one) => typeof one.description === 'string')?.description
      const detail = [types.join(' or '), required.includes(label) && '*'].filter(Boolean).join(' ')
      found.set(label, { label, detail, about: typeof about === 'string' ? about : '', tail: types.join() === 'object' ? ':' : ': ' })
    }
  }
  return [...found.values()]
}

/** The values that may be chosen at `path`; empty where anything goes. */
export function valuesAt(root: Schema, path: readonly string[]): Choice[] {
  const found = new Map<string, Choice>()
  for (const schema of schemasAt(root, path)) {
    const values = Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : schema.type === 'boolean' ? [true, false] : []
    const about = typeof schema.description === 'string' ? schema.description : ''
    for (const value of values) {
      if (['string', 'number', 'boolean'].includes(typeof value)) found.set(String(value), { label: String(value), detail: '', about, tail: '' })
    }
  }
  return [...found.values()]
}
