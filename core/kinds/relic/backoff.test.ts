import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRestarts, usualRestarts } from './backoff.ts'

it('waits 1, 2, 4 … 60 s and gives up after ten ends in a row', () => {
  const restarts = createRestarts(usualRestarts)
  restarts.up()
  const waits = Array.from({ length: 10 }, () => restarts.ended(10_000))
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, null])
})

it('gives up sooner while it never was up', () => {
  const restarts = createRestarts(usualRestarts)
  expect([1, 2, 3, 4].map(() => restarts.ended(100))).toEqual([1_000, 2_000, 4_000, null])
})

it('forgets what happened before five minutes of being up', () => {
  const restarts = createRestarts(usualRestarts)
  restarts.up()
  for (let i = 0; i < 8; i += 1) restarts.ended(1_000)
  expect(restarts.ended(5 * 60_000)).toBe(1_000)
  expect(restarts.inRow).toBe(1)
})

it('never waits longer than it may, and never shorter than the time before within one row', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4 * 60_000 }), { maxLength: 20 }), (lives) => {
      const restarts = createRestarts(usualRestarts)
      restarts.up()
      const waits = lives.map((ms) => restarts.ended(ms))
      const real = waits.filter((wait) => wait !== null)
      return real.every((wait, index) => wait <= 60_000 && wait >= (real[index - 1] ?? 0)) && real.length <= 9
    }),
  )
})
