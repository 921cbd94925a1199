// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how manifests write expressions.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isScalar, parseDocument, stringify } from 'yaml'
import { parseExpression } from './expressions/cel.ts'
import { namesRead } from './expressions/names-read.ts'
import { expressionsIn, wholeExpression } from './expressions/template.ts'
import { parseManifest } from './parse/manifest.ts'
import { writtenRange } from './parse/scalar-offsets.ts'

const problemsOf = (text: string) => parseManifest('/w/workflow.yml', 'workflow.yml', text)?.problems ?? []

/** Problems as `code line "what the place holds" => fix`. */
function told(text: string): string[] {
  const lines = text.split('\n')
  return problemsOf(text).map(({ code, line, column, endColumn, fix }) => {
    const place = lines[line - 1]?.slice(column - 1, endColumn === undefined ? column - 1 : endColumn - 1)
    return `${code} ${line} "${place}"${fix ? ` => ${fix.replacement}` : ''}`
  })
}

const head = 'kind: Workflow\nname: w\ninputs: { source: { type: string }, max-pages: { type: integer } }\nsteps:\n'
const fetched = `${head}  - { id: fetch, tool: get }\n`
/** A second step that needs the first, with one `with` value. */
const reading = (value: string, more = '') => `${fetched}  - { id: b, needs: [fetch], ${more}agent: a, with: { x: ${value} } }\n`

const good = [
  '"${{ inputs.source }}"',
  '"${{ steps.fetch.output.items[0] }}"',
  '"${{ steps[\'fetch\'].output }}"',
  '"${{ size(steps.fetch.output) }} of ${{ inputs.source.size() + 1 }}"',
  '"${{ steps.fetch.output.map(steps, steps.source) }}"',
  '"${{ steps.fetch.output.filter(x, x.n > 1).exists(y, y == inputs.source) }}"',
  '"${{ cel.bind(x, inputs.source, x + x) }}"',
  '"${{ inputs[\'max-pages\'] }}"',
  '\'${{ {"a": {"b": "}}"}} }}\'',
  '\'${{ [1, "two", 3.5] }}\'',
  '\'${{ "${{ literally }}" }}\'',
  '"no expression: $ { {{ }} }"',
]
test.each(good)('nothing is wrong with %s', (value) => {
  expect(told(reading(value))).toEqual([])
})

