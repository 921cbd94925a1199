import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLogReader, createOutputReader } from './launcher.ts'

const mark = '0123456789abcdef0123456789abcdef'
/** Cuts bytes at the given places, as the network does. */
const pieces = (bytes: Buffer, cuts: number[]) => {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end))
}

describe('what a container writes', () => {
  it('is cut at the mark, wherever the chunks are cut', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.option(fc.uint8Array({ maxLength: 100 })),
        fc.integer({ min: 0, max: 255 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (output, state, code, cuts) => {
          const trailer = state === null ? `${mark} ${code} -\n` : `${mark} ${code} ${state.length}\n`
          const bytes = Buffer.concat([output, Buffer.from(trailer), state ?? Buffer.alloc(0)])
          const reader = createOutputReader(mark, 1_000)
          const chunks = pieces(bytes, cuts)
          for (const chunk of chunks) expect(reader.push(chunk)).toBe(true)
          expect(reader.text()).toBe(Buffer.from(output).toString('utf8'))
          expect(reader.ending).toEqual({ exitCode: code, state: state === null ? null : Buffer.from(state), isStateTooLarge: false })
        },
      ),
    )
  })
  it('is not over before all of the state is there', () => {
    const reader = createOutputReader(mark, 100)
    reader.push(Buffer.from(`{}${mark} 0 5\n{"a`))
    expect(reader.ending).toBeNull()
    reader.push(Buffer.from('":'))
    expect(reader.ending).toMatchObject({ exitCode: 0, state: Buffer.from('{"a":') })
  })
  it('is bounded after the mark as well, which a tool may have found', () => {
    const endless = createOutputReader(mark, 100)
    expect(endless.push(Buffer.from(`{}${mark} 0 99999999999\n`))).toBe(true)
    expect(endless.ending).toMatchObject({ state: null, isStateTooLarge: true })
    const lineless = createOutputReader(mark, 100)
    expect(lineless.push(Buffer.from(`{}${mark} `))).toBe(true)
    expect(lineless.push(Buffer.alloc(1_000, 'x'))).toBe(false)
    for (const nonsense of ['x -', '0 1.5', '0 -3', '0 x'])
      expect(createOutputReader(mark, 100).push(Buffer.from(`${mark} ${nonsense}\n`))).toBe(false)
  })
  it('is refused beyond its limit, and kept no further', () => {
    const reader = createOutputReader(mark, 100)
    expect(reader.push(Buffer.alloc(90, 'x'))).toBe(true)
    expect(reader.push(Buffer.alloc(1_000, 'x'))).toBe(false)
    expect(reader.text().length).toBeLessThan(200)
  })
  it('is told on stderr line by line at once, without the mark', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(), { maxLength: 12 }), (output, cuts) => {
        const seen: Buffer[] = []
        const reader = createLogReader(mark, (bytes) => void seen.push(Buffer.from(bytes)))
        for (const chunk of pieces(Buffer.concat([output, Buffer.from(`${mark}\nlater`)]), cuts)) reader.push(chunk)
        expect(reader.isEnded).toBe(true)
        expect(Buffer.concat(seen)).toEqual(Buffer.from(output))
      }),
    )
    const seen: string[] = []
    createLogReader(mark, (bytes) => void seen.push(bytes.toString())).push(Buffer.from('one\n'))
    expect(seen).toEqual(['one\n'])
  })
})
