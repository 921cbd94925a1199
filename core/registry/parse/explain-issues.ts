import type { z } from 'zod'
import { type ManifestKind, manifestKinds, namePattern } from '../../contract/manifests/index.ts'
import { type Finding, pathLabel, type ValuePath } from '../finding.ts'
import { nearestOf } from '../nearest.ts'
import type { ProblemCode } from '../problem-codes.ts'
import { bestBranch, valueAt } from './best-branch.ts'
import { keysAt, unionOptionsAt } from './schema-keys.ts'

type Issue = z.core.$ZodIssue

/** As many as are told of one file. */
export const maxFindings = 100

/** zod's issues about `value` in plain words, each at the exact key or value; `schema` supplies the keys that are known there. */
export function explainIssues(issues: readonly Issue[], schema: z.ZodType, value: unknown, base: ValuePath = []): Finding[] {
  const findings: Finding[] = []
  const unknownKeys = new Map<string, string>()
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue
    const parent = [...base, ...(issue.path as ValuePath)]
    const known = keysAt(schema, issue.path as ValuePath)
    for (const key of issue.keys.slice(0, maxFindings)) {
      const found = explainUnknownKey(parent, key, known, valueAt(value, parent))
      findings.push(found)
      if (found.fix) unknownKeys.set(pathLabel([...parent, found.fix.replacement]), key)
    }
  }
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') continue
    const path = [...base, ...(issue.path as ValuePath)]
    // "scrip is unknown, did you mean script" already says that script is missing.
    if (valueAt(value, path) === undefined && unknownKeys.has(pathLabel(path))) continue
    if (issue.code === 'invalid_union') findings.push(...explainUnion(issue, schema, value, base))
    else findings.push(explainIssue(issue, path, value))
  }
  return findings
}

function explainUnknownKey(parent: ValuePath, key: string, known: string[], holder: unknown): Finding {
  const free = known.filter((one) => !(holder && typeof holder === 'object' && Object.hasOwn(holder, one)))
  const nearest = nearestOf(key, free)
  const place = parent.length === 0 ? 'this manifest' : pathLabel(parent)
  return {
    path: [...parent, key],
    at: 'key',
    code: 'unknown-key',
    message: `"${key}" is not a key of ${place}.`,
    suggestion: nearest ? `Did you mean "${nearest}"?` : known.length > 0 ? `Known keys: ${known.join(', ')}.` : 'Remove it.',
    ...(nearest ? { fix: { replacement: nearest } } : {}),
  }
}

function explainUnion(issue: z.core.$ZodIssueInvalidUnion, schema: z.ZodType, value: unknown, base: ValuePath): Finding[] {
  const path = [...base, ...(issue.path as ValuePath)]
  const actual = valueAt(value, path)
  const options = unionOptionsAt(schema, issue.path as ValuePath)
  if (actual === undefined) return [missingKey(path)]
  const branch = bestBranch(issue.errors, actual)
  const option = branch === null ? undefined : options?.[branch]
  if (branch !== null && option) return explainIssues(issue.errors[branch] ?? [], option, value, path)
  const forms = (options ?? []).map((one) => formOf(one)).filter((one) => one !== null)
  const isReference = forms.includes('{ name, import }')
  return [
    {
      path,
      at: 'value',
      code: isReference ? 'bad-reference' : 'wrong-type',
      message: `${pathLabel(path)} is ${typeWord(actual)}, which fits none of its forms.`,
      suggestion: forms.length > 0 ? `Write one of: ${forms.join(', ')}.` : null,
    },
  ]
}

/** How a union's option is written, for "one of". */
function formOf(schema: z.ZodType): string | null {
  const { type } = schema._zod.def as { type: string }
  if (type === 'string') return 'text'
  if (type === 'number') return 'a number'
  if (type === 'array') return 'a list'
  if (type !== 'object') return null
  const { shape } = schema._zod.def as unknown as { shape: Record<string, z.ZodType> }
  const needed = Object.entries(shape).filter(([, one]) => one._zod.optin === undefined)
  return `{ ${needed.map(([key, one]) => literalOf(key, one)).join(', ')} }`
}

function literalOf(key: string, schema: z.ZodType): string {
  const { type, values } = schema._zod.def as unknown as { type: string; values?: unknown[] }
  return type === 'literal' ? `${key}: ${String(values?.[0])}` : key
}

function missingKey(path: ValuePath): Finding {
  const key = String(path.at(-1))
  const parent = path.slice(0, -1)
  return {
    path: parent,
    at: 'key',
    code: 'missing-key',
    message: parent.length === 0 ? `The key "${key}" is missing.` : `${pathLabel(parent)} needs the key "${key}".`,
    suggestion: `Add "${key}: …"${parent.length === 0 ? '' : ` under ${pathLabel(parent)}`}.`,
  }
}

