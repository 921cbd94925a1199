import { expect, test } from 'vitest'
import { firstClause } from './brief.ts'

test.each([
  ['Calculates an arithmetic expression such as "17 * 23" and returns the number.', 'Calculates an arithmetic expression.'],
  ['Tells the current date and time, in a time zone or where the person is.', 'Tells the current date and time.'],
  ['Fetches a URL. Follows redirects.', 'Fetches a URL.'],
  ['Reads a file (text only)', 'Reads a file.'],
  ['Optional: does much', 'Optional: does much.'],
  ['Reads v1.2 files', 'Reads v1.2 files.'],
  ['Search', 'Search.'],
])('%s', (whole, brief) => {
  expect(firstClause(whole)).toBe(brief)
})
