import { expect, test } from 'vitest'
import { schemaOfKind } from '../../../../core/registry/schema-of-kind.ts'
import { keysAt, valuesAt } from './schema-choices.ts'

const tool = schemaOfKind('Tool')
const labels = (choices: { label: string }[]) => choices.map(({ label }) => label)

test('the keys of a tool are offered where they may stand', () => {
  expect(labels(keysAt(tool, []))).toEqual(expect.arrayContaining(['kind', 'name', 'description', 'implementation', 'parameters', 'permissions']))
  expect(labels(keysAt(tool, ['permissions']))).toEqual(expect.arrayContaining(['network', 'filesystem', 'secrets']))
  expect(labels(keysAt(tool, ['permissions', 'filesystem', '-']))).toEqual(expect.arrayContaining(['path', 'mode']))
  expect(labels(keysAt(tool, ['implementation']))).toEqual(expect.arrayContaining(['type', 'script']))
  expect(keysAt(tool, ['nowhere'])).toEqual([])
})

test('values are those of the schema, of all that it may be', () => {
  expect(labels(valuesAt(tool, ['kind']))).toEqual(['Tool'])
  expect(labels(valuesAt(tool, ['implementation', 'type']))).toEqual(expect.arrayContaining(['node', 'python']))
  expect(valuesAt(tool, ['description'])).toEqual([])
})

test('a schema that refers to itself ends', () => {
  const round = { $ref: '#/$defs/a', $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }, { properties: { b: { $ref: '#/$defs/a' } } }] } } }
  expect(labels(keysAt(round, ['b', 'b']))).toEqual(['b'])
})
