import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { memoryIn } from './page-updates.ts'

const skipped = { skippedVersion: '0.2.0', lastCheckedAt: null, laterUntil: null }
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cortex-updates-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('keeps over restarts what was skipped', () => {
  const file = join(folder, 'updates.json')
  memoryIn(file, () => {}).write(skipped)
  expect(memoryIn(file, () => {}).read()).toEqual(skipped)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(skipped)
})

it('a version stays skipped for this life where that cannot be written down, and nothing else fails', () => {
  const told: string[] = []
  // What cannot be replaced by a file.
  mkdirSync(join(folder, 'updates.json', 'inside'), { recursive: true })
  const memory = memoryIn(join(folder, 'updates.json'), (message) => told.push(message))
  memory.write(skipped)
  expect(memory.read()).toEqual(skipped)
  expect(told).toHaveLength(1)
})
