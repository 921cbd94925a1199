import { Validator } from '@cfworker/json-schema'
import { jsonrepair } from 'jsonrepair'
import { coerce } from './coercion.ts'

export type FittedArguments = { isValid: true; arguments: Record<string, unknown>; isRepaired: boolean } | { isValid: false; problem: string }

/**
 * Arguments as the tool's schema wants them. What a model wrote is parsed, checked, and when it is wrong repaired once by
 * what is obvious (JSON with slips, "3" for 3, a missing or an extra wrapper); still wrong, `problem` names the field for the model.
 * `mayRepair: false` is for text that was cut off: closing its brackets would invent arguments.
 */
export function fitArguments(schema: Record<string, unknown>, raw: unknown, mayRepair = true): FittedArguments {
  const parsed = parseArguments(raw, mayRepair)
  if (!parsed) {
    const cut = mayRepair ? '' : ' It was cut off: send shorter arguments, in several calls if needed.'
    return { isValid: false, problem: `The arguments are not valid JSON.${cut} ${expectation(schema)}` }
  }
  const first = check(schema, parsed.value)
  if (!first) return { isValid: true, arguments: parsed.value as Record<string, unknown>, isRepaired: parsed.isRepaired }
  const repaired = coerce(schema, parsed.value)
  if (!check(schema, repaired)) return { isValid: true, arguments: repaired as Record<string, unknown>, isRepaired: true }
  return { isValid: false, problem: `${first} ${expectation(schema)}` }
}

function parseArguments(raw: unknown, mayRepair: boolean): { value: unknown; isRepaired: boolean } | null {
  if (raw === null || raw === undefined) return { value: {}, isRepaired: false }
  if (typeof raw !== 'string') return { value: raw, isRepaired: false }
  if (raw.trim() === '') return { value: {}, isRepaired: false }
  try {
    return { value: JSON.parse(raw), isRepaired: false }
  } catch {
    if (!mayRepair) return null
  }
  // Bare words are a value without its wrapper, not broken JSON.
  if (!/[{[]/.test(raw)) return { value: raw, isRepaired: true }
  try {
    return { value: JSON.parse(jsonrepair(raw)), isRepaired: true }
  } catch {
    return null
  }
}

/** What is wrong, naming the fields; null when nothing is. */
function check(schema: Record<string, unknown>, value: unknown): string | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'The arguments must be a JSON object.'
  const { valid, errors } = validate(schema, value)
  if (valid) return null
  // Leaves say what is wrong; "does not match" on their parents adds nothing.
  const leaves = errors.filter((error) => !errors.some((other) => other !== error && other.instanceLocation.startsWith(`${error.instanceLocation}/`)))
  const lines = (leaves.length > 0 ? leaves : errors).map((error) => describe(error.instanceLocation, error.keyword, error.error))
  const missing = errors.filter((error) => error.keyword === 'required').map((error) => describe(error.instanceLocation, 'required', error.error))
  return [...new Set([...missing, ...lines])].slice(0, 5).join(' ')
}

/** A schema that cannot be followed is its author's mistake, not the model's: the run reports it. */
function validate(schema: Record<string, unknown>, value: unknown) {
  try {
    return new Validator(schema, '2020-12', false).validate(value)
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
  return `${field === '' ? 'The object' : `\`${field}\``} ${said}`
}

/** The parameters in one line: `Parameters: expression (string, required), digits (integer).` */
function expectation(schema: Record<string, unknown>): string {
  const properties = (schema.properties ?? {}) as Record<string, Record<string, unknown>>
  const required = Array.isArray(schema.required) ? (schema.required as unknown[]) : []
  const parameters = Object.entries(properties).map(([name, property]) => {
    const type = Array.isArray(property?.enum) ? `one of ${JSON.stringify(property.enum)}` : String(property?.type ?? 'any')
    return `${name} (${type}${required.includes(name) ? ', required' : ''})`
  })
  return parameters.length > 0 ? `Parameters: ${parameters.join(', ')}.` : 'It takes no parameters.'
}