const bad: [what: string, text: string, expected: string[]][] = [
  ['an expression that ends too early', reading('"${{ 1 + }}"'), ['bad-expression 6 ""']],
  ['a bracket too many', reading('"a ${{ inputs.source) }}"'), ['bad-expression 6 ")"']],
  ['a word for an operator', reading('"${{ inputs.source and true }}"'), ['bad-expression 6 "and"']],
  ['one = for a comparison', reading('"${{ inputs.source = 1 }}"'), ['bad-expression 6 "="']],
  ['an open quote', reading('"${{ \'abc }}"'), ['bad-expression 6 "\'abc"']],
  ['an expression that is not closed', reading('"a ${{ inputs.source"'), ['bad-expression 6 "${{"']],
  ['nothing between the braces', reading('"${{ }}"'), ['bad-expression 6 ""']],
  ['the second of two expressions', reading('"${{ inputs.source }} ${{ inputs. }}"'), ['bad-expression 6 ""']],
  ['a step that does not exist', reading('"${{ steps.fetsh.output }}"'), ['unknown-step 6 "fetsh" => fetch']],
  ['a step in brackets', reading('"${{ steps[\'fetsh\'].output }}"'), ['unknown-step 6 "\'fetsh\'"']],
  ['its own result', reading('"${{ steps.b.output }}"'), ['unknown-step 6 "b"']],
  ['a step that is not waited for', `${fetched}  - { id: b, agent: a, with: { x: "\${{ steps.fetch.output }}" } }\n`, ['unknown-step 6 "fetch"']],
  ['an input that is not declared', reading('"${{ inputs.sorce }}"'), ['unknown-input 6 "sorce" => source']],
  ['an input with a dash', reading('"${{ inputs.max-pages }}"'), ['unknown-input 6 "max"', 'bad-expression 6 "pages"']],
  ['item without for_each', reading('"${{ item }}"'), ['bad-expression 6 "item"']],
  ['item in for_each itself', reading('1', 'for_each: "${{ item.parts }}", '), ['bad-expression 6 "item"']],
  ['an input without inputs', reading('"${{ source }}"'), ['bad-expression 6 "source" => inputs.source']],
  ['a step without steps', reading('"${{ fetch }}"'), ['bad-expression 6 "fetch" => steps.fetch.output']],
  ['a function that does not exist', reading('"${{ inputs.source.lenght() }}"'), ['bad-expression 6 "lenght"']],
  ['a function with a typo', reading('"${{ siez(inputs.source) }}"'), ['bad-expression 6 "siez" => size']],
  ['a function that could hold up everything', reading('"${{ inputs.source.matches(\'(a+)+$\') }}"'), ['bad-expression 6 "matches"']],
  ['types that cannot be added', reading('"${{ 1 + \'a\' }}"'), ['bad-expression 6 "1 + \'a\'"']],
  ['a list deep inside', reading('[{ y: ["${{ nope }}"] }]'), ['bad-expression 6 "nope"']],
  [
    'a condition without braces',
    reading('1', 'if: size(steps.fetch.output) > 0, '),
    ['bad-expression 6 "size(steps.fetch.output) > 0" => "${{ size(steps.fetch.output) > 0 }}"'],
  ],
  ['a condition half outside', reading('1', 'if: "${{ inputs.source }} > 0", '), ['bad-expression 6 ""${{ inputs.source }} > 0""']],
  ['a condition that is a number', reading('1', 'if: "${{ size(inputs.source) }}", '), ['bad-expression 6 "${{ size(inputs.source) }}"']],
  ['a loop over a number', reading('1', 'for_each: "${{ 5 }}", '), ['bad-expression 6 "${{ 5 }}"']],
  ['approval', `${fetched}  - { id: c, approval: "Go \${{ steps.fetch.output }}?" }\n`, ['unknown-step 6 "fetch"']],
  [
    'outputs',
    `${fetched}outputs: { a: { b: "\${{ steps.fetsh.output }}" }, c: "\${{ steps.fetch.output }}" }\n`,
    ['unknown-step 6 "fetsh" => fetch'],
  ],
  ['single quotes with quotes inside', reading("'it''s ${{ steps.fetch[''x''] + inputs.sorce }}'"), ['unknown-input 6 "sorce" => source']],
  ['escapes before it', reading('"\\u00e9\\t\\U0001F600\\"\\n ${{ inputs.sorce }}"'), ['unknown-input 6 "sorce" => source']],
  [
    'a literal block',
    `${fetched}outputs:\n  a: |-\n    one\n\n      two \${{ inputs.source }}\n    \${{ steps.fetch.output +\n       inputs.sorce }}\n`,
    ['unknown-input 12 "sorce" => source'],
  ],
  ['a folded block', `${fetched}outputs:\n  a: >\n    one\n    two\n\n      \${{ 1 +\n    nope }}\n    end\n`, ['bad-expression 12 "nope"']],
  ['quotes over several lines', `${fetched}outputs:\n  a: "one\n    two \\\n    \${{ nope }}\n\n    end"\n`, ['bad-expression 9 "nope"']],
  ['plain text over several lines', `${fetched}outputs:\n  a: one\n    two\n\n    \${{ nope }} end\n`, ['bad-expression 10 "nope"']],
  ['an error behind a line end of Windows', `${fetched}outputs:\r\n  a: |\r\n    one\r\n    \${{ nope }}\r\n`, ['bad-expression 9 "nope"']],
]
test.each(bad)('the place is told: %s', (_what, text, expected) => {
  expect(told(text)).toEqual(expected)
  for (const { message } of problemsOf(text)) expect(message).not.toMatch(/undefined|token|EOF|\n/i)
})

test('a step upstream of an upstream step may be read, and item in a loop', () => {
  const flow = `${fetched}  - { id: b, needs: [fetch], agent: a }\n  - { id: c, needs: [b], for_each: "\${{ steps.fetch.output }}", agent: a, if: "\${{ item.ok }}", with: { x: "\${{ item }}" } }\n`
  expect(told(flow)).toEqual([])
})

