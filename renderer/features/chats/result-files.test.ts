import { expect, test } from 'vitest'
import { filesOf, truncatedOf } from './result-files.ts'

const hello = btoa('hello')

test('files that a result holds are found with their names, types and sizes', () => {
  expect(filesOf({ mimeType: 'image/png', data: hello }, 'draw').files).toEqual([
    { from: 'result', name: 'draw.png', mediaType: 'image/png', contentBase64: hello, sizeBytes: 5 },
  ])
  expect(filesOf(`data:application/pdf;base64,${hello}`, 'print').files).toMatchObject([{ name: 'print.pdf', sizeBytes: 5 }])
  const many = { content: [{ type: 'text', text: 'done' }, ...['a/one.csv', ''].map((name) => ({ name, mediaType: 'text/csv', base64: hello }))] }
  expect(filesOf(many, 'export').files.map(({ name }) => name)).toEqual(['one.csv', 'export-2.csv'])
})

test('text that only looks like one is none', () => {
  expect(filesOf({ mimeType: 'text/plain', data: 'hello there' }, 'x').files).toEqual([])
  expect(filesOf({ data: hello }, 'x').files).toEqual([])
  expect(filesOf('plain words', 'x')).toEqual({ files: [], paths: [] })
  expect(filesOf(null, 'x')).toEqual({ files: [], paths: [] })
})

test('paths are named as the working folder of the chat knows them; addresses and long listings are none', () => {
  expect(filesOf({ path: 'a/b.txt', bytes: 6 }, 'file_ops').paths).toEqual(['a/b.txt'])
  expect(filesOf({ file: './workspace/chart.png', path: '/work/workspace/chart.csv' }, 'x').paths).toEqual(['chart.png', 'chart.csv'])
  expect(filesOf({ path: 'https://example.com/a' }, 'x').paths).toEqual([])
  expect(filesOf({ entries: Array.from({ length: 40 }, (_, at) => ({ path: `${at}.txt` })) }, 'x').paths).toEqual([])
})

test('of a result that was too large its beginning is shown and all of it is a file', () => {
  const result = { truncated: true, artifact: 'art_1', name: 'list.json', sizeBytes: 2_000_000, preview: '[1, 2' }
  expect(truncatedOf(result)).toEqual({ preview: '[1, 2', file: { from: 'artifact', artifactId: 'art_1', name: 'list.json', sizeBytes: 2_000_000 } })
  expect(filesOf(result, 'list').files).toHaveLength(1)
  expect(truncatedOf({ truncated: true, content: 'x' })).toBeNull()
})
