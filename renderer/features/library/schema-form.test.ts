import { expect, test } from 'vitest'
import { fieldsOf, readForm, startValues } from './schema-form.ts'

const schema = {
  type: 'object',
  required: ['file', 'mode'],
  properties: {
    file: { type: 'string', minLength: 2, description: 'A path' },
    mode: { enum: ['read', 'write'] },
    pages: { type: 'integer', minimum: 1, maximum: 200, default: 20 },
    ratio: { type: ['number', 'null'] },
    strict: { type: 'boolean', default: true },
    labels: { type: 'array', items: { type: 'string' } },
  },
}
const fields = fieldsOf(schema)

test('each kind of schema gets its field, and what fits none is JSON', () => {
  expect(fields.map((field) => [field.name, field.input])).toEqual([
    ['file', 'text'],
    ['mode', 'choice'],
    ['pages', 'integer'],
    ['ratio', 'number'],
    ['strict', 'boolean'],
    ['labels', 'json'],
  ])
})

test('the form starts with the defaults of the schema and the first of a needed choice', () => {
  expect(startValues(fields)).toEqual({ file: '', mode: '"read"', pages: '20', ratio: '', strict: true, labels: '' })
})

test('what is read has the types of the schema; empty fields that are not needed are left out', () => {
  const { input, errors } = readForm(fields, { ...startValues(fields), file: 'a.pdf', ratio: '0.5' })
  expect(errors).toEqual({})
  expect(input).toEqual({ file: 'a.pdf', mode: 'read', pages: 20, ratio: 0.5, strict: true })
})

test('each mistake is told at its field', () => {
  const { errors } = readForm(fields, { file: '', mode: '"read"', pages: '400', ratio: 'much', strict: false, labels: '[1,' })
  expect(errors).toEqual({
    file: { code: 'required' },
    pages: { code: 'atMost', limit: 200 },
    ratio: { code: 'notNumber' },
    labels: { code: 'notJson' },
  })
})

test('a text is kept as typed, also when it is blank or looks like a number', () => {
  expect(readForm(fields, { ...startValues(fields), file: ' 42 ' }).input.file).toBe(' 42 ')
  expect(readForm(fields, { ...startValues(fields), file: '  ' }).errors.file).toBeUndefined()
})

test('a schema without properties, or none at all, is a form without fields', () => {
  expect(fieldsOf(undefined)).toEqual([])
  expect(fieldsOf({ type: 'object' })).toEqual([])
})
