import { expect, it } from 'vitest'
import { toSdkMessages } from './messages.ts'

it('makes parts of calls and one message of the results that follow', () => {
  const calls = [
    { callId: 'a', name: 'calculator', arguments: { expression: '1 + 1' } },
    { callId: 'b', name: 'clock', arguments: {} },
  ]
  expect(
    toSdkMessages([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'add' },
      { role: 'assistant', content: '', toolCalls: calls },
      { role: 'tool', callId: 'a', name: 'calculator', content: '2' },
      { role: 'tool', callId: 'b', name: 'clock', content: 'noon' },
      { role: 'assistant', content: '', toolCalls: [] },
    ]),
  ).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'add' },
    {
      role: 'assistant',
      content: [
        { type: 'tool-call', toolCallId: 'a', toolName: 'calculator', input: { expression: '1 + 1' } },
        { type: 'tool-call', toolCallId: 'b', toolName: 'clock', input: {} },
      ],
    },
    {
      role: 'tool',
      content: [
        { type: 'tool-result', toolCallId: 'a', toolName: 'calculator', output: { type: 'text', value: '2' } },
        { type: 'tool-result', toolCallId: 'b', toolName: 'clock', output: { type: 'text', value: 'noon' } },
      ],
    },
  ])
})
