import { expect, test } from 'vitest'
import { keysOf } from './chunk-keys.ts'

const chunk = (...ids: string[]) => ids.map((id) => ({ id }))

test('a piece keeps its key when messages are read above it and written below it', () => {
  const known = new Map<string, string>()
  const [first, second] = keysOf([chunk('c', 'd'), chunk('e')], known)
  expect(keysOf([chunk('a'), chunk('b', 'c', 'd'), chunk('e', 'f')], known).slice(1)).toEqual([first, second])
  const [, again, tail, newest] = keysOf([chunk('a'), chunk('b', 'c', 'd'), chunk('e', 'f'), chunk('g')], known)
  expect([again, tail]).toEqual([first, second])
  expect(newest).not.toBe(second)
})

test('no two pieces share a key when borders move after all', () => {
  const known = new Map<string, string>()
  keysOf([chunk('a', 'b', 'c')], known)
  const keys = keysOf([chunk('a'), chunk('b'), chunk('c')], known)
  expect(new Set(keys).size).toBe(3)
})
