import fc from 'fast-check'
import { expect, test } from 'vitest'
import { namePattern } from '../../../core/contract/manifests/common.ts'
import { checkName } from './name-check.ts'

const known = [
  { kind: 'Tool', name: 'calculator' },
  { kind: 'Agent', name: 'assistant' },
] as const

test.each([
  ['', 'empty'],
  ['word_count', null],
  ['2nd', null],
  ['Word', 'letters'],
  ['-word', 'letters'],
  ['word count', 'letters'],
  ['zähler', 'letters'],
  ['calculator', 'taken'],
  ['assistant', null],
  ['x'.repeat(63), null],
  ['x'.repeat(64), 'long'],
])('a tool named %j: %s', (name, bad) => {
  expect(checkName(name, 'Tool', known)).toBe(bad)
})

test('it takes exactly the names that the core takes', () => {
  const name = fc.oneof(fc.string({ maxLength: 70 }), fc.stringMatching(/^[a-z0-9_-]{0,70}$/))
  fc.assert(
    fc.property(name, (given) => {
      expect(checkName(given, 'Relic', known) === null).toBe(namePattern.test(given))
    }),
  )
})
