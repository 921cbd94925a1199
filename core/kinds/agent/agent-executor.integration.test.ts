import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createProviders } from '../../engines/models/create-providers.ts'
import { createModelGateway } from '../../engines/models/gateway.ts'
import type { ModelMessage } from '../../engines/models/port.ts'
import { systemClock } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { createAgentExecutor } from './agent-executor.ts'
import { fakeContext, lookup, type ToolBody } from './fakes.ts'

/** The built-in demo model, for real, with the assistant that ships and tools that do what they say. */
const repository = join(import.meta.dirname, '../../..')
const assistant = parse(readFileSync(join(repository, 'manifests/agents/assistant/agent.yml'), 'utf8')) as Record<string, unknown>

const folder = mkdtempSync(join(tmpdir(), 'cortex-agent-'))
const secrets = { get: async () => null, set: async () => {} }
const models = createModelGateway({
  ...createProviders({
    modelsFolder: join(folder, 'models'),
    builtInFolder: join(repository, 'resources/models'),
    secrets,
    env: { PATH: process.env.PATH, HOME: folder },
    logger: silentLogger,
  }),
  clock: systemClock,
  logger: silentLogger,
  secrets,
})
afterAll(async () => {
  await models.close()
  rmSync(folder, { recursive: true, force: true })
})

const tool = (name: string, description: string, properties: Record<string, string>) => ({
  kind: 'Tool',
  name,
  description,
  implementation: { type: 'node', script: './main.js' },
  parameters: {
    type: 'object',
    properties: Object.fromEntries(Object.entries(properties).map(([key, said]) => [key, { type: 'string', description: said }])),
    required: Object.keys(properties),
  },
})
const manifests = [
  assistant,
  tool('calculator', 'Evaluates an arithmetic expression.', { expression: 'Such as (3 + 4) * 2.' }),
  tool('clock', 'The current date and time.', { timezone: 'Such as Europe/Berlin; empty for local time.' }),
  tool('text_stats', 'Counts the words and characters of a text.', { text: 'The text.' }),
  tool('sys_info', 'Facts about this computer.', {}),
  tool('kv_set', 'Remembers a value under a key.', { key: 'The key.', value: 'The value.' }),
  tool('kv_get', 'Returns what is remembered under a key.', { key: 'The key.' }),
  tool('web_search', 'Searches the web.', { query: 'What to search for.' }),
]
const kept = new Map<string, string>()
const tools: Record<string, ToolBody> = {
  calculator(input) {
    const [, a, operator, b] = /^\s*([\d.]+)\s*([-+*/])\s*([\d.]+)\s*$/.exec((input as { expression: string }).expression) ?? []
    if (a === undefined || b === undefined) throw new Error('not an expression')
    const [x, y] = [Number(a), Number(b)]
    return { result: operator === '+' ? x + y : operator === '-' ? x - y : operator === '*' ? x * y : x / y }
  },
  clock(input) {
    const timeZone = (input as { timezone: string }).timezone || 'UTC'
    return { time: new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(new Date()), timezone: timeZone }
  },
  text_stats: (input) => ({
    words: (input as { text: string }).text.trim().split(/\s+/).length,
    characters: (input as { text: string }).text.length,
  }),
  sys_info: () => ({ hostname: hostname(), platform: process.platform }),
  kv_set(input) {
    const { key, value } = input as { key: string; value: string }
    kept.set(key, value)
    return { ok: true, key, value }
  },
  kv_get: (input) => ({ value: kept.get((input as { key: string }).key) ?? null }),
}

async function ask(text: string, how: { history?: ModelMessage[]; tools?: Record<string, ToolBody> } = {}) {
  const { history } = how
  const executor = createAgentExecutor({
    manifests: lookup(manifests),
    models,
    history: async () => history ?? [],
    sessionModel: async () => null,
    clock: systemClock,
  })
  const run = fakeContext({ input: text, sessionId: history ? newId('ses') : null, tools: { ...tools, ...how.tools } })
  const { execute } = await executor.prepare('assistant')
  const output = (await execute(run.context)) as { text: string }
  return { ...output, ...run }
}

describe('the assistant on the built-in demo model', () => {
  test.each([
    ['what is 41 + 1?', 'calculator', { expression: '41 + 1' }, /42/],
    ['multiply 17 by 23', 'calculator', { expression: '17 * 23' }, /391/],
    ['what time is it in Tokyo?', 'clock', { timezone: 'Asia/Tokyo' }, /\d\d:\d\d/],
    ["how many words are in 'the quick brown fox'?", 'text_stats', { text: 'the quick brown fox' }, /4/],
  ])('%s', async (question, name, input, answer) => {
    const run = await ask(question)
    expect(run.executed).toEqual([{ kind: 'tool', name, input }])
    expect(run.text).toMatch(answer)
    expect(run.of('model.selected')[0]).toMatchObject({ model: 'llama/spark', protocol: 'native' })
    expect(
      run
        .of('text.delta')
        .map((event) => event.text)
        .join(''),
    ).toContain(run.text)
    expect(run.context.usage().outputTokens).toBeGreaterThan(5)
  })

  test('remembers in one turn and recalls in the next', async () => {
    const first = 'remember that my cat is called Miso'
    const told = await ask(first)
    expect([...kept.values()]).toContain('Miso')
    const second = 'what is my cat called?'
    const history: ModelMessage[] = [
      { role: 'user', content: first },
      ...told.executed.flatMap(({ name, input }, i): ModelMessage[] => [
        { role: 'assistant', content: '', toolCalls: [{ callId: `c${i}`, name, arguments: input }] },
        { role: 'tool', callId: `c${i}`, name, content: JSON.stringify({ ok: true }) },
      ]),
      { role: 'assistant', content: told.text, toolCalls: [] },
      { role: 'user', content: second },
    ]
    const asked = await ask(second, { history })
    expect(asked.text).toContain('Miso')
  })

  test('greets and says what it can do, without tools', async () => {
    const hello = await ask('hello')
    expect(hello.executed).toEqual([])
    expect(hello.text).toMatch(/hello/i)
    expect((await ask('what can you do?')).text).toContain('calculator')
  })

  test('hears of a tool that fails, and its failure is shown', async () => {
    const run = await ask('what is 41 + 1?', {
      tools: {
        calculator() {
          throw new Error('the calculator is broken')
        },
      },
    })
    expect(run.of('tool.returned')[0]?.error?.message).toBe('the calculator is broken')
    expect(run.text).not.toContain('42')
    expect(run.text.length).toBeGreaterThan(0)
  })

  test('a chat longer than its context is still answered from what fits', async () => {
    const turns = Array.from({ length: 150 }, (_, i): ModelMessage[] => [
      { role: 'user', content: `multiply ${i} by 2` },
      { role: 'assistant', content: `That is ${i * 2}.`, toolCalls: [] },
    ]).flat()
    const run = await ask('what is 41 + 1?', { history: [...turns, { role: 'user', content: 'what is 41 + 1?' }] })
    const measured = run.of('context.measured')
    // What was measured is near what llama.cpp really read, and never below it.
    for (const [i, { usedTokens, limitTokens }] of measured.entries()) {
      const { inputTokens } = run.of('step.finished')[i]?.usage ?? { inputTokens: 0 }
      expect(usedTokens).toBeLessThanOrEqual(limitTokens)
      expect(usedTokens).toBeGreaterThanOrEqual(inputTokens)
      expect(usedTokens).toBeLessThan(inputTokens * 1.3)
    }
    expect(run.text).toBeTruthy()
  })
})
