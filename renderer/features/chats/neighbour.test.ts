import { expect, it } from 'vitest'
import { neighbour } from './neighbour.ts'

it('goes round the ends, and over a chat that is listed twice', () => {
  expect(neighbour(['a', 'b', 'a', 'c'], 'a', 1)).toBe('b')
  expect(neighbour(['a', 'b', 'c'], 'c', 1)).toBe('a')
  expect(neighbour(['a', 'b', 'c'], 'a', -1)).toBe('c')
})

it('begins at an end when none of them is in view, and stays when there is no other', () => {
  expect(neighbour(['a', 'b'], null, 1)).toBe('a')
  expect(neighbour(['a', 'b'], 'gone', -1)).toBe('b')
  expect(neighbour(['a'], 'a', 1)).toBeNull()
  expect(neighbour([], null, 1)).toBeNull()
})
