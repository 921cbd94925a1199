import { expect, it } from 'vitest'
import { findLockGaps } from './lock-file.ts'

it('names a package whose part for another platform is not locked', () => {
  const packages = {
    '': {},
    'node_modules/a': { version: '1.0.0', optionalDependencies: { 'a-linux': '1.0.0', 'a-darwin': '1.0.0' } },
    'node_modules/a-linux': {},
  }
  expect(findLockGaps(packages)).toEqual([expect.stringContaining('node_modules/a 1.0.0 needs a-darwin,')])
})

it('finds parts nested beside, above and within', () => {
  const packages = {
    'node_modules/a/node_modules/b': { version: '2.0.0', optionalDependencies: { own: '1', above: '1', top: '1' } },
    'node_modules/a/node_modules/b/node_modules/own': {},
    'node_modules/a/node_modules/above': {},
    'node_modules/top': {},
  }
  expect(findLockGaps(packages)).toEqual([])
})
