import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toGrammarSchema, withoutNulls } from './function-schema.ts'

const tool = (parameters: Record<string, unknown>) => ({ name: 'tool', description: '', parameters })

describe('A schema for the grammar', () => {
  it('lets optional properties be null and takes the nulls out again', () => {
    const parameters = {
      type: 'object',
      properties: { path: { type: 'string' }, limit: { type: 'integer', description: 'how many' } },
      required: ['path'],
    }
    expect(toGrammarSchema(parameters, true)).toEqual({
      type: 'object',
      properties: { path: { type: 'string' }, limit: { oneOf: [{ type: 'integer', description: 'how many' }, { type: 'null' }] } },
    })
    expect(toGrammarSchema(parameters, false)).toMatchObject({ properties: { limit: { type: 'integer' } } })
    expect(withoutNulls({ path: 'a', limit: null }, tool(parameters))).toEqual({ path: 'a' })
  })

  it('keeps a null that the tool allows or requires', () => {
    const properties = {
      a: { type: ['string', 'null'] },
      b: { anyOf: [{ type: 'null' }, { type: 'number' }] },
      c: { type: 'string' },
      d: { enum: ['x', null] },
      e: { type: 'string' },
    }
    const parameters = { type: 'object', properties, required: ['c'] }
    expect(withoutNulls({ a: null, b: null, c: null, d: null, e: null }, tool(parameters))).toEqual({ a: null, b: null, c: null, d: null })
  })

  it('keeps choices, lists, nested objects, definitions and limits a grammar can enforce, and drops the rest', () => {
    const schema = {
      type: 'object',
      additionalProperties: false,
      $defs: { item: { type: 'string', pattern: '^a', maxLength: 3 } },
      properties: {
        kind: { enum: ['a', 'b'], description: 'which' },
        headers: { type: 'object', additionalProperties: { type: 'string', pattern: 'x' } },
        when: { type: 'string', format: 'date' },
        items: { type: 'array', items: { $ref: '#/$defs/item' }, minItems: 1, uniqueItems: true },
        either: { anyOf: [{ type: 'string' }, { type: 'object', properties: { deep: { type: 'boolean', default: true } }, required: ['deep'] }] },
      },
      required: ['kind', 'headers', 'when', 'items', 'either'],
    }
    expect(toGrammarSchema(schema, true)).toEqual({
      type: 'object',
      $defs: { item: { type: 'string', maxLength: 3 } },
      properties: {
        kind: { enum: ['a', 'b'], description: 'which' },
        headers: { type: 'object', properties: {}, additionalProperties: { type: 'string' } },
        when: { type: 'string', format: 'date' },
        items: { type: 'array', items: { $ref: '#/$defs/item' }, minItems: 1 },
        either: { oneOf: [{ type: 'string' }, { type: 'object', properties: { deep: { type: 'boolean' } } }] },
      },
    })
  })

  it('never fails, whatever the schema', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (schema, isOptionalNullable) => {
        expect(typeof toGrammarSchema(schema, isOptionalNullable)).toBe('object')
      }),
    )
  })

  it('takes out nothing but nulls', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.boolean())), (values) => {
        expect(withoutNulls(values, tool({ type: 'object', properties: {} }))).toEqual(values)
      }),
    )
  })
})
