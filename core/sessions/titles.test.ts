import fc from 'fast-check'
import { expect, test } from 'vitest'
import { titleFrom, untitled } from './titles.ts'

test('a title is the first line of the question', () => {
  expect(titleFrom('  what is 41 + 1?\nand more')).toBe('what is 41 + 1?')
})

test('a long first line is cut at a word and marked', () => {
  expect(titleFrom('please compare the nightly ingest timings of this week with those of the last month')).toBe(
    'please compare the nightly ingest timings of this week with…',
  )
})

test('a title is never empty, never two lines, never longer than 61 characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const title = titleFrom(text)
      expect(title).not.toBe('')
      expect(title).not.toContain('\n')
      expect(title.length).toBeLessThanOrEqual(61)
    }),
  )
  expect(titleFrom(' \n')).toBe(untitled)
})
