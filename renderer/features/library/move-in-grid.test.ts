import { expect, test } from 'vitest'
import { nextInGrid } from './move-in-grid.ts'

// Three, two, then one of the next group.
const boxes = [
  [0, 0],
  [100, 0.4],
  [200, 0],
  [0, 80],
  [100, 80],
  [0, 200],
].map(([left = 0, top = 0]) => ({ left, top, width: 90, height: 70 }))

test.each([
  [0, 'ArrowRight', 1],
  [2, 'ArrowRight', 3],
  [3, 'ArrowLeft', 2],
  [0, 'ArrowLeft', null],
  [0, 'ArrowDown', 3],
  [2, 'ArrowDown', 4],
  [4, 'ArrowDown', 5],
  [5, 'ArrowUp', 3],
  [1, 'ArrowUp', null],
  [5, 'ArrowDown', null],
  [-1, 'ArrowDown', null],
  [0, 'Enter', null],
])('from card %i, %s leads to %s', (at, key, next) => {
  expect(nextInGrid(boxes, at, key)).toBe(next)
})
