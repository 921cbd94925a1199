import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ownerOf } from './owner.ts'

it('stays the same for a data folder, differs between two, and is made again when its file is damaged', () => {
  const [one, two] = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'cortex-owner-'))) as [string, string]
  const first = ownerOf(one)
  expect(ownerOf(one)).toBe(first)
  expect(ownerOf(two)).not.toBe(first)
  writeFileSync(join(one, 'owner'), '../../somewhere')
  expect(ownerOf(one)).toMatch(/^[0-9a-f]{12}$/)
  for (const folder of [one, two]) rmSync(folder, { recursive: true })
})
