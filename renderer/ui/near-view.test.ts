import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearestFirst } from './near-view.ts'

const view = { top: 100, bottom: 700 }
const at = (top: number, height = 300) => ({ top, bottom: top + height })

test('what is in the view is told at once, however much it is, and the rest waits', () => {
  const placed = [at(-900), at(50), at(350), at(650), at(950), at(-250)]
  const [now, later] = nearestFirst(placed, view)
  expect(now.map(({ top }) => top)).toEqual([350, 50, 650])
  expect(later.map(({ top }) => top)).toEqual([-250, 950, -900])
})

test('with nothing in the view the closest come first, a few at a time', () => {
  const [now, later] = nearestFirst([at(-1_500), at(800), at(1_100), at(-300)], view)
  expect(now.map(({ top }) => top)).toEqual([800, -300])
  expect(later).toHaveLength(2)
})

test('nobody is forgotten or told twice, and it ends', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3_000, max: 3_000 }), { maxLength: 40 }), (tops) => {
      const told: unknown[] = []
      let waiting = tops.map((top) => at(top))
      const all = [...waiting]
      while (waiting.length > 0) {
        const [now, later] = nearestFirst(waiting, view)
        expect(now.length).toBeGreaterThan(0)
        told.push(...now)
        waiting = later
      }
      expect(new Set(told)).toEqual(new Set(all))
      expect(told).toHaveLength(all.length)
    }),
  )
})
