import { createTwoFilesPatch } from 'diff'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffLines } from './diff-lines.ts'

test('lines are numbered as in the new file, removed ones as in the old', () => {
  const lines = diffLines(createTwoFilesPatch('a', 'a', 'one\ntwo\nthree\n', 'one\n2\nthree\nfour\n'))
  expect(lines).toEqual([
    { type: 'same', number: 1, text: 'one' },
    { type: 'removed', number: 2, text: 'two' },
    { type: 'added', number: 2, text: '2' },
    { type: 'same', number: 3, text: 'three' },
    { type: 'added', number: 4, text: 'four' },
  ])
})

test('what is left out between two changes is a gap, and a missing line end is no line', () => {
  const old = Array.from({ length: 30 }, (_, index) => `line ${index}`)
  const lines = diffLines(createTwoFilesPatch('a', 'a', old.join('\n'), old.with(9, 'x').with(25, 'y').join('\n')))
  expect(lines.filter(({ type }) => type === 'gap')).toHaveLength(2)
  expect(lines.some(({ text }) => text.includes('No newline'))).toBe(false)
})

test('what was added is in the new text at its number, what was removed in the old', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '', '+', '-- x', '@@ -1 +1 @@'), { maxLength: 30 })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(createTwoFilesPatch('f', 'f', before.join('\n'), after.join('\n')))
      for (const { type, number, text } of lines) if (type !== 'gap') expect((type === 'removed' ? before : after)[(number ?? 0) - 1]).toBe(text)
    }),
  )
})
