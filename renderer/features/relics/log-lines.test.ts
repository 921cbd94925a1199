import { expect, test } from 'vitest'
import { addLines, filterLines, lineTone, type RelicLogLine } from './log-lines.ts'

const line = (text: string): RelicLogLine => ({ stream: 'stdout', line: text, at: null })

test('lines keep their number while the oldest leave', () => {
  const first = addLines([], ['a', 'b', 'c'].map(line), 3)
  const next = addLines(first, [line('d')], 3)
  expect(next.map((each) => [each.number, each.line])).toEqual([
    [2, 'b'],
    [3, 'c'],
    [4, 'd'],
  ])
})

test('a filter finds words in any case, and nothing typed shows all', () => {
  const lines = ['Ready to accept connections', 'DB saved'].map(line)
  expect(filterLines(lines, ' ACCEPT ').map((each) => each.line)).toEqual(['Ready to accept connections'])
  expect(filterLines(lines, ' ')).toBe(lines)
})

test('only what says that something is wrong has a colour', () => {
  expect(['ERROR: no space', 'a warning', 'terrors of the deep', 'health ok 1 ms'].map(lineTone)).toEqual(['danger', 'warn', null, null])
})
