import { expect, test } from 'vitest'
import { type TreeRow, visibleRows } from './run-tree.tsx'

const row = (id: string, depth: number): TreeRow => ({ id, name: id, depth, state: 'done', startMs: 0, durationMs: 1 })
const rows = [row('turn', 0), row('agent', 1), row('tool', 2), row('deep', 3), row('other', 1)]

test('what lies below a folded line is hidden, and its neighbours are not', () => {
  const shown = (...folded: string[]) => visibleRows(rows, new Set(folded)).map(({ id }) => id)
  expect(shown()).toEqual(['turn', 'agent', 'tool', 'deep', 'other'])
  expect(shown('agent')).toEqual(['turn', 'agent', 'other'])
  expect(shown('tool')).toEqual(['turn', 'agent', 'tool', 'other'])
  expect(shown('turn', 'tool')).toEqual(['turn'])
})