function explainIssue(issue: Issue, path: ValuePath, root: unknown): Finding {
  const value = valueAt(root, path)
  const label = pathLabel(path)
  const say = (code: ProblemCode, message: string, suggestion: string | null, replacement?: string | null): Finding => ({
    path,
    at: 'value',
    code,
    message,
    suggestion,
    ...(replacement === undefined || replacement === null ? {} : { fix: { replacement } }),
  })
  switch (issue.code) {
    case 'invalid_type': {
      if (value === undefined) return missingKey(path)
      if (/duration/.test(issue.message))
        return say('bad-duration', `${label} is ${shown(value)}, which is no duration.`, sentence(issue.message), durationFix(value))
      if (/a size/.test(issue.message)) return say('bad-size', `${label} is ${shown(value)}, which is no size.`, sentence(issue.message))
      if (issue.expected === 'int' && typeof value === 'number') return say('bad-value', `${label} must be a whole number; it is ${value}.`, null)
      const wanted = expectedWords[issue.expected] ?? issue.expected
      return say('wrong-type', `${label} must be ${wanted}; it is ${typeWord(value)}.`, ...typeHint(issue.expected, value))
    }
    case 'invalid_value': {
      const values = issue.values.map(String)
      if (value === undefined) return missingKey(path)
      const nearest = nearestOf(String(value), values)
      const hint = nearest ? `Did you mean "${nearest}"?` : null
      return say(
        'bad-value',
        `${label} is ${shown(value)}; it must be ${values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`}.`,
        hint,
        nearest,
      )
    }
    case 'invalid_format': {
      const isName = issue.format === 'regex' && (issue as { pattern?: string }).pattern === String(namePattern)
      if (isName) return say('bad-name', `"${String(value)}" cannot be a name.`, sentence(issue.message), slug(String(value)))
      return say('bad-value', `${label} is ${shown(value)}, which has not the form that is needed here.`, sentence(issue.message))
    }
    case 'too_small':
      if (typeof value === 'string') return say('bad-value', `${label} is empty.`, 'Write something, or remove the key.')
      if (Array.isArray(value)) return say('bad-value', `${label} needs at least ${issue.minimum} item.`, null)
      return say('bad-value', `${label} must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}; it is ${shown(value)}.`, null)
    case 'too_big':
      return say('bad-value', `${label} must be at most ${issue.maximum}; it is ${shown(value)}.`, null)
    case 'custom': {
      const code = issue.params?.code as ProblemCode | undefined
      if (code === 'bad-duration') return say(code, `${label} is ${shown(value)}, which is no duration.`, sentence(issue.message), durationFix(value))
      if (code === 'bad-size') return say(code, `${label} is ${shown(value)}, which is no size.`, sentence(issue.message))
      return say(code ?? 'bad-value', `${label}: ${issue.message}.`, null)
    }
    default:
      return say('bad-value', `${label} is not allowed here.`, null)
  }
}

/** `kind` decides which schema applies, so it is explained before any schema runs. */
export function explainKind(kind: unknown, hint: ManifestKind | null): Finding {
  if (kind === undefined) {
    const suggestion = `Add "kind: ${hint ?? 'Tool'}"${hint ? '' : ` (or ${manifestKinds.slice(1).join(', ')})`}.`
    return { path: [], at: 'key', code: 'missing-key', message: 'The key "kind" is missing.', suggestion }
  }
  const nearest = nearestOf(String(kind), manifestKinds)
  const finding: Finding = {
    path: ['kind'],
    at: 'value',
    code: 'unknown-kind',
    message: `${shown(kind)} is no kind of manifest; it must be one of ${manifestKinds.join(', ')}.`,
    suggestion: nearest ? `Did you mean "${nearest}"?` : null,
  }
  return nearest ? { ...finding, fix: { replacement: nearest } } : finding
}

const expectedWords: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
}

export function typeWord(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value === 'string') return `the text ${shown(value)}`
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`
  return String(value)
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value)
  return value !== null && typeof value === 'object' ? typeWord(value) : String(value)
}

function typeHint(expected: string, value: unknown): [string | null, string | null] {
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  if (expected === 'array' && isPlain) return ['Put it in square brackets.', `[${JSON.stringify(value)}]`]
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return ['Put it in quotes.', JSON.stringify(String(value))]
  if ((expected === 'number' || expected === 'int') && typeof value === 'string' && /^\d+(\.\d+)?$/.test(value))
    return ['Write it without quotes.', value]
  if (expected === 'boolean' && (value === 'true' || value === 'false')) return ['Write it without quotes.', value]
  if (value === null) return ['Write a value after the colon, or remove the key.', null]
  return [null, null]
}

/** A bare number is most often meant in seconds; "30 sec" is taken for "30s". */
function durationFix(value: unknown): string | null {
  if (typeof value === 'number' && value >= 0) return `${value}s`
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)[a-z]*\s*$/i.exec(String(value))
  return match ? `${match[1]}${match[2]?.toLowerCase()}` : null
}

function slug(text: string): string | null {
  const made = text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '_')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 63)
  return made === '' ? null : made
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
