import { expect, it } from 'vitest'
import { lastLine, type Outcome, total } from './outcome.ts'

const suite = (changes: Partial<Outcome>): Outcome => ({ suite: 'unit', passed: 3, failed: [], skipped: [], ...changes })

it('adds suites up and ends with the one line that scripts read', () => {
  const sum = total([suite({}), suite({ skipped: [{ name: 'a', reason: 'no Docker' }] })], false)
  expect(lastLine(sum)).toBe('6 passed, 0 failed, 1 skipped')
  expect(sum.exitCode).toBe(0)
})

it('fails for one failed test, and when nothing ran at all', () => {
  expect(total([suite({ failed: [{ name: 'a', message: 'b' }] })], false).exitCode).toBe(1)
  expect(total([suite({ passed: 0 })], false).exitCode).toBe(1)
})

it('fails in continuous integration when a part that must be there was skipped', () => {
  const outcomes = [suite({ skipped: [{ name: 'e2e', reason: 'needs Chromium: none found' }] })]
  expect(total(outcomes, false).exitCode).toBe(0)
  expect(total(outcomes, true)).toMatchObject({ exitCode: 1, missing: ['e2e: needs Chromium: none found'] })
  const engine = { name: 'docker', reason: 'needs a container engine: no Docker or Podman was found on this computer' }
  expect(total([suite({ skipped: [engine] })], true).exitCode).toBe(1)
  expect(total([suite({ skipped: [{ name: 'journey', reason: 'no Electron executable' }] })], true).exitCode).toBe(0)
})
