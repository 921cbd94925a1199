import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type JsonPiece, jsonPieces } from './json-pieces.ts'

const read = async (...chunks: string[]): Promise<JsonPiece[]> => Array.fromAsync(jsonPieces(chunks))
const values = (pieces: JsonPiece[]) => pieces.map((piece) => ('value' in piece ? piece.value : piece.problem))

/** The text in pieces of any size. */
const inChunks = (text: string, cuts: number[]): string[] => {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length]
  return places.slice(1).map((end, index) => text.slice(places[index], end))
}

describe('the pieces of a file', () => {
  test('are the elements of its array, whatever they are and wherever the text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue()),
        fc.constantFrom(undefined, 1, '\t'),
        fc.array(fc.nat(), { maxLength: 20 }),
        async (array, indent, cuts) => {
          const text = JSON.stringify(array, null, indent)
          expect(values(await read(...inChunks(text, cuts)))).toEqual(JSON.parse(text))
        },
      ),
    )
  })

  test('are the one object that it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.nat(), { maxLength: 20 }), async (object, cuts) => {
        const text = ` \ufeff${JSON.stringify(object)}\n`
        expect(values(await read(...inChunks(text, cuts)))).toEqual([JSON.parse(JSON.stringify(object))])
      }),
    )
  })

  test('say where they begin', async () => {
    expect((await read('[\n  {"a": 1},\n  {"b": 2}]')).map(({ index, where }) => [index, where])).toEqual([
      [0, 'line 2, column 3'],
      [1, 'line 3, column 3'],
    ])
  })

  test('that are no JSON are told, and the others go on', async () => {
    const pieces = await read('[{"a": 1}, {"b": oops}, {"c": 3}, nope]')
    expect(values(pieces)).toEqual([{ a: 1 }, expect.stringContaining('no JSON'), { c: 3 }, expect.stringContaining('no JSON')])
  })

  test('before a sudden end are there, and the end is told with its place', async () => {
    const pieces = await read('[{"a": 1},\n{"b": "never en')
    expect(values(pieces)).toEqual([{ a: 1 }, expect.stringMatching(/ends too early, at line 2, column \d+/)])
    expect(pieces[1]?.where).toBe('line 2, column 1')
    expect(values(await read('[{"a": 1}'))).toEqual([{ a: 1 }, expect.stringContaining('ends too early')])
  })

  test.each(['', '   ', 'hello', '12', '"text"', ']', '[1 2]', '[,1]', '[1,]', '[1],', '{} {}', '[1]]', '[}'])('are refused for %j', async (text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })

  test('never come from text that JSON refuses as a whole, without a problem told', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom(...'[]{},:"\\1a \n'), maxLength: 14 }), async (inner) => {
        const text = `[${inner}]`
        const isValid = (() => {
          try {
            return Array.isArray(JSON.parse(text))
          } catch {
            return false
          }
        })()
        const pieces = await read(text).catch(() => null)
        const isTold = pieces === null || pieces.some((piece) => 'problem' in piece)
        expect(isTold).toBe(!isValid)
      }),
      { numRuns: 500 },
    )
  })
})
