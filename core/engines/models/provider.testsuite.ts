import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GenerateRequest, ModelEvent, ModelMessage, Provider, ToolDefinition } from './port.ts'

export type ProviderUnderTest = { provider: Provider /** A model that can call tools, such as spark. */; model: string; close(): Promise<void> }

export const calculator: ToolDefinition = {
  name: 'calculator',
  description: 'Evaluates an arithmetic expression.',
  parameters: { type: 'object', properties: { expression: { type: 'string', description: 'Such as 2 + 2' } }, required: ['expression'] },
}

const system: ModelMessage = { role: 'system', content: 'You are a helpful assistant.' }

export const ask = (model: string, text: string, more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  model,
  messages: [system, { role: 'user', content: text }],
  tools: [],
  temperature: 0,
  maxOutputTokens: 200,
  contextTokens: null,
  stop: [],
  ...more,
})

export async function collect(stream: AsyncIterable<ModelEvent>, onEvent: (event: ModelEvent) => void = () => {}) {
  const events: ModelEvent[] = []
  for await (const event of stream) {
    events.push(event)
    onEvent(event)
  }
  const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('')
  const calls = events.flatMap((event) => (event.type === 'tool-call' ? [event.call] : []))
  return { events, text, calls, last: events.at(-1), ends: events.filter(({ type }) => type === 'finished' || type === 'failed').length }
}

const never = () => new AbortController().signal

/** What every provider promises, asked of it with real inference behind it. */
export function describeProvider(name: string, open: () => Promise<ProviderUnderTest>) {
  describe(`${name} as a provider`, () => {
    let under: ProviderUnderTest
    beforeAll(async () => {
      under = await open()
    })
    afterAll(() => under.close())

    it('is ready and lists the model by its full id', async () => {
      const { provider, model } = under
      expect(await provider.status(never())).toMatchObject({ state: 'ready' })
      expect((await provider.models(never())).map(({ id }) => id)).toContain(`${provider.id}/${model}`)
    })

    it('knows the context it really gives and that the model calls tools', async () => {
      const { contextTokens, hasTools } = await under.provider.capabilities(under.model, never())
      expect(contextTokens).toBeGreaterThanOrEqual(512)
      expect(hasTools).toBe(true)
    })

    it('streams text, counts tokens and ends in one finished', async () => {
      const { events, text, last, ends } = await collect(under.provider.generate(ask(under.model, 'hello'), never()))
      expect(text).toMatch(/spark/i)
      expect(events.filter(({ type }) => type === 'text').length).toBeGreaterThan(1)
      expect(last).toMatchObject({ type: 'finished', reason: 'stop' })
      expect(last?.type === 'finished' && last.usage.inputTokens).toBeGreaterThan(5)
      expect(last?.type === 'finished' && last.usage.outputTokens).toBeGreaterThan(5)
      expect(ends).toBe(1)
    })

    it('calls a tool with the right arguments and answers with its result', async () => {
      const { provider, model } = under
      const first = await collect(provider.generate(ask(model, 'what is 41 + 1?', { tools: [calculator] }), never()))
      expect(first.calls).toEqual([{ callId: expect.any(String), name: 'calculator', arguments: { expression: '41 + 1' } }])
      expect(first.last).toMatchObject({ type: 'finished', reason: 'tool-calls' })
      const [call] = first.calls
      if (!call) return
      const messages: ModelMessage[] = [
        ...ask(model, 'what is 41 + 1?').messages,
        { role: 'assistant', content: first.text, toolCalls: [call] },
        { role: 'tool', callId: call.callId, name: call.name, content: '42' },
      ]
      const second = await collect(provider.generate(ask(model, '', { messages, tools: [calculator] }), never()))
      expect(second.text).toContain('42')
      expect(second.calls).toEqual([])
      expect(second.last).toMatchObject({ type: 'finished', reason: 'stop' })
    })

    it('stops when aborted, says so, and works again', async () => {
      const { provider, model } = under
      const abort = new AbortController()
      const { last, ends, text } = await collect(provider.generate(ask(model, 'what can you do?'), abort.signal), (event) => {
        if (event.type === 'text') abort.abort()
      })
      expect(last).toMatchObject({ type: 'failed', error: { code: 'CANCELLED' }, isRetryable: false })
      expect(ends).toBe(1)
      expect(text.length).toBeGreaterThan(0)
      expect((await collect(provider.generate(ask(model, 'hello'), never()))).last).toMatchObject({ type: 'finished' })
    })

    it('does nothing for a signal that was aborted before', async () => {
      const { events } = await collect(under.provider.generate(ask(under.model, 'hello'), AbortSignal.abort()))
      expect(events).toEqual([expect.objectContaining({ type: 'failed', error: expect.objectContaining({ code: 'CANCELLED' }) })])
    })

    it('reports an unknown model as failed, without throwing', async () => {
      const { events } = await collect(under.provider.generate(ask('no-such-model', 'hello'), never()))
      expect(events).toEqual([expect.objectContaining({ type: 'failed', error: expect.objectContaining({ code: 'NOT_FOUND' }) })])
    })

    it('keeps to the most tokens it may write', async () => {
      const { last, text } = await collect(under.provider.generate(ask(under.model, 'what can you do?', { maxOutputTokens: 4 }), never()))
      expect(last).toMatchObject({ type: 'finished', reason: 'length', usage: { outputTokens: 4 } })
      expect(text.length).toBeLessThan(40)
    })

    it('stops at a stop text and leaves it out', async () => {
      const whole = await collect(under.provider.generate(ask(under.model, 'hello'), never()))
      const word = whole.text.split(' ')[2] ?? ''
      const { text, last } = await collect(under.provider.generate(ask(under.model, 'hello', { stop: [word] }), never()))
      expect(text).toBe(whole.text.slice(0, whole.text.indexOf(word)))
      expect(last).toMatchObject({ type: 'finished', reason: 'stop' })
    })

    it('answers two at once without mixing them', async () => {
      const { provider, model } = under
      const [hello, sum] = await Promise.all([
        collect(provider.generate(ask(model, 'hello'), never())),
        collect(provider.generate(ask(model, 'multiply 17 by 23', { tools: [calculator] }), never())),
      ])
      expect(hello.text).toMatch(/spark/i)
      expect(hello.calls).toEqual([])
      expect(sum.calls).toMatchObject([{ name: 'calculator', arguments: { expression: expect.stringMatching(/17.*23/) } }])
    })

    it('can be left by its reader in the middle of an answer', async () => {
      for await (const event of under.provider.generate(ask(under.model, 'what can you do?'), never())) if (event.type === 'text') break
      expect((await collect(under.provider.generate(ask(under.model, 'hello'), never()))).last).toMatchObject({ type: 'finished' })
    })
  })
}
