import { describe, expect, test } from 'vitest'
import { Fault } from '../../contract/faults.ts'
import type { ModelEvent } from '../../engines/models/port.ts'
import { calls, nativeModel, runAgent, says, usage } from './fakes.ts'

const tagModel = { ...nativeModel, id: 'fake/tags', hasTools: false }
const sum = calls(['calculator', { expression: '41 + 1' }])

describe('an agent', () => {
  test('calls a tool, reads its result and answers', async () => {
    const run = await runAgent({ answers: [sum, says('It is 42.')] })
    expect(run.output).toEqual({ text: 'It is 42.' })
    expect(run.types).toEqual([
      ...['model.selected', 'context.measured', 'tool.called', 'tool.returned', 'step.finished'],
      ...['context.measured', 'text.delta', 'step.finished'],
    ])
    expect(run.of('tool.called')[0]).toMatchObject({ callId: 'c0', name: 'calculator', arguments: { expression: '41 + 1' }, tier: 'wasm' })
    expect(run.of('tool.called')[0]?.toolRunId).toMatch(/^run_/)
    expect(run.requests[1]?.messages.slice(1)).toEqual([
      { role: 'user', content: 'what is 41 + 1?' },
      { role: 'assistant', content: '', toolCalls: [{ callId: 'c0', name: 'calculator', arguments: { expression: '41 + 1' } }] },
      { role: 'tool', callId: 'c0', name: 'calculator', content: '{"result":42}' },
    ])
    expect(run.usage).toEqual(usage(20, 10))
  })

  test('continues the conversation of its chat with the model chosen there, but not when another agent called it', async () => {
    const history = [
      { role: 'user' as const, content: 'hi' },
      { role: 'assistant' as const, content: 'hello', toolCalls: [] },
      { role: 'user' as const, content: 'and now?' },
    ]
    const options = { answers: [says('Now.')], history, sessionModel: 'llama/spark', agent: { model: { prefer: ['ollama/qwen3:8b'] } } }
    const turn = await runAgent(options)
    expect(turn.requests[0]?.messages.slice(1)).toEqual(history)
    const ofChat = { model: 'llama/spark', why: 'chosen for this chat' }
    expect(turn.prefers[0]).toEqual([ofChat, 'ollama/qwen3:8b', { role: 'chat' }])
    const below = await runAgent({ ...options, isBelow: true, input: { text: 'a task' } })
    expect(below.requests[0]?.messages.slice(1)).toEqual([{ role: 'user', content: 'a task' }])
    expect(below.prefers[0]).toEqual(['ollama/qwen3:8b', ofChat, { role: 'chat' }])
    const retried = await runAgent({ ...options, input: { text: 'x', model: 'openai/gpt' } })
    expect(retried.prefers[0]?.[0]).toEqual({ model: 'openai/gpt', why: 'asked for in this run' })
    const planner = await runAgent({ answers: [says('First.')], agent: { model: { role: 'planner' } } })
    expect(planner.prefers[0]).toEqual([{ role: 'planner' }])
  })

  test('runs the calls of one step at the same time and hands back results in the order of the calls', async () => {
    const first = Promise.withResolvers<string>()
    const run = await runAgent({
      answers: [calls(['calculator', { expression: 'slow' }], ['calculator', { expression: 'fast' }]), says('done')],
      tools: {
        calculator(input) {
          if ((input as { expression: string }).expression === 'slow') return first.promise
          setImmediate(() => first.resolve('slow result'))
          return 'fast result'
        },
      },
    })
    expect(run.requests[1]?.messages.slice(3).map((message) => message.content)).toEqual(['slow result', 'fast result'])
    expect(run.of('tool.returned').map((event) => event.callId)).toEqual(['c1', 'c0'])
  })

  test('mends arguments, and tells the model about those it cannot mend without running anything', async () => {
    const run = await runAgent({
      answers: [calls(['calculator', '{expression: "1 + 1",}']), calls(['calculator', { formula: [] }]), calls(['calculatr', {}]), says('ok')],
    })
    expect(run.executed.map((one) => one.input)).toEqual([{ expression: '1 + 1' }])
    const errors = run.of('tool.returned').map((event) => event.error)
    expect(errors[0]).toBeNull()
    expect(errors[1]).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('`expression`') })
    expect(errors[2]?.message).toContain('The nearest is calculator.')
    expect(run.of('tool.called')[2]?.toolRunId).toBeNull()
    expect(run.requests[3]?.messages.at(-1)?.content).toContain('nearest is calculator')
  })

  test('shows a failing tool to the model and to the person, and goes on', async () => {
    const run = await runAgent({
      answers: [sum, says('It failed.')],
      tools: {
        calculator() {
          throw new Error('division by zero')
        },
      },
    })
    expect(run.of('tool.returned')[0]?.error).toMatchObject({ code: 'TOOL_FAILED', message: 'division by zero' })
    expect(run.requests[1]?.messages.at(-1)?.content).toContain('division by zero')
    expect(run.output?.text).toBe('It failed.')
  })

  test('gives call ids of its own where a model repeats them', async () => {
    const run = await runAgent({ answers: [sum, calls(['calculator', { expression: '2' }]), says('ok')] })
    const ids = run.of('tool.called').map((event) => event.callId)
    expect(new Set(ids).size).toBe(2)
    expect(run.of('tool.returned').map((event) => event.callId)).toEqual(ids)
  })

  test('speaks the tag protocol with a model without tool calling', async () => {
    const action = '<thought>I add.</thought><action>{"tool": "calculator", "args": {"expression": "41 + 1"}}</action>It is 7.'
    const run = await runAgent({
      model: tagModel,
      answers: [[...action].map((text): ModelEvent => ({ type: 'text', text })), says('<thought>Good.</thought><response>It is 42.</response>')],
    })
    expect(run.output).toEqual({ text: 'It is 42.' })
    expect(run.of('model.selected')[0]?.protocol).toBe('tags')
    expect(
      run
        .of('text.delta')
        .map((event) => event.text)
        .join(''),
    ).toBe('It is 42.')
    expect(
      run
        .of('thinking.delta')
        .map((event) => event.text)
        .join(''),
    ).toContain('I add.')
    expect(run.requests[0]).toMatchObject({ tools: [], stop: ['<observation'] })
    expect(run.requests[0]?.messages[0]?.content).toContain('calculator: Evaluates')
    expect(run.requests[1]?.messages.slice(2)).toEqual([
      { role: 'assistant', content: '<action>{"tool":"calculator","args":{"expression":"41 + 1"}}</action>', toolCalls: [] },
      { role: 'user', content: '<observation tool="calculator">{"result":42}</observation>' },
    ])
  })

  test('never runs a call that was cut off, in either protocol', async () => {
    const cut: ModelEvent = { type: 'finished', reason: 'length', usage: usage(1, 1) }
    const native = await runAgent({ answers: [[...calls(['calculator', '{"expression": "rm']), cut], says('ok')] })
    const tags = await runAgent({
      model: tagModel,
      answers: [[...says('<action>{"tool": "calculator", "args": {"expression": "rm'), cut], says('ok')],
    })
    expect([...native.executed, ...tags.executed]).toEqual([])
    expect(native.requests[1]?.messages.at(-1)?.content).toContain('cut off')
  })

  test('gets one last word without tools when its steps are used up', async () => {
    const more = (n: number) => calls(['calculator', { expression: String(n) }])
    const run = await runAgent({ agent: { budget: { steps: 2 } }, answers: [more(1), more(2), says('So far 42.')] })
    expect(run.output?.text).toBe('So far 42.')
    expect(run.requests[2]?.tools).toEqual([])
    expect(run.of('run.notice')[0]?.code).toBe('steps-used-up')
    const tags = await runAgent({
      model: tagModel,
      agent: { budget: { steps: 1 } },
      answers: [says('<action>{"tool": "calculator", "args": {"expression": "1"}}</action>'), says('<response>So far 1.</response>')],
    })
    expect(tags.output?.text).toBe('So far 1.')
    const silent = await runAgent({ agent: { budget: { steps: 1 } }, answers: [more(1), more(2)] })
    expect(silent.error).toMatchObject({ code: 'BUDGET_EXCEEDED', data: { limit: '1 step' } })
  })

  test('asks nothing more when tokens, cost or time are used up', async () => {
    const dear: ModelEvent[] = [...sum, { type: 'finished', reason: 'tool-calls', usage: usage(500, 100, 0.5) }]
    for (const budget of [{ tokens: 600 }, { cost_usd: 0.4 }]) {
      const run = await runAgent({ agent: { budget }, answers: [dear] })
      expect(run.error).toMatchObject({ code: 'BUDGET_EXCEEDED' })
      expect(run.executed).toEqual([])
    }
    const tight = await runAgent({ agent: { budget: { tokens: 400 } }, answers: [says('ok')] })
    expect(tight.requests[0]?.maxOutputTokens).toBeLessThan(300)
    const never = await runAgent({ agent: { budget: { time: '20ms' } }, answers: [(_, { signal }) => untilAborted(signal)] })
    expect(never.error).toMatchObject({ code: 'BUDGET_EXCEEDED', data: { limit: '0.02 s' } })
  })

  test('is told once that it repeats itself, then stopped', async () => {
    const run = await runAgent({ answers: [sum, sum, sum, [...says('Again:'), ...sum]] })
    expect(run.executed).toHaveLength(2)
    expect(run.requests[3]?.messages.at(-1)?.content).toContain('exactly these arguments')
    expect(run.of('run.notice').at(-1)?.code).toBe('repeated-call')
    expect(run.output?.text).toBe('Again:')
  })

  test('asks once more after an empty answer, and never makes one up', async () => {
    const mended = await runAgent({ answers: [sum, [], says('42')] })
    expect(mended.output?.text).toBe('42')
    expect(mended.requests[2]?.messages[0]?.content).toContain('was empty')
    const empty = await runAgent({ answers: [sum, [], []] })
    expect(empty.output?.text).toBe('')
    expect(empty.of('run.notice')[0]?.code).toBe('empty-answer')
  })

  test('stops at once when it is stopped, while it writes and while a tool runs', async () => {
    const stop = new AbortController()
    const writing = runAgent({
      signal: stop.signal,
      answers: [
        async function* (_, { signal }) {
          yield { type: 'text', text: 'Once upon' }
          stop.abort()
          yield* untilAborted(signal)
        },
      ],
    })
    const run = await writing
    expect(run.error).toMatchObject({ code: 'CANCELLED' })
    expect(run.of('text.delta').map((event) => event.text)).toEqual(['Once upon'])

    const stopTool = new AbortController()
    const inTool = await runAgent({
      signal: stopTool.signal,
      answers: [sum],
      tools: {
        calculator(_, signal) {
          queueMicrotask(() => stopTool.abort(new Fault('DEADLINE_EXCEEDED', { name: 'helper', limit: '1 s' })))
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
        },
      },
    })
    expect(inTool.error).toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    expect(inTool.of('tool.returned')).toHaveLength(1)
    expect(inTool.requests).toHaveLength(1)
  })

  test('ends in a fault when its model fails or is lost, and what it used is counted', async () => {
    const fails = (code: string): ModelEvent[] => [
      { type: 'text', text: 'It' },
      { type: 'failed', error: { code, message: 'out of memory' }, isRetryable: false, usage: usage(7, 1) },
    ]
    const failed = await runAgent({ answers: [fails('SOMETHING')] })
    expect(failed.error).toMatchObject({ code: 'MODEL_FAILED', message: 'fake/native failed: out of memory' })
    expect(failed.usage).toEqual(usage(7, 1))
    expect((await runAgent({ answers: [fails('MODEL_LOST')] })).error).toMatchObject({ code: 'MODEL_LOST', data: { model: 'fake/native' } })
  })

  test('starts over with a prompt that suits when the gateway goes on with another model', async () => {
    const run = await runAgent({
      answers: [
        (_, { onChosen, onSkip, signal }) => {
          onSkip?.({ model: 'fake/native', why: 'it did not answer' })
          onChosen?.(tagModel)
          return untilAborted(signal)
        },
        says('<response>Hello.</response>'),
      ],
    })
    expect(run.output?.text).toBe('Hello.')
    expect(run.of('model.selected').map((event) => [event.model, event.protocol])).toEqual([
      ['fake/native', 'native'],
      ['fake/tags', 'tags'],
    ])
    expect(run.of('model.skipped')).toHaveLength(1)
    expect(run.requests[1]).toMatchObject({ tools: [] })
  })

  test('calls other agents as tools, each with its task and who called, never itself and never too deep', async () => {
    const writer = { kind: 'Agent', name: 'writer', description: 'Writes.' }
    const options = { agent: { agents: ['writer', 'helper'], tools: [] }, manifests: [writer] }
    const run = await runAgent({
      ...options,
      answers: [calls(['writer', { task: 'a haiku' }]), says('ok')],
      tools: { writer: () => ({ text: 'Old pond.' }) },
    })
    expect(run.requests[0]?.tools.map((tool) => tool.name)).toEqual(['writer'])
    expect(run.executed).toEqual([{ kind: 'agent', name: 'writer', input: { text: 'a haiku', calledBy: ['helper'] } }])
    expect(run.requests[1]?.messages.at(-1)?.content).toBe('Old pond.')
    expect(run.of('run.notice').map((event) => event.code)).toEqual(['agent-calls-itself'])
    const deep = await runAgent({ ...options, input: { text: 'x', calledBy: ['a', 'b', 'c'] }, answers: [says('ok')] })
    expect(deep.requests[0]?.tools).toEqual([])
    expect(deep.of('run.notice').map((event) => event.code)).toContain('agents-too-deep')
  })

  test('says what its manifest names and it cannot call', async () => {
    const run = await runAgent({ agent: { tools: ['calculator', 'gone'], relics: ['kv_store'], workflows: ['nightly'] }, answers: [says('ok')] })
    expect(run.of('run.notice').map((event) => event.code)).toEqual(['reference-missing', 'reference-missing', 'workflows-not-callable'])
  })

  test('tells tools and agents of one name apart, and offers names that every provider takes', async () => {
    const tool = (name: string) => ({ kind: 'Tool', name, implementation: { type: 'node', script: './x.js' } })
    const run = await runAgent({
      agent: { tools: ['writer', '3d_render'], agents: ['writer'] },
      manifests: [tool('writer'), tool('3d_render'), { kind: 'Agent', name: 'writer' }],
      answers: [calls(['_3d_render', {}], ['agent_writer', { task: 'x' }]), says('ok')],
    })
    expect(run.requests[0]?.tools.map((one) => one.name)).toEqual(['writer', '_3d_render', 'agent_writer'])
    expect(run.executed.map((one) => [one.kind, one.name])).toEqual([
      ['tool', '3d_render'],
      ['agent', 'writer'],
    ])
  })

  test('keeps a chat that outgrew its model within the window, and says how much was dropped', async () => {
    const big = 'word '.repeat(4000)
    const history = [
      { role: 'user' as const, content: 'read' },
      { role: 'assistant' as const, content: '', toolCalls: [{ callId: 'a', name: 'calculator', arguments: {} }] },
      { role: 'tool' as const, callId: 'a', name: 'calculator', content: big },
      { role: 'user' as const, content: 'and now?' },
    ]
    const run = await runAgent({ history, answers: [says('ok')], model: { ...nativeModel, contextTokens: 2048 } })
    const measured = run.of('context.measured')[0]
    expect(measured).toMatchObject({ droppedResults: 1 })
    expect(measured?.usedTokens).toBeLessThanOrEqual(measured?.limitTokens ?? 0)
    expect(run.requests[0]?.maxOutputTokens).toBe(512)
    const tooLong = await runAgent({ agent: { persona: big }, answers: [], model: { ...nativeModel, contextTokens: 2048 } })
    expect(tooLong.error).toMatchObject({ code: 'TOO_LARGE' })
  })
})

async function* untilAborted(signal: AbortSignal): AsyncGenerator<ModelEvent> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  yield { type: 'failed', error: { code: 'CANCELLED', message: 'stopped' }, isRetryable: false, usage: usage(0, 0) }
}
