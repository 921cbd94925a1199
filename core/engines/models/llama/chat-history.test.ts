import { expect, it } from 'vitest'
import { toChatHistory } from './chat-history.ts'

it('makes one model response of text, calls with their results, and what was said after them', () => {
  const history = toChatHistory([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'add' },
    {
      role: 'assistant',
      content: 'Let me see.',
      toolCalls: [
        { callId: 'a', name: 'calculator', arguments: { expression: '1 + 1' } },
        { callId: 'b', name: 'clock', arguments: {} },
      ],
    },
    { role: 'tool', callId: 'b', name: 'clock', content: 'noon' },
    { role: 'tool', callId: 'a', name: 'calculator', content: '2' },
    { role: 'assistant', content: 'It is 2.', toolCalls: [] },
    { role: 'user', content: 'thanks' },
  ])
  expect(history).toEqual([
    { type: 'system', text: 'Be brief.' },
    { type: 'user', text: 'add' },
    {
      type: 'model',
      response: [
        'Let me see.',
        { type: 'functionCall', name: 'calculator', params: { expression: '1 + 1' }, result: 2, startsNewChunk: true },
        { type: 'functionCall', name: 'clock', params: {}, result: 'noon', startsNewChunk: false },
        'It is 2.',
      ],
    },
    { type: 'user', text: 'thanks' },
  ])
})

it('gives a call nobody answered a result, and ignores a result nobody asked for', () => {
  const history = toChatHistory([
    { role: 'user', content: 'add' },
    { role: 'assistant', content: '', toolCalls: [{ callId: 'a', name: 'calculator', arguments: {} }] },
    { role: 'tool', callId: 'z', name: 'other', content: '2' },
  ])
  expect(history[1]).toEqual({
    type: 'model',
    response: [{ type: 'functionCall', name: 'calculator', params: {}, result: 'no result', startsNewChunk: true }],
  })
})
