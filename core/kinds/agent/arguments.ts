import { jsonrepair } from 'jsonrepair'
import { schemaProblem } from '../../runs/schema-problem.ts'
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
  return schemaProblem(schema, value)
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
