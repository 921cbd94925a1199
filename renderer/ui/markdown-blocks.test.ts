import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitBlocks } from './markdown-blocks.ts'

test('paragraphs are cut at blank lines', () => {
  expect(splitBlocks('one\nstill one\n\n\ntwo\n')).toEqual(['one\nstill one', 'two'])
})

test('a fence keeps its blank lines, also while it is still open', () => {
  expect(splitBlocks('a\n\n```js\nx\n\ny\n```\n\nb')).toEqual(['a', '```js\nx\n\ny\n```', 'b'])
  expect(splitBlocks('```js\nx\n\ny')).toEqual(['```js\nx\n\ny'])
})

test('a shorter or other fence inside does not end it', () => {
  expect(splitBlocks('````\n```\n\n~~~\n````\n\nb')).toEqual(['````\n```\n\n~~~\n````', 'b'])
})

test('a loose list stays one list, and a paragraph after it does not', () => {
  expect(splitBlocks('1. one\n\n2. two\n\n   more of two\n\nafter')).toEqual(['1. one\n\n2. two\n\n   more of two', 'after'])
})

test('a link definition at the end reaches the piece that uses it', () => {
  expect(splitBlocks('see [it][a]\n\nplain\n\n[a]: https://example.com')[0]).toContain('[a]: https://example.com')
  expect(splitBlocks('see [it][a]\n\nplain\n\n[a]: https://example.com')[1]).toBe('plain')
})

test('all pieces but the last stay the same while text without definitions grows', () => {
  const line = fc.constantFrom('', 'words here', '- item', '  more', '```', '> said', '| a | b |', '1. first', '# head')
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), (lines) => {
      for (let count = 1; count < lines.length; count++) {
        const before = splitBlocks(lines.slice(0, count).join('\n')).slice(0, -1)
        expect(splitBlocks(lines.slice(0, count + 1).join('\n')).slice(0, before.length)).toEqual(before)
      }
    }),
  )
})

test('no word is lost', () => {
  const line = fc.constantFrom('', 'a', '- b', '```', '   c', '1. d')
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const words = (text: string) => text.split(/\s+/).filter(Boolean)
      expect(words(splitBlocks(lines.join('\n')).join('\n'))).toEqual(words(lines.join('\n')))
    }),
  )
})
