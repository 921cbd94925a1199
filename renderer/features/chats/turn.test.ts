import { expect, test } from 'vitest'
import type { NewRunEvent, RunEvent } from '../../../core/contract/runs.ts'
import { emptyTurn, foldTurn, joinDeltas } from './turn.ts'
import { turnRows } from './turn-rows.ts'

const turnId = 'run_a' as RunEvent['runId']
const toolId = 'run_b' as RunEvent['runId']
const usage = { inputTokens: 10, outputTokens: 5, costUsd: 0 }
const journal = (...events: [RunEvent['runId'], number, NewRunEvent][]): RunEvent[] =>
  events.map(
    ([runId, ms, event], index) => ({ ...event, runId, rootId: turnId, seq: index + 1, at: new Date(1_000_000 + ms).toISOString() }) as RunEvent,
  )
const started = (kind: 'agent' | 'tool', name: string, parentId: RunEvent['runId'] | null): NewRunEvent => ({
  type: 'run.started',
  kind,
  name,
  parentId,
  input: {},
  tier: null,
  deadlineMs: null,
})

const events = journal(
  [turnId, 0, started('agent', 'assistant', null)],
  [turnId, 10, { type: 'context.measured', usedTokens: 100, limitTokens: 2_048, droppedResults: 1 }],
  [turnId, 20, { type: 'thinking.delta', text: 'hm' }],
  [turnId, 100, { type: 'step.finished', usage }],
  [turnId, 110, { type: 'tool.called', callId: 'c', toolRunId: toolId, name: 'calculator', arguments: {}, tier: 'wasm' }],
  [toolId, 120, started('tool', 'calculator', turnId)],
  [toolId, 200, { type: 'run.finished', output: 42, usage, durationMs: 80 }],
  [turnId, 210, { type: 'tool.returned', callId: 'c', result: 42, error: null, durationMs: 80 }],
  [turnId, 220, { type: 'text.delta', text: 'It is ' }],
  [turnId, 230, { type: 'text.delta', text: '42.' }],
  [turnId, 300, { type: 'run.finished', output: '', usage, durationMs: 300 }],
)
const fold = (list: readonly RunEvent[]) => list.reduce((turn, event) => foldTurn(turn, event, turnId), emptyTurn)

test('a journal becomes parts, context, steps and usage', () => {
  const turn = fold(events)
  expect(turn.parts.map((part) => part.type)).toEqual(['thinking', 'tool', 'text'])
  expect(turn).toMatchObject({ hasEnded: true, lastSeq: 11, steps: 1, usage, context: { usedTokens: 100, limitTokens: 2_048 } })
})

test('an event told twice counts once, so a stream may start again earlier', () => {
  const half = fold(events.slice(0, 9))
  expect([...events].reduce((turn, event) => foldTurn(turn, event, turnId), half)).toEqual(fold(events))
})

test('joining neighbouring text changes nothing but the number of events', () => {
  const joined = joinDeltas(events)
  expect(joined).toHaveLength(events.length - 1)
  expect(fold(joined)).toEqual(fold(events))
})

test('text before and after a call is not joined over it', () => {
  const apart = journal(
    [turnId, 0, { type: 'text.delta', text: 'a' }],
    [turnId, 1, { type: 'tool.called', callId: 'c', toolRunId: null, name: 'x', arguments: {}, tier: null }],
    [turnId, 2, { type: 'text.delta', text: 'b' }],
  )
  expect(joinDeltas(apart)).toEqual(apart)
})

test('the end of a called run does not end the turn', () => {
  expect(fold(events.slice(0, 7)).hasEnded).toBe(false)
})

test('the tree shows thinking and writing among the runs, on the scale of the turn', () => {
  const rows = turnRows(fold(events).runs, 1_000_300)
  expect(rows.map((row) => [row.name, row.depth, row.startMs, row.durationMs, row.state])).toEqual([
    ['assistant', 0, 0, 300, 'done'],
    ['read', 1, 10, 10, 'done'],
    ['think', 1, 20, 80, 'done'],
    ['calculator', 1, 120, 80, 'done'],
    ['answer', 1, 220, 80, 'done'],
  ])
})

test('what is still open lasts until now', () => {
  const rows = turnRows(fold(events.slice(0, 6)).runs, 1_005_000)
  expect(rows.find((row) => row.name === 'calculator')).toMatchObject({ state: 'running', durationMs: 4_880 })
})

test('a call that waits for a yes stands in the tree from the moment it asks', () => {
  const asking = journal(
    [turnId, 0, started('agent', 'assistant', null)],
    [turnId, 110, { type: 'tool.called', callId: 'c', toolRunId: toolId, name: 'http_request', arguments: {}, tier: 'wasm' }],
    [toolId, 115, { type: 'run.waiting', approvalId: 'apr_a' as never, asks: ['reach example.com'] }],
    [toolId, 5_000, { type: 'run.resumed', decision: 'once' }],
    [toolId, 5_010, started('tool', 'http_request', turnId)],
    [toolId, 5_090, { type: 'run.finished', output: 1, usage, durationMs: 80 }],
  )
  const rowAfter = (count: number) => turnRows(fold(asking.slice(0, count)).runs, 1_002_000).find((row) => row.name === 'http_request')
  expect(rowAfter(2)).toMatchObject({ state: 'queued', depth: 1 })
  expect(rowAfter(3)).toMatchObject({ state: 'waiting', durationMs: 1_890 })
  // Once it has run, the time it waited is told apart.
  const ended = rowAfter(6)
  expect(ended?.state).toBe('done')
  expect(ended?.waits).toHaveLength(1)
  expect(80 + (ended?.waits?.[0]?.durationMs ?? 0)).toBeLessThanOrEqual(ended?.durationMs ?? 0)
  expect(turnRows(fold(asking).runs, 0)).toHaveLength(2)
})

test('a build that a call waits for stands below it, and beside the parts with its log', () => {
  const buildId = 'run_c' as RunEvent['runId']
  const building = fold(
    journal(
      [turnId, 0, started('agent', 'assistant', null)],
      [turnId, 10, { type: 'tool.called', callId: 'c', toolRunId: toolId, name: 'slugify', arguments: {}, tier: 'container' }],
      [toolId, 20, started('tool', 'slugify', turnId)],
      [buildId, 30, { ...started('tool', 'tool/slugify', toolId), kind: 'build' } as NewRunEvent],
      [buildId, 40, { type: 'run.log', line: 'Step 1/5' }],
    ),
  )
  expect(building.preparations).toMatchObject([{ forRunId: toolId, name: 'slugify', state: 'running', logs: ['Step 1/5'] }])
  expect(turnRows(building.runs, 1_000_100).map((row) => [row.name, row.depth])).toEqual([
    ['assistant', 0],
    ['slugify', 1],
    ['build slugify', 2],
  ])
  expect(building.parts).toMatchObject([{ type: 'tool', logs: [] }])
})
