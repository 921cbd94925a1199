import { type Finding, pathLabel, type ValuePath } from '../finding.ts'
import { nearestOf } from '../nearest.ts'
import { typeWord } from '../parse/explain-issues.ts'

const typeWords = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']
/** What people write out of habit from other languages. */
const otherWords: Record<string, string> = {
  str: 'string',
  text: 'string',
  int: 'integer',
  float: 'number',
  double: 'number',
  bool: 'boolean',
  dict: 'object',
  map: 'object',
  list: 'array',
  none: 'null',
}

const schemaKeys = ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames']
const schemaListKeys = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const schemaMapKeys = ['properties', 'patternProperties', '$defs', 'definitions']
const numberKeys = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength', 'minItems', 'maxItems']

/** Findings about a JSON Schema written in a manifest. With `mustBeObject` its root has to describe a mapping (the parameters of a call). */
export function checkJsonSchema(schema: unknown, path: ValuePath, mustBeObject = false): Finding[] {
  const findings: Finding[] = []
  const say = (at: ValuePath, message: string, suggestion: string | null, replacement?: string | undefined) =>
    findings.push({
      path: at,
      at: 'value',
      code: 'bad-json-schema',
      message: `${pathLabel(at)} ${message}`,
      suggestion,
      ...(replacement === undefined ? {} : { fix: { replacement } }),
    })

  const checkType = (word: unknown, at: ValuePath) => {
    if (typeof word !== 'string') return say(at, `must be a type word; it is ${typeWord(word)}.`, `Types: ${typeWords.join(', ')}.`)
    if (typeWords.includes(word)) return
    const meant = otherWords[word.toLowerCase()] ?? nearestOf(word, typeWords) ?? undefined
    say(at, `is "${word}", which is no JSON Schema type.`, meant ? `Did you mean "${meant}"?` : `Types: ${typeWords.join(', ')}.`, meant)
  }

  const walk = (one: unknown, at: ValuePath) => {
    if (typeof one === 'boolean') return
    if (one === null || typeof one !== 'object' || Array.isArray(one))
      return say(at, `must be a JSON Schema; it is ${typeWord(one)}.`, 'Write { type: string } or the like.')
    const node = one as Record<string, unknown>
    if ('type' in node) {
      if (Array.isArray(node.type)) node.type.forEach((word, index) => void checkType(word, [...at, 'type', index]))
      else checkType(node.type, [...at, 'type'])
    }
    for (const key of schemaMapKeys) {
      if (!(key in node)) continue
      const map = node[key]
      if (map === null || typeof map !== 'object' || Array.isArray(map))
        say([...at, key], `must be a mapping of names to schemas; it is ${typeWord(map)}.`, null)
      else for (const [name, part] of Object.entries(map)) walk(part, [...at, key, name])
    }
    for (const key of schemaKeys) if (key in node) walk(node[key], [...at, key])
    for (const key of schemaListKeys) {
      if (!(key in node)) continue
      const list = node[key]
      if (Array.isArray(list)) list.forEach((part, index) => void walk(part, [...at, key, index]))
      else say([...at, key], `must be a list of schemas; it is ${typeWord(list)}.`, null)
    }
    const required = node.required
    if (required !== undefined) {
      if (!Array.isArray(required) || required.some((name) => typeof name !== 'string')) {
        const isFlag = typeof required === 'boolean'
        say(
          [...at, 'required'],
          'must be a list of names.',
          isFlag ? 'List the names in "required" of the schema above this one.' : 'Write required: [url].',
        )
      } else {
        const properties = node.properties
        const names = properties && typeof properties === 'object' ? Object.keys(properties) : []
        const known = new Set(names)
        // Each is compared with all names; a list with more mistakes than this is no list of typing errors.
        const missing = names.length === 0 ? [] : [...required.entries()].filter(([, name]) => !known.has(name)).slice(0, 50)
        for (const [index, name] of missing) {
          const nearest = nearestOf(name, names)
          if (nearest) say([...at, 'required', index], `is "${name}", which is not among the properties.`, `Did you mean "${nearest}"?`, nearest)
        }
      }
    }
    if ('enum' in node && !Array.isArray(node.enum)) say([...at, 'enum'], 'must be a list of values.', 'Write enum: [a, b].')
    for (const key of numberKeys)
      if (key in node && typeof node[key] !== 'number') say([...at, key], `must be a number; it is ${typeWord(node[key])}.`, null)
    if ('pattern' in node && !isPattern(node.pattern)) say([...at, 'pattern'], 'is no regular expression.', null)
    const pointer = node.$ref
    if (pointer !== undefined && !(typeof pointer === 'string' && pointer.startsWith('#')))
      say([...at, '$ref'], 'must point into this schema (#/…).', 'Nothing is fetched from elsewhere.')
  }

  walk(schema, path)
  const root = schema as Record<string, unknown>
  if (mustBeObject && findings.length === 0 && root.type !== undefined && root.type !== 'object') {
    say([...path, 'type'], `must be "object": parameters are passed by name.`, 'Describe each parameter under "properties".', 'object')
  }
  return findings
}

function isPattern(text: unknown): boolean {
  if (typeof text !== 'string') return false
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
