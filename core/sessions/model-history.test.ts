import { expect, test } from 'vitest'
import type { Message, MessagePart } from '../contract/sessions.ts'
import { modelHistory } from './model-history.ts'

const message = (role: 'user' | 'assistant', parts: MessagePart[]) => ({ role, parts }) as Message
const tool = (callId: string, change: Partial<Extract<MessagePart, { type: 'tool' }>> = {}): MessagePart => ({
  ...{ type: 'tool', callId, toolRunId: null, name: 'calculator', arguments: { expression: '1' }, tier: null, status: 'done', asks: [], logs: [] },
  ...{ result: { result: 1 }, error: null, startedAt: '', durationMs: 1 },
  ...change,
})

test('one answer of several steps becomes the steps the model took, each call followed by its result', () => {
  const history = modelHistory([
    message('user', [{ type: 'text', text: 'add twice' }]),
    message('assistant', [
      { type: 'thinking', text: 'secret', startedAt: '', durationMs: 1 },
      { type: 'text', text: 'First.' },
      tool('a'),
      tool('b'),
      { type: 'notice', code: 'x', message: 'y' },
      { type: 'text', text: 'Then.' },
      tool('c'),
      { type: 'text', text: 'Done.' },
    ]),
  ])
  expect(
    history.map((one) =>
      one.role === 'tool'
        ? `result ${one.callId}`
        : one.role === 'assistant'
          ? `${one.content} ${one.toolCalls.map((call) => call.callId)}`
          : one.content,
    ),
  ).toEqual(['add twice', 'First. a,b', 'result a', 'result b', 'Then. c', 'result c', 'Done. '])
  expect(JSON.stringify(history)).not.toContain('secret')
})

test('a call that failed or was cut off still has a result, so that no model sees a call without one', () => {
  const history = modelHistory([
    message('assistant', [
      tool('a', { status: 'failed', result: null, error: { code: 'TOOL_FAILED', message: 'calculator failed: bad' } }),
      tool('b', { status: 'interrupted', result: null }),
    ]),
  ])
  expect(history.filter((one) => one.role === 'tool').map((one) => one.content)).toEqual([
    '{"error":"calculator failed: bad"}',
    '{"error":"This call was stopped before it had a result."}',
  ])
})

test('an answer that was cut off before it said anything is left out', () => {
  expect(modelHistory([message('assistant', [])])).toEqual([])
})
