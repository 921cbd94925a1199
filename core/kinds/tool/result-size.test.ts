import { expect, it } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { resultBytes, withinSize } from './result-size.ts'

const stored: { name: string; mediaType: string; bytes: Uint8Array }[] = []
const given = {
  tool: 'sample',
  sessionId: null,
  runId: newId('run'),
  put: async (artifact: { name: string; mediaType: string; bytes: Uint8Array }) => {
    stored.push(artifact)
    return newId('art')
  },
}

it('leaves a result alone that fits', async () => {
  const output = { list: ['x'.repeat(resultBytes - 100)] }
  expect(await withinSize(output, given)).toBe(output)
  expect(await withinSize(null, given)).toBeNull()
  expect(stored).toEqual([])
})
it('keeps a large one whole in an artifact, and shows how it begins', async () => {
  const output = { list: ['é'.repeat(resultBytes)] }
  const kept = await withinSize(output, given)
  expect(kept).toMatchObject({
    truncated: true,
    artifact: expect.stringMatching(/^art_/) as string,
    name: 'sample.json',
    preview: expect.stringMatching(/^\{"list":\["éé/) as string,
  })
  expect(JSON.parse(Buffer.from(stored[0]?.bytes ?? []).toString('utf8'))).toEqual(output)
})
it('keeps text as text', async () => {
  expect(await withinSize({ text: 'line\n'.repeat(resultBytes / 4) }, given)).toMatchObject({ truncated: true, name: 'sample.txt' })
  expect(
    Buffer.from(stored[1]?.bytes ?? [])
      .toString('utf8')
      .startsWith('line\nline'),
  ).toBe(true)
})
