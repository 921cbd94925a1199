import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cut, match } from './match.ts'

const marked = (text: string, query: string) => {
  const found = match(text, query)
  return (
    found &&
    cut(text, found.ranges)
      .map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text))
      .join('')
  )
}
const best = (texts: string[], query: string) =>
  texts
    .map((text) => ({ text, score: match(text, query)?.score ?? null }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map(({ text }) => text)

it('finds words in any order and marks each', () => {
  expect(marked('Add a folder', 'folder add')).toBe('[Add] a [folder]')
  expect(marked('invoice_parser', 'inv')).toBe('[inv]oice_parser')
  expect(match('Add a folder', 'folder zip')).toBeNull()
})

it('puts starts before word starts before insides, and the shorter of two alike first', () => {
  expect(best(['Reinvent', 'My invoice', 'Invoice totals', 'Invoice'], 'inv')).toEqual(['Invoice', 'Invoice totals', 'My invoice', 'Reinvent'])
  expect(best(['tool', 'Tools and relics', 'tool_sum'], 'tool')[0]).toBe('tool')
})

it('finds by the first letters of words, and past one slip of the finger', () => {
  expect(marked('Show archived chats', 'sac')).toBe('[S]how [a]rchived [c]hats')
  expect(marked('Settings', 'setings')).toBe('[Settings]')
  expect(marked('Theme: dark', 'tehme')).toBe('[Theme]: dark')
  expect(match('Settings', 'sxyings')).toBeNull()
})

it('finds by words that are not shown, below what is', () => {
  const hidden = match('Add a folder', 'install', 'install folder')
  expect(hidden?.ranges).toEqual([])
  expect(hidden?.score ?? 1).toBeLessThan(match('Install updates', 'install')?.score ?? 0)
})

it('always finds a text by any piece of itself, and loses none of it in cutting', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.nat(40), fc.nat(40), (text, a, b) => {
      const query = text.slice(Math.min(a, b), Math.max(a, b))
      const found = match(text, query)
      expect(found).not.toBeNull()
      expect(
        cut(text, found?.ranges ?? [])
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text)
      expect(found?.score).toBeLessThanOrEqual(1)
    }),
  )
})
