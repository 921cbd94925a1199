import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createUnmixer } from './frames.ts'

const pieces = fc.array(fc.record({ stream: fc.constantFrom('stdout', 'stderr'), bytes: fc.uint8Array({ maxLength: 40 }) }), { maxLength: 20 })

it('takes both outputs apart, wherever the stream is cut', () => {
  fc.assert(
    fc.property(pieces, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (given, cuts) => {
      const mixed = Buffer.concat(
        given.map(({ stream, bytes }) => {
          const header = Buffer.alloc(8)
          header[0] = stream === 'stdout' ? 1 : 2
          header.writeUInt32BE(bytes.length, 4)
          return Buffer.concat([header, bytes])
        }),
      )
      const unmixer = createUnmixer()
      const got = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
      let whole = 0
      for (let at = 0, turn = 0; at < mixed.length; turn += 1) {
        const size = cuts[turn % cuts.length] as number
        for (const frame of unmixer.push(mixed.subarray(at, at + size))) {
          got[frame.stream].push(frame.bytes)
          if (frame.isWhole) whole += 1
        }
        at += size
      }
      const sent = (name: string) => Buffer.concat(given.filter(({ stream }) => stream === name).map(({ bytes }) => bytes))
      expect(Buffer.concat(got.stdout).equals(sent('stdout'))).toBe(true)
      expect(Buffer.concat(got.stderr).equals(sent('stderr'))).toBe(true)
      expect(whole).toBe(given.filter(({ bytes }) => bytes.length > 0).length)
    }),
  )
})
