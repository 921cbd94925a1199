import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitArguments } from './arguments.ts'

const schema = {
  type: 'object',
  properties: {
    path: { type: 'string' },
    lines: { type: 'integer', minimum: 1 },
    follow: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'string' } },
    mode: { enum: ['read', 'write'] },
    options: { type: 'object', properties: { depth: { type: 'number' } } },
  },
  required: ['path'],
  additionalProperties: false,
}
const one = { type: 'object', properties: { expression: { type: 'string' } }, required: ['expression'] }
const repaired = (value: unknown, by: Record<string, unknown> = schema) => {
  const fitted = fitArguments(by, value)
  return fitted.isValid ? fitted.arguments : fitted.problem
}

describe('arguments as a model writes them', () => {
  test('what fits is passed on untouched', () => {
    const args = { path: '3', lines: 2, tags: ['x'] }
    expect(fitArguments(schema, args)).toEqual({ isValid: true, arguments: args, isRepaired: false })
    expect(fitArguments(schema, JSON.stringify(args))).toEqual({ isValid: true, arguments: args, isRepaired: false })
  })

  test('JSON with slips is repaired', () => {
    expect(repaired("{path: 'a.txt', lines: 3,}")).toEqual({ path: 'a.txt', lines: 3 })
    expect(repaired('{"path": "a.txt"')).toEqual({ path: 'a.txt' })
  })

  test('values in the wrong type are turned into the right one where that is obvious', () => {
    expect(repaired({ path: 7, lines: '3', follow: 'True', tags: 'x', mode: 'READ', options: '{"depth": "2"}' })).toEqual({
      path: '7',
      lines: 3,
      follow: true,
      tags: ['x'],
      mode: 'read',
      options: { depth: 2 },
    })
  })

  test('a wrapper too many or too few is mended', () => {
    expect(repaired({ arguments: { path: 'a' } })).toEqual({ path: 'a' })
    expect(repaired({ input: '{"path": "a"}' })).toEqual({ path: 'a' })
    expect(repaired('41 + 1', one)).toEqual({ expression: '41 + 1' })
    expect(repaired(42, one)).toEqual({ expression: '42' })
    expect(repaired('', { type: 'object', properties: {} })).toEqual({})
  })

  test('null for left out, and a misspelt name', () => {
    expect(repaired({ path: 'a', lines: null })).toEqual({ path: 'a' })
    expect(repaired({ Expresion: '1' }, one)).toEqual({ expression: '1' })
  })

  test('what stays wrong is told by its field', () => {
    expect(repaired({ path: 'a', lines: 'many' })).toMatch(/^`lines` must be integer, not string\. Parameters: path \(string, required\)/)
    expect(repaired({ lines: 2 })).toMatch(/needs `path`/)
    expect(repaired({ path: 'a', colour: 'red' })).toMatch(/`colour` is not a parameter/)
    expect(repaired({ path: 'a', lines: 0 })).toMatch(/`lines`/)
    expect(repaired('[1, 2')).toMatch(/object/)
  })

  test('text that was cut off is never closed for the model', () => {
    const fitted = fitArguments(schema, '{"path": "a.txt", "mode": "write', false)
    expect(fitted).toMatchObject({ isValid: false })
    expect(!fitted.isValid && fitted.problem).toContain('cut off')
  })

  test('a schema that cannot be followed is left to the run', () => {
    expect(repaired({ a: 1 }, { type: 'object', $ref: '#/$defs/gone' })).toEqual({ a: 1 })
  })

  test('whatever comes in, what comes out fits the schema or is a problem in words, and nothing throws', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 3 }), fc.constantFrom(schema, one), (value, by) => {
        const fitted = fitArguments(by, value)
        if (fitted.isValid) expect(fitArguments(by, fitted.arguments)).toEqual({ ...fitted, isRepaired: false })
        else expect(fitted.problem.length).toBeGreaterThan(10)
      }),
    )
  })
})
