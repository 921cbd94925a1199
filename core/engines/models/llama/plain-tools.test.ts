import { expect, it } from 'vitest'
import { toPlainTool } from './plain-tools.ts'

it('keeps the first clause of a description, and names, types and choices of parameters', () => {
  const parameters = {
    type: 'object',
    properties: {
      expression: { type: 'string', description: 'Numbers and + - * /.', default: '' },
      mode: { type: 'string', enum: ['a', 'b'] },
      any: { description: 'x' },
    },
    required: ['expression'],
    additionalProperties: false,
  }
  expect(toPlainTool({ name: 'calculator', description: 'Calculates an expression such as "1 + 1", and more.', parameters })).toEqual({
    name: 'calculator',
    description: 'Calculates an expression',
    parameters: {
      type: 'object',
      properties: { expression: { type: 'string' }, mode: { type: 'string', enum: ['a', 'b'] }, any: { type: 'string' } },
    },
  })
})
