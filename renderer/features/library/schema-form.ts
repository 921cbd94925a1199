/** One parameter of a JSON Schema as a form shows it. What no field fits is written as JSON. */
export interface FormField {
  name: string
  input: 'text' | 'number' | 'integer' | 'boolean' | 'choice' | 'json'
  isRequired: boolean
  about: string
  choices: readonly unknown[]
  schema: Readonly<Record<string, unknown>>
}

/** By field: what stands in it. Choices and numbers are text until the form is read. */
export type FormValues = Readonly<Record<string, string | boolean>>

/** Why a field cannot be used yet: `code` names the message, `limit` what it is measured by. */
export interface FieldError {
  code: 'required' | 'notNumber' | 'notInteger' | 'atLeast' | 'atMost' | 'tooShort' | 'tooLong' | 'notJson' | 'pattern'
  limit?: number | string
}

type Schema = Record<string, unknown>
const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)

export function fieldsOf(schema: unknown): FormField[] {
  if (!isObject(schema) || !isObject(schema.properties)) return []
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(schema.properties).map(([name, each]) => {
    const property = isObject(each) ? each : {}
    const choices = Array.isArray(property.enum) ? property.enum : []
    return {
      name,
      input: choices.length > 0 ? 'choice' : inputOf(property),
      isRequired: required.includes(name),
      about: typeof property.description === 'string' ? property.description : '',
      choices,
      schema: property,
    }
  })
}

function inputOf({ type }: Schema): FormField['input'] {
  const only = Array.isArray(type) ? type.filter((each) => each !== 'null') : [type]
  if (only.length !== 1) return 'json'
  switch (only[0]) {
    case 'string':
      return 'text'
    case 'number':
    case 'integer':
    case 'boolean':
      return only[0]
    default:
      return 'json'
  }
}

/** What the form starts with: the schema's own defaults, then its examples, else nothing. */
export function startValues(fields: readonly FormField[]): FormValues {
  return Object.fromEntries(
    fields.map(({ name, input, schema, isRequired, choices }) => {
      const given = schema.default ?? (Array.isArray(schema.examples) ? schema.examples[0] : undefined)
      if (input === 'boolean') return [name, given === true]
      if (input === 'choice') return [name, JSON.stringify(given ?? (isRequired ? choices[0] : undefined)) ?? '']
      if (given === undefined) return [name, '']
      return [name, input === 'json' ? JSON.stringify(given, null, 2) : String(given)]
    }),
  )
}

/** The input as the tool gets it, and why fields cannot be used. Empty fields that are not needed are left out. */
export function readForm(fields: readonly FormField[], values: FormValues): { input: Record<string, unknown>; errors: Record<string, FieldError> } {
  const input: Record<string, unknown> = {}
  const errors: Record<string, FieldError> = {}
  for (const field of fields) {
    const value = values[field.name] ?? ''
    if (field.input === 'boolean') {
      input[field.name] = value === true
      continue
    }
    const text = String(value)
    if (text === '' || (field.input !== 'text' && text.trim() === '')) {
      if (field.isRequired) errors[field.name] = { code: 'required' }
      continue
    }
    const read = readField(field, text)
    if ('error' in read) errors[field.name] = read.error
    else input[field.name] = read.value
  }
  return { input, errors }
}

function readField({ input, schema }: FormField, text: string): { value: unknown } | { error: FieldError } {
  if (input === 'json' || input === 'choice') {
    try {
      return { value: JSON.parse(text) }
    } catch {
      return { error: { code: 'notJson' } }
    }
  }
  if (input === 'text') {
    const { minLength, maxLength, pattern } = schema
    if (typeof minLength === 'number' && text.length < minLength) return { error: { code: 'tooShort', limit: minLength } }
    if (typeof maxLength === 'number' && text.length > maxLength) return { error: { code: 'tooLong', limit: maxLength } }
    if (typeof pattern === 'string' && !matches(text, pattern)) return { error: { code: 'pattern', limit: pattern } }
    return { value: text }
  }
  const number = Number(text)
  if (!Number.isFinite(number)) return { error: { code: 'notNumber' } }
  if (input === 'integer' && !Number.isInteger(number)) return { error: { code: 'notInteger' } }
  const { minimum, maximum } = schema
  if (typeof minimum === 'number' && number < minimum) return { error: { code: 'atLeast', limit: minimum } }
  if (typeof maximum === 'number' && number > maximum) return { error: { code: 'atMost', limit: maximum } }
  return { value: number }
}

/** A pattern that is no regular expression here is left to the core to judge. */
function matches(text: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return true
  }
}
