import { expect, test } from 'vitest'
import type { Problem } from '../../../core/contract/registry.ts'
import { excerpt, excerptOfLine } from './excerpt.ts'

const source = 'one\ntwo\n  filesytem: [x]\nfour\nfive\nsix\n'

test('two lines stand on each side and the word between the columns is marked', () => {
  const lines = excerpt(source, { line: 3, column: 3, endColumn: 12 })
  expect(lines.map((line) => line.number)).toEqual([1, 2, 3, 4, 5])
  expect(lines[2]).toEqual({ number: 3, before: '  ', marked: 'filesytem', after: ': [x]', isMarked: true })
})

test('without an end the word at the column is marked', () => {
  expect(excerpt(source, { line: 3, column: 3 })[2]?.marked).toBe('filesytem')
})

test('a problem at the first line, or after the last, still shows lines', () => {
  expect(excerpt(source, { line: 1, column: 1 })[0]?.isMarked).toBe(true)
  expect(excerpt(source, { line: 9, column: 1 }).map((line) => line.number)).toEqual([4, 5, 6])
})

test('of a file that is not known here the line of the problem stands alone, at its number', () => {
  const problem = { line: 14, column: 3, endColumn: 12, sourceLine: '  filesytem: [x]' } as Problem
  expect(excerptOfLine(problem)).toEqual([{ number: 14, before: '  ', marked: 'filesytem', after: ': [x]', isMarked: true }])
  expect(excerptOfLine({ line: 1, column: 1 } as Problem)).toEqual([])
})
