import { expect, test } from 'vitest'
import type { RelicInstance, RelicState, RelicSummary } from '../../../core/contract/relics.ts'
import { countStates, findRow, relicRows } from './relic-rows.ts'

const instance = (id: string, state: RelicState): RelicInstance => ({ id: `rel_${id}`, state }) as RelicInstance
const relic = (name: string, ...instances: RelicInstance[]): RelicSummary => ({ name, instances }) as RelicSummary

const rows = relicRows([
  relic('sql_store', instance('2', 'stopped'), instance('1', 'healthy')),
  relic('http_cache'),
  relic('kv_store', instance('4', 'unhealthy'), instance('3', 'healthy')),
])

test('what is at work stands by name, what is stopped below it, what was never started last', () => {
  expect(rows.map((row) => row.path)).toEqual(['kv_store/rel_3', 'kv_store/rel_4', 'sql_store/rel_1', 'sql_store/rel_2', 'http_cache'])
})

test('an address leads to its instance, without one to the instance that most wants a look, and to nothing where there is none', () => {
  expect(findRow(rows, 'sql_store', 'rel_2')?.path).toBe('sql_store/rel_2')
  expect(findRow(rows, 'kv_store', null)?.path).toBe('kv_store/rel_4')
  expect(findRow(rows, 'kv_store', 'rel_gone')?.path).toBe('kv_store/rel_4')
  expect(findRow(rows, 'http_cache', null)?.path).toBe('http_cache')
  expect(findRow(rows, 'gone', null)).toBeNull()
})

test('states are counted, those of which there is none left out', () => {
  expect(countStates(rows)).toEqual([
    { state: 'healthy', count: 2 },
    { state: 'unhealthy', count: 1 },
    { state: 'stopped', count: 1 },
  ])
})
