import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { importTable, withTable } from './import-table.ts'

it('prints every row of the rule that is in force', () => {
  const table = importTable(dirname(dirname(import.meta.dirname)))
  expect(table).toContain('| `core/kernel` | nothing |')
  expect(table).toContain('| `renderer` | `core/contract` |')
  expect(table).toContain('| `dockerode` | `core/engines/containers/docker` |')
})

it('renews the table in place and leaves the prose around it alone', () => {
  const first = withTable('# core\n\nBefore.\n', 'old')
  const second = withTable(`${first}\nAfter.\n`, 'new')
  expect(second).toContain('Before.')
  expect(second).toContain('After.')
  expect(second).toContain('new')
  expect(second).not.toContain('old')
  expect(withTable(second, 'new')).toBe(second)
})
