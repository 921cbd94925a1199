import { expect, it } from 'vitest'
import { firstMismatch } from './tool-tests.ts'

it('lets objects hold more than what is expected, at any depth', () => {
  expect(firstMismatch({ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 2, d: 3 }], e: 4 }, f: 5 }, '')).toBeNull()
})

it('names the place of the first difference', () => {
  expect(firstMismatch({ a: { b: 1 } }, { a: { b: 2 } }, '')).toBe('a.b is 2, expected 1')
  expect(firstMismatch({ a: [1, 2] }, { a: [1] }, '')).toBe('a has 1 items, expected 2')
  expect(firstMismatch({ a: null }, {}, '')).toBe('a is missing')
  expect(firstMismatch([1], {}, '')).toBe('the result is no list')
})
