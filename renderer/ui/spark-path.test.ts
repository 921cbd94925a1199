import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sparkPath, thin } from './spark-path.ts'

const box = { width: 64, height: 18 }

test('a line stays in its box whatever the values are', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 60 }), (values) => {
      const numbers = [...sparkPath(values, box).matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const)
      for (const [x, y] of numbers) {
        expect(x).toBeGreaterThanOrEqual(0)
        expect(x).toBeLessThanOrEqual(box.width)
        expect(y).toBeGreaterThanOrEqual(0)
        expect(y).toBeLessThanOrEqual(box.height)
      }
    }),
  )
})

test('nothing is no line, one value is a level one, and small values beside a greater scale stay small', () => {
  expect(sparkPath([], box)).toBe('')
  expect(sparkPath([0], box)).toBe('M0 17H64')
  expect(sparkPath([5, 5], { ...box, least: 10 })).toBe('M0 9L64 9')
  expect(sparkPath([0, 0], box)).toBe('M0 17L64 17')
})

test('thinning keeps the peaks and the order', () => {
  expect(thin([1, 9, 2, 3, 8, 1], 3)).toEqual([9, 3, 8])
  expect(thin([1, 2], 3)).toEqual([1, 2])
})
