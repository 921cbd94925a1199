import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../kernel/clock.ts'
import type { ModelEvent } from '../port.ts'
import { probeTools } from './probe-tools.ts'

const usage = { inputTokens: 1, outputTokens: 1, costUsd: 0 }
const call = (name: string, given: unknown): ModelEvent => ({ type: 'tool-call', call: { callId: 'c', name, arguments: given } })
const ends = (reason: 'stop' | 'length' | 'tool-calls'): ModelEvent => ({ type: 'finished', reason, usage })
const failed = (message: string, status?: number): ModelEvent => ({
  type: 'failed',
  error: { code: 'MODEL_FAILED', message, data: { status } },
  isRetryable: false,
  usage,
})
const probe = (...events: ModelEvent[]) =>
  probeTools(
    async function* () {
      yield* events
    },
    systemClock,
    ({ error }) => new Error(error.message),
  )

describe('The probe for tools', () => {
  it('counts only the right call', async () => {
    expect(await probe(call('calculator', { expression: '417+26' }), ends('tool-calls'))).toMatchObject({ outcome: 'calls-tools', hasTools: true })
    expect(await probe(call('calculator', { expression: '2 + 2' }), ends('tool-calls'))).toMatchObject({ outcome: 'wrong-call', hasTools: false })
    expect(await probe(call('calculator', '417 + 26'), ends('tool-calls'))).toMatchObject({ outcome: 'wrong-call' })
    expect(await probe(call('search', { query: '417 + 26' }), ends('tool-calls'))).toMatchObject({
      outcome: 'wrong-call',
      detail: expect.stringContaining('search'),
    })
  })

  it('says when it was only talk, or too much of it', async () => {
    expect(await probe({ type: 'text', text: '443' }, ends('stop'))).toMatchObject({
      outcome: 'no-call',
      detail: expect.stringContaining('in words'),
    })
    expect(await probe({ type: 'thinking', text: 'hm' }, ends('length'))).toMatchObject({
      outcome: 'no-call',
      detail: expect.stringContaining('1,024 tokens'),
    })
  })

  it('takes a refusal of the server as an answer, and any other failure as none', async () => {
    const refused = failed('x failed: registry.ollama.ai/library/gemma does not support tools', 400)
    expect(await probe(refused)).toMatchObject({ outcome: 'refused', hasTools: false })
    await expect(probe(failed('out of memory', 500))).rejects.toThrow('out of memory')
    await expect(probe(failed('bad request', 400))).rejects.toThrow('bad request')
  })
})
