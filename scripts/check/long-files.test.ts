import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findLongFiles, maxLines } from './long-files.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cortex-lines-'))
  mkdirSync(join(root, 'core'))
  writeFileSync(join(root, 'core/just.ts'), 'a\n'.repeat(maxLines))
  writeFileSync(join(root, 'core/long.ts'), 'a\n'.repeat(maxLines + 1))
})
afterEach(() => rmSync(root, { recursive: true }))

it('names a file that is one line too long and no other', () => {
  expect(findLongFiles(root, {})).toEqual([expect.stringContaining(`core/long.ts has ${maxLines + 1} lines`)])
})

it('accepts a listed exception and names one that is no longer needed', () => {
  expect(findLongFiles(root, { 'core/long.ts': 'one table' })).toEqual([])
  expect(findLongFiles(root, { 'core/long.ts': 'one table', 'core/just.ts': 'was long' })).toEqual([expect.stringContaining('core/just.ts')])
})
