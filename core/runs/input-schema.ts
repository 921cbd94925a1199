import { type Schema, Validator } from '@cfworker/json-schema'

/**
 * What is wrong with an input in plain words, or null when it fits. The validator interprets the schema: unlike
 * most it compiles no code, which a strict content policy and "no eval" both ask for.
 */
export function schemaProblem(schema: Record<string, unknown> | null, input: unknown): string | null {
  if (schema === null) return null
  const { valid, errors } = new Validator(schema as Schema, '2020-12', false).validate(input)
  if (valid) return null
  // The deepest error names the field; those above it only say that something below is wrong.
  const deepest = errors.reduce((best, one) => (depth(one.instanceLocation) >= depth(best.instanceLocation) ? one : best))
  const field = deepest.instanceLocation.replace(/^#\/?/, '').replaceAll('/', '.')
  return field === '' ? deepest.error : `${field}: ${deepest.error}`
}

const depth = (location: string): number => location.split('/').length
