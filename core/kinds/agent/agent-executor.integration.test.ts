import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createProviders } from '../../engines/models/create-providers.ts'
import { createModelGateway } from '../../engines/models/gateway.ts'
import type { ModelMessage } from '../../engines/models/port.ts'
import { systemClock } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { createRegistry } from '../../registry/registry.ts'
import { createAgentExecutor } from './agent-executor.ts'
import { fakeContext, type ToolBody } from './fakes.ts'

/** The built-in demo model, the assistant and the tools that ship, all for real; only the sandbox around the tools is left out. */
const repository = join(import.meta.dirname, '../../..')
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
const manifests = await createRegistry({
  roots: [{ root: 'bundled', path: join(repository, 'manifests') }],
  trashFolder: join(folder, 'trash'),
  clock: systemClock,
  logger: silentLogger,
})
const stateFile = join(folder, 'state.json')
writeFileSync(stateFile, '{}')
afterAll(async () => {
  await manifests.close()
  await models.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a shipped script as its protocol says: parameters as JSON on stdin, the result as JSON on stdout. */
function runShipped(name: string, input: unknown): unknown {
  const script = join(repository, 'manifests/tools', name, 'main.mjs')
  const env = { PATH: process.env.PATH, CORTEX_STATE_FILE: stateFile }
  return JSON.parse(execFileSync(process.execPath, [script], { input: JSON.stringify(input), env, encoding: 'utf8' }))
}
const tools: Record<string, ToolBody> = {
  ...Object.fromEntries(['calculator', 'clock', 'sys_info', 'kv_set', 'kv_get'].map((name) => [name, (input: unknown) => runShipped(name, input)])),
  // The shipped one is written in Python, which need not be there.
  text_stats: (input) => ({
    words: (input as { text: string }).text.trim().split(/\s+/).length,
    characters: (input as { text: string }).text.length,
  }),
}

async function ask(text: string, how: { history?: ModelMessage[]; tools?: Record<string, ToolBody> } = {}) {
  const { history } = how
  const executor = createAgentExecutor({
    manifests,
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
    expect(readFileSync(stateFile, 'utf8')).toContain('Miso')
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
    // What was measured is near what llama.cpp really read (which is shown tools in fewer words), and never below it.
    for (const [i, { usedTokens, limitTokens }] of measured.entries()) {
      const { inputTokens } = run.of('step.finished')[i]?.usage ?? { inputTokens: 0 }
      expect(usedTokens).toBeLessThanOrEqual(limitTokens)
      expect(usedTokens).toBeGreaterThanOrEqual(inputTokens)
      expect(usedTokens).toBeLessThan(inputTokens * 1.5)
    }
    expect(run.text).toBeTruthy()
  })
})
