import { expect, test } from 'vitest'
import type { Run } from '../../../core/contract/runs.ts'
import { shownStatus } from './shown-status.ts'

const id = (name: string) => `run_${name}` as Run['id']

test('a run with a call that waits for a yes waits, others go on, and what has ended stays as it is', () => {
  const approvals = [{ rootId: id('a'), runId: id('b') }]
  expect(shownStatus({ id: id('a'), status: 'running' }, approvals)).toBe('waiting')
  expect(shownStatus({ id: id('c'), status: 'running' }, approvals)).toBe('running')
  expect(shownStatus({ id: id('a'), status: 'cancelled' }, approvals)).toBe('cancelled')
})
