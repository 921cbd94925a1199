import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { problemCodes } from './problem-codes.ts'

test('docs/reference/problems.md explains exactly the codes there are', () => {
  const page = readFileSync(new URL('../../docs/reference/problems.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (.*) \|$/gm)].map(([, code, meaning]) => [code, meaning])
  expect(rows).toEqual(Object.entries(problemCodes))
})
