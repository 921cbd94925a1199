import { expect, test } from 'vitest'
import { jsonPath, rawText } from './json-path.ts'

test('a path names keys, places and names with odd letters', () => {
  expect(jsonPath([])).toBe('$')
  expect(jsonPath(['files', 0, 'a "name"'])).toBe('$.files[0]["a \\"name\\""]')
})

test('what was sent is shown unchanged', () => {
  expect(rawText('a\n"b"')).toBe('a\n"b"')
  expect(rawText({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}')
  expect(rawText(undefined)).toBe('undefined')
})
