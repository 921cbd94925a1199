import fc from 'fast-check'
import { expect, test } from 'vitest'
import { schemaProblem } from './schema-problem.ts'

const schema = {
  type: 'object',
  properties: { n: { type: 'number', maximum: 9 }, tags: { type: 'array', items: { type: 'string' } } },
  required: ['n'],
  additionalProperties: false,
}

test('what fits has no problem, and no schema takes anything', () => {
  expect(schemaProblem(schema, { n: 3, tags: ['a'] })).toBeNull()
  expect(schemaProblem(null, Symbol.iterator)).toBeNull()
})

test('each problem names its field in plain words', () => {
  expect(schemaProblem(schema, { n: 'three' })).toBe('`n` must be number, not string.')
  expect(schemaProblem(schema, {})).toBe('It needs `n`.')
  expect(schemaProblem(schema, { n: 1, tags: ['a', 2] })).toBe('`tags.1` must be string, not number.')
  expect(schemaProblem(schema, { expr: 1 })).toBe('It needs `n`. `expr` is not a parameter.')
  expect(schemaProblem(schema, 'text')).toBe('It must be object, not string.')
})

test('whatever is given, and whatever the schema, it never throws', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (odd, value) => void schemaProblem(odd, value)))
})
