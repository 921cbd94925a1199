import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Formula, formulaOf, markFormulas } from './math-spans.ts'

const found = (text: string, isGrowing = false): Formula[] =>
  [...markFormulas(text, isGrowing).matchAll(/(`+)([\uE000-\uE002][\s\S]*?[\uE000-\uE002])\1/g)].map(([, , code]) => formulaOf(code ?? '') as Formula)
const inline = (text: string) => found(text).map((formula) => formula.tex)

test('formulas are found in each way of writing them', () => {
  expect(found('so $x_1$ is')).toEqual([{ kind: 'inline', tex: 'x_1' }])
  expect(found('so \\(a * b\\) is')).toEqual([{ kind: 'inline', tex: 'a * b' }])
  expect(found('$$\nx^2\n$$')).toEqual([{ kind: 'block', tex: 'x^2' }])
  expect(found('\\[\nx^2 \\\\\ny\n\\]')).toEqual([{ kind: 'block', tex: 'x^2 \\\\ y' }])
  expect(found('1. \\[x\\]')).toEqual([{ kind: 'block', tex: 'x' }])
  expect(inline('the $n$th of $m$.')).toEqual(['n', 'm'])
})

test('prices, variables of a shell and escaped signs are none', () => {
  for (const text of [
    'costs $5 and $10',
    'from $20,000 to $30,000',
    'between $5-$10 each',
    'US$5 or US$6',
    '$5 or 3$ each',
    'take $ x $ then',
    'a \\$x\\$ b',
    'see \\[1\\] there',
    'just $5.',
    'paid $5.\n\nGot $3, well$',
  ])
    expect(found(text), text).toEqual([])
})

test('code stays code', () => {
  for (const text of ['`$x$`', 'a ``b ` $x$`` c', '- a\n  ```sh\n  echo $x$ $$y$$\n  ```', '- a\n  ```sh\n  echo $x$'])
    expect(markFormulas(text)).toBe(text)
})

test('backticks and comments in a formula do not end it', () => {
  expect(markFormulas('$\\text{`a`}$')).toBe('``\uE000\\text{`a`}\uE000``')
  expect(found('$$\na % first\nb \\% c\n$$')).toEqual([{ kind: 'block', tex: 'a  b \\% c' }])
})

test('one that has only begun is kept apart while more is coming', () => {
  expect(found('so\n$$\n\\frac{a_1', true)).toEqual([{ kind: 'open', tex: '$$ \\frac{a_1' }])
  expect(found('so\n$$\n\\frac{a_1')).toEqual([])
})

test('what has no sign of a formula stays the very same, and nothing takes long', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '`', '\n', '*', ' ', '~', '[', '\\a') }), (text) => {
      expect(markFormulas(text)).toBe(text)
    }),
  )
  const piece = fc.constantFrom('$', '$$', '\\(', '\\)', '\\[', '\\]', '`', '```', '\n', '\n\n', ' ', 'x', '5', '\\')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const letters = (text: string) => text.replace(/[^x5]/g, '')
      expect(letters(markFormulas(pieces.join(''), true))).toBe(letters(pieces.join('')))
    }),
  )
})
