import { expect, test } from 'vitest'
import type { Message } from '../../../core/contract/sessions.ts'
import { answerFacts } from './answer-facts.ts'

const answer = (status: Message['status'], outputTokens: number): Parameters<typeof answerFacts>[0] => ({
  ...{ model: 'llama/spark', status, usage: { inputTokens: 0, outputTokens, costUsd: 0 } },
  ...{ createdAt: '2026-01-05T09:00:00.000Z', finishedAt: '2026-01-05T09:00:02.000Z' },
})

test('a stopped answer of which nothing was counted says nothing of tokens', () => {
  expect(answerFacts(answer('cancelled', 0))).toBe('spark, 2.0 s')
  expect(answerFacts(answer('cancelled', 12))).toBe('spark, 12 tokens, 2.0 s')
  expect(answerFacts(answer('complete', 0))).toBe('spark, 0 tokens, 2.0 s')
})
