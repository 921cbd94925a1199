import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Block, createCutter, splitBlocks } from './markdown-blocks.ts'

const texts = (blocks: Block[]) => blocks.map((block) => block.text)

test('paragraphs are cut at blank lines', () => {
  expect(texts(splitBlocks('one\nstill one\n\n\ntwo\n'))).toEqual(['one\nstill one', 'two'])
})

test('a fence keeps its blank lines, also while it is still open', () => {
  expect(texts(splitBlocks('a\n\n```js\nx\n\ny\n```\n\nb'))).toEqual(['a', '```js\nx\n\ny\n```', 'b'])
  expect(texts(splitBlocks('```js\nx\n\ny'))).toEqual(['```js\nx\n\ny'])
})

test('a shorter or other fence inside does not end it', () => {
  expect(texts(splitBlocks('````\n```\n\n~~~\n````\n\nb'))).toEqual(['````\n```\n\n~~~\n````', 'b'])
})

test('a loose list stays one list, and a paragraph after it does not', () => {
  expect(texts(splitBlocks('1. one\n\n2. two\n\n   more of two\n\nafter'))).toEqual(['1. one\n\n2. two\n\n   more of two', 'after'])
})

test('a link definition at the end reaches the piece that uses it', () => {
  const [uses, plain] = texts(splitBlocks('see [it][a]\n\nplain\n\n[a]: https://example.com'))
  expect(uses).toContain('[a]: https://example.com')
  expect(plain).toBe('plain')
})

test('code stands alone, without a blank line around it too, and says whether more of it is coming', () => {
  const [text, code, after] = splitBlocks('so:\n```ts\nconst a = 1\n```\nthen')
  expect([text?.text, after?.text]).toEqual(['so:', 'then'])
  expect(code?.code).toEqual({ language: 'ts', text: 'const a = 1', isOpen: false })
  expect(splitBlocks('  ```\n  a\n   b')[0]?.code).toEqual({ language: '', text: 'a\n b', isOpen: true })
})

test('a formula keeps its blank lines, also while it is still open; one without an end does not hold up what follows', () => {
  expect(texts(splitBlocks('a\n\n$$\nx\n\n- y\n$$\n\nb'))).toEqual(['a', '$$\nx\n\n- y\n$$', 'b'])
  expect(texts(splitBlocks('\\[\nx\n\ny'))).toEqual(['\\[\nx\n\ny'])
  expect(texts(splitBlocks('$$x$$\n\ny'))).toEqual(['$$x$$', 'y'])
  expect(splitBlocks(`$$\n${'line\n\n'.repeat(200)}`).length).toBeGreaterThan(100)
})

test('code of a list item stays in its item', () => {
  expect(texts(splitBlocks('- a\n\n  ```\n  x\n\n  y\n  ```\n- b'))).toEqual(['- a\n\n  ```\n  x\n\n  y\n  ```\n- b'])
})

test('a long list is cut between its items and goes on counting, also when each of its numbers is 1', () => {
  const pieces = splitBlocks(Array.from({ length: 100 }, (_, index) => `1. item ${index} with some words`).join('\n'))
  expect(pieces.length).toBeGreaterThan(2)
  for (const piece of pieces.slice(1)) {
    expect(piece.isContinued).toBe(true)
    const [, number, index] = /^(\d+)\. item (\d+)/.exec(piece.text) ?? []
    expect(Number(number)).toBe(Number(index) + 1)
  }
})

test('reading only what is new comes to the same pieces as reading the whole text', () => {
  const piece = fc.constantFrom(
    '\n',
    '\n\n',
    'words ',
    '- item\n',
    '  more\n',
    '```',
    '> said\n',
    '1. first\n',
    '# head\n',
    '[a]: https://b.c\n',
    '[x][a]',
    '$$\n',
  )
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 40 }), (pieces) => {
      const read = createCutter()
      let text = ''
      for (const more of pieces) {
        text += more
        expect(read(text)).toEqual(splitBlocks(text))
      }
    }),
  )
})

test('all pieces but the last stay the same while text without definitions grows', () => {
  const line = fc.constantFrom('', 'words here', '- item', '  more', '```', '> said', '| a | b |', '1. first', '# head', '$$', '\\[', '\\]')
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), (lines) => {
      for (let count = 1; count < lines.length; count++) {
        const before = texts(splitBlocks(lines.slice(0, count).join('\n'))).slice(0, -1)
        expect(texts(splitBlocks(lines.slice(0, count + 1).join('\n'))).slice(0, before.length)).toEqual(before)
      }
    }),
  )
})

test('no word is lost', () => {
  const line = fc.constantFrom('', 'a', '- b', '```', '   c', '1. d')
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const words = (text: string) => text.split(/\s+/).filter(Boolean)
      expect(words(texts(splitBlocks(lines.join('\n'))).join('\n'))).toEqual(words(lines.join('\n')))
    }),
  )
})
