import { expect, test } from 'vitest'
import type { NewRunEvent, RunEvent } from '../../../core/contract/runs.ts'
import { tellEvent } from './tell-event.ts'

const usage = { inputTokens: 812, outputTokens: 40, costUsd: 0 }
const tell = (event: NewRunEvent) => tellEvent({ ...event, seq: 1, runId: 'run_a', rootId: 'run_a', at: '2026-01-05T09:00:00.000Z' } as RunEvent)

test('a failure is told by its message, never by its shape', () => {
  const error = { code: 'TOOL_FAILED', message: 'the divisor is zero' }
  expect(tell({ type: 'run.failed', error, usage, durationMs: 12 })).toBe('the divisor is zero (TOOL_FAILED), 12 ms')
  expect(tell({ type: 'tool.returned', callId: 'c', result: null, error, durationMs: 12 })).toBe('the divisor is zero (TOOL_FAILED), 12 ms')
})

test('what ran, what came back and what was spent stand in words', () => {
  const start = { type: 'run.started', kind: 'tool', name: 'sum', parentId: null, tier: 'wasm', deadlineMs: 30_000 } as const
  expect(tell({ ...start, input: { a: 1, b: 2 } })).toBe('tool sum, a: 1, b: 2')
  expect(tell({ type: 'run.finished', output: { result: 3 }, usage, durationMs: 4 })).toBe('3, 4 ms')
  expect(tell({ type: 'run.waiting', approvalId: 'apr_a' as never, asks: ['Reach a.example', 'Use KEY'] })).toBe('Reach a.example; Use KEY')
  expect(tell({ type: 'step.finished', usage })).toBe('812 in, 40 out')
  expect(tell({ type: 'run.log', line: 'step 1' })).toBe('step 1')
})

test('a sentence goes on without its full stop', () => {
  expect(tell({ type: 'run.cancelled', reason: 'You stopped it.', usage, durationMs: 12 })).toBe('You stopped it, 12 ms')
})

test('no event is told as a placeholder for something folded', () => {
  const events: NewRunEvent[] = [
    { type: 'tool.called', callId: 'c', toolRunId: null, name: 'sum', arguments: { deep: { er: 1 } }, tier: null },
    { type: 'tool.returned', callId: 'c', result: { deep: { er: 1 } }, error: null, durationMs: 1 },
    { type: 'run.cancelled', reason: 'You stopped it.', usage, durationMs: 1 },
  ]
  for (const event of events) expect(tell(event)).not.toContain('{…}')
})
