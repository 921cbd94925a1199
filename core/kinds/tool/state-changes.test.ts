import fc from 'fast-check'
import { expect, it } from 'vitest'
import { stateChanges } from './state-changes.ts'

it('names only the keys that changed, and removed ones as undefined', () => {
  expect(stateChanges({ a: 1, b: { c: [1] }, d: 2 }, { a: 1, b: { c: [2] }, e: null })).toEqual({ b: { c: [2] }, e: null, d: undefined })
})

it('turns the state before into the state after, whatever they hold', () => {
  const states = fc.dictionary(fc.string(), fc.jsonValue())
  fc.assert(
    fc.property(states, states, (before, after) => {
      const changed = { ...before, ...stateChanges(before, after) }
      expect(Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined))).toEqual({ ...after })
    }),
  )
})