test('a broken habit repeated a thousand times is told fifty times, and a long chain of steps does not overflow', () => {
  expect(
    told(`${fetched}outputs: [${'"${{ nope }}", '.repeat(1_000)}]\n`.replace('outputs: [', 'outputs: { a: [').replace(/\]\n$/, ']}\n')),
  ).toHaveLength(50)
  const chain = Array.from({ length: 900 }, (_, index) => `  - { id: s${index}, ${index > 0 ? `needs: [s${index - 1}], ` : ''}approval: go }\n`).join(
    '',
  )
  expect(told(`${head}${chain}`)).toEqual([])
})

/** Pieces that are likely to make an expression, or to break one. */
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      '${{',
      '}}',
      '{',
      '}',
      '"',
      "'",
      '"""',
      "r'",
      '\\',
      ' ',
      '\n',
      'steps',
      'inputs',
      '.',
      'a',
      '(',
      ')',
      '[',
      ']',
      ',',
      '?',
      ':',
      'map',
      'cel.bind',
      '-',
      '1',
      'item',
      '😀',
      '&&',
      '!',
      '//',
    ),
    fc.string({ maxLength: 6, unit: 'binary' }),
  ),
  { maxLength: 30 },
)

test('random text never throws, and faults lie inside the code', () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join('')
      for (const { start, end, codeStart, code, isClosed } of expressionsIn(text)) {
        expect(text.slice(codeStart, codeStart + code.length)).toBe(code)
        expect(text.slice(start, codeStart)).toBe('${{')
        if (isClosed) expect(text.slice(end - 2, end)).toBe('}}')
      }
      wholeExpression(text)
      const { expression, fault } = parseExpression(text)
      const faults = [fault ?? expression?.judge().fault ?? null, ...(expression ? namesRead(expression.root, text) : [])]
      for (const one of faults) {
        if (!one) continue
        expect(one.start).toBeGreaterThanOrEqual(0)
        expect(one.end).toBeGreaterThanOrEqual(one.start)
        expect(one.end).toBeLessThanOrEqual(text.length)
      }
    }),
    { numRuns: 3_000 },
  )
})

test('a template around an expression gives it back, whatever text and map literals it holds', () => {
  const literal = fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text))
  fc.assert(
    fc.property(
      literal,
      literal,
      fc.string({ maxLength: 8 }).filter((one) => !one.includes('${{')),
      (a, b, around) => {
        const code = ` {${a}: {"k": ${b}}} `
        const text = `${around.replaceAll('$', '')}\${{${code}}}${around}`
        expect(expressionsIn(text)[0]?.code).toBe(code)
      },
    ),
  )
})

test('the expression is found where it was written, in every way to write text in YAML', () => {
  const styles = fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED')
  const word = fc.oneof(
    fc.constantFrom('one', "it's", '"two"', '\\', 'é', '😀', '\n', ' ', '\n\n', '  ', '#', ': ', '\t', '\u0007', '\u2028'),
    fc.string({ maxLength: 5 }),
  )
  fc.assert(
    fc.property(
      styles,
      fc.array(word, { maxLength: 12 }),
      fc.array(word, { maxLength: 5 }),
      fc.integer({ min: 20, max: 80 }),
      (style, before, after, lineWidth) => {
        const value = `${before.join('')}MARK${after.join('')}`
        const text = stringify(
          { a: { b: value } },
          {
            defaultStringType: style as 'PLAIN',
            lineWidth,
            blockQuote: style === 'BLOCK_LITERAL' ? 'literal' : style === 'BLOCK_FOLDED' ? 'folded' : false,
          },
        )
        const node = parseDocument(text).getIn(['a', 'b'], true)
        if (!isScalar(node) || typeof node.value !== 'string') throw new Error('no text')
        const at = node.value.indexOf('MARK')
        const range = writtenRange(text, node, at, at + 4)
        // A long text in double quotes may be broken anywhere, with a backslash.
        expect(range && text.slice(...range).replace(/\\\n\s*/, '')).toBe('MARK')
      },
    ),
    { numRuns: 2_000 },
  )
})
