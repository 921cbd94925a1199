import { expect, onTestFinished, test } from 'vitest'
import { locale, setLocale } from './locale.ts'
import { sortRows } from './sort-rows.ts'

const rows = [
  { name: 'b', size: 10 },
  { name: 'a', size: null },
  { name: 'ä', size: 9 },
  { name: '', size: 10 },
  { name: 'file 10', size: 1 },
  { name: 'file 9', size: 2 },
]
const names = (column: string, isDown = false) => sortRows(rows, { column, isDown }).map((row) => row.name)

test('numbers are sorted by size, and what is missing stays last either way', () => {
  expect(names('size')).toEqual(['file 10', 'file 9', 'ä', 'b', '', 'a'])
  expect(names('size', true)).toEqual(['b', '', 'ä', 'file 9', 'file 10', 'a'])
})

test('words are sorted as a person does, with the numbers in them', () => {
  expect(names('name')).toEqual(['a', 'ä', 'b', 'file 9', 'file 10', ''])
})

test('without an order rows are as they came', () => {
  expect(sortRows(rows, null)).toBe(rows)
})

test('words are sorted as the language of the window does, not that of the browser', () => {
  const before = locale()
  onTestFinished(() => setLocale(before))
  setLocale('sv-SE')
  expect(names('name')).toEqual(['a', 'b', 'file 9', 'file 10', 'ä', ''])
})
