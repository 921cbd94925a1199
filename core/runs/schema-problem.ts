import { type Schema, Validator } from '@cfworker/json-schema'

const mostLines = 5

/**
 * What is wrong with a value in plain words, field by field, or null when it fits. The validator interprets the schema: unlike most
 * it compiles no code, which a strict content policy and "no eval" both ask for. A schema that cannot be followed refuses nothing:
 * it is its author's mistake, and the registry reports it.
 */
export function schemaProblem(schema: Record<string, unknown> | null, value: unknown): string | null {
  if (schema === null) return null
  const { valid, errors } = validate(schema, value)
  if (valid) return null
  // Leaves say what is wrong; "does not match" on their parents adds nothing.
  const leaves = errors.filter((error) => !errors.some((other) => other !== error && other.instanceLocation.startsWith(`${error.instanceLocation}/`)))
  const lines = (leaves.length > 0 ? leaves : errors).map((error) => describe(error.instanceLocation, error.keyword, error.error))
  const missing = errors.filter((error) => error.keyword === 'required').map((error) => describe(error.instanceLocation, 'required', error.error))
  return [...new Set([...missing, ...lines])].slice(0, mostLines).join(' ')
}

function validate(schema: Record<string, unknown>, value: unknown) {
  try {
    return new Validator(schema as Schema, '2020-12', false).validate(value)
  } catch {
    return { valid: true, errors: [] }
  }
}

function describe(location: string, keyword: string, error: string): string {
  const field = location.replace(/^#\/?/, '').replaceAll('/', '.')
  if (keyword === 'false') return `\`${field}\` is not a parameter.`
  const said = error
    .replace(/^Instance type "(\w+)" is invalid\. Expected "(\w+)"\.$/, 'must be $2, not $1.')
    .replace(/^Instance does not have required property "(.+)"\.$/, 'needs `$1`.')
    .replace(/^Instance /, '')
  return `${field === '' ? 'It' : `\`${field}\``} ${said}`
}
