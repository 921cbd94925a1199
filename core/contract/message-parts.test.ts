import { describe, expect, test } from 'vitest'
import type { RunId } from '../kernel/ids.ts'
import { foldEvent } from './message-parts.ts'
import type { NewRunEvent, RunEvent } from './runs.ts'
import type { MessagePart } from './sessions.ts'

const turn = `run_${'1'.repeat(32)}` as RunId
const toolRun = `run_${'2'.repeat(32)}` as RunId
const stranger = `run_${'3'.repeat(32)}` as RunId

const fold = (events: [RunId, NewRunEvent][]): MessagePart[] => {
  let parts: MessagePart[] = []
  events.forEach(([runId, event], index) => {
    parts = foldEvent(parts, { ...event, seq: index + 1, rootId: turn, runId, at: new Date(1_000 * index).toISOString() } as RunEvent, turn)
  })
  return parts
}

const called: NewRunEvent = {
  type: 'tool.called',
  callId: 'c1',
  toolRunId: toolRun,
  name: 'calculator',
  arguments: { expression: '41 + 1' },
  tier: 'wasm',
}
const nothing = { inputTokens: 0, outputTokens: 0, costUsd: 0 }

describe('folding the events of a turn into the parts of its message', () => {
  test('text that follows text is one part, and a tool call between two texts keeps them apart', () => {
    const parts = fold([
      [turn, { type: 'text.delta', text: 'Let me ' }],
      [turn, { type: 'text.delta', text: 'see.' }],
      [turn, called],
      [turn, { type: 'tool.returned', callId: 'c1', result: { result: 42 }, error: null, durationMs: 7 }],
      [turn, { type: 'text.delta', text: 'It is 42.' }],
    ])
    expect(parts.map((part) => (part.type === 'text' ? part.text : part.type))).toEqual(['Let me see.', 'tool', 'It is 42.'])
    expect(parts[1]).toMatchObject({ status: 'done', result: { result: 42 }, durationMs: 7 })
  })

  test('thinking is measured until the next thing that happens', () => {
    const parts = fold([
      [turn, { type: 'thinking.delta', text: 'Hmm' }],
      [turn, { type: 'thinking.delta', text: ' …' }],
      [turn, { type: 'text.delta', text: 'Yes.' }],
    ])
    expect(parts[0]).toMatchObject({ type: 'thinking', text: 'Hmm …', durationMs: 2_000 })
  })

  test("a tool's own run shows in its card: what it waits for, its log, and nothing of runs it does not know", () => {
    const waiting = fold([
      [turn, called],
      [toolRun, { type: 'run.waiting', approvalId: 'apr_1' as never, asks: ['Reaches example.com'] }],
      [stranger, { type: 'text.delta', text: 'not mine' }],
    ])
    expect(waiting).toHaveLength(1)
    expect(waiting[0]).toMatchObject({ status: 'waiting', asks: ['Reaches example.com'] })
    const resumed = fold([
      [turn, called],
      [toolRun, { type: 'run.waiting', approvalId: 'apr_1' as never, asks: ['x'] }],
      [toolRun, { type: 'run.resumed', decision: 'once' }],
      [toolRun, { type: 'run.log', line: 'hello' }],
    ])
    expect(resumed[0]).toMatchObject({ status: 'running', asks: [], logs: ['hello'] })
  })

  test('a turn that is cut off leaves no card spinning', () => {
    const parts = fold([
      [turn, { type: 'text.delta', text: 'partial' }],
      [turn, called],
      [turn, { type: 'run.interrupted', usage: nothing }],
    ])
    expect(parts[0]).toMatchObject({ text: 'partial' })
    expect(parts[1]).toMatchObject({ status: 'interrupted', durationMs: 1_000 })
  })

  test('untouched parts keep their identity, so that a view draws only what changed', () => {
    const before = fold([
      [turn, { type: 'text.delta', text: 'first' }],
      [turn, called],
    ])
    const after = foldEvent(before, { type: 'text.delta', text: 'second', seq: 3, rootId: turn, runId: turn, at: new Date().toISOString() }, turn)
    expect(after[0]).toBe(before[0])
    expect(after[1]).toBe(before[1])
  })

  test('a chatty tool keeps its newest lines only', () => {
    const lines: [RunId, NewRunEvent][] = Array.from({ length: 500 }, (_, index) => [toolRun, { type: 'run.log', line: `line ${index}` }])
    const part = fold([[turn, called], ...lines])[0]
    expect(part?.type === 'tool' && part.logs.length).toBe(200)
    expect(part?.type === 'tool' && part.logs.at(-1)).toBe('line 499')
  })
})
