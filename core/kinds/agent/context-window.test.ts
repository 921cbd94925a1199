import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ModelMessage } from '../../engines/models/port.ts'
import { fitContext, noteFor } from './context-window.ts'
import { toUnits } from './conversation.ts'

/** Four tokens around a message and one for each three characters. */
const measure = (message: ModelMessage): number =>
  4 +
  Math.ceil(
    (message.content.length + (message.role === 'assistant' && message.toolCalls.length > 0 ? JSON.stringify(message.toolCalls).length : 0)) / 3,
  )
const total = (messages: readonly ModelMessage[]): number => messages.reduce((sum, message) => sum + measure(message), 0)

const system: ModelMessage = { role: 'system', content: 'You are a helpful assistant.' }
const user = (content: string): ModelMessage => ({ role: 'user', content })
const says = (content: string): ModelMessage => ({ role: 'assistant', content, toolCalls: [] })
const calls = (callId: string, ...results: string[]): ModelMessage[] => [
  {
    role: 'assistant',
    content: '',
    toolCalls: results.map((_, i) => ({ callId: `${callId}${i}`, name: 'read', arguments: { path: `/${callId}` } })),
  },
  ...results.map((content, i): ModelMessage => ({ role: 'tool', callId: `${callId}${i}`, name: 'read', content })),
]

const conversation = fc.array(
  fc.oneof(
    fc.string({ maxLength: 400 }).map((text) => [user(text)]),
    fc.string({ maxLength: 400 }).map((text) => [says(text)]),
    fc.tuple(fc.string(), fc.array(fc.string({ maxLength: 2000 }), { minLength: 1, maxLength: 4 })).map(([id, results]) => calls(id, ...results)),
    // What a crash may leave behind: calls without results, results without calls.
    fc.string().map((id) => calls(id, 'x', 'y').slice(0, 2)),
    fc.string().map((id) => calls(id, 'x').slice(1)),
  ),
  { maxLength: 24 },
)

describe('fitting a conversation into a context window', () => {
  test('whatever the conversation, the result fits, pairs are whole, system and last user message are there, and order is kept', async () => {
    await fc.assert(
      fc.asyncProperty(conversation, fc.integer({ min: 260, max: 6000 }), async (groups, limit) => {
        const messages = groups.flat()
        const fitted = await fitContext(system, messages, limit, measure)
        if (!fitted) throw new Error('a small prompt always fits')
        expect(total(fitted.messages)).toBeLessThanOrEqual(limit)
        expect(fitted.usedTokens).toBe(total(fitted.messages))
        expect(fitted.messages[0]).toBe(system)

        const rest = fitted.messages.slice(1)
        expect(toUnits(rest).flatMap((unit) => unit.messages)).toEqual(rest)
        const open = rest.flatMap((message) => (message.role === 'assistant' ? message.toolCalls.map((call) => call.callId) : []))
        expect(rest.flatMap((message) => (message.role === 'tool' ? [message.callId] : []))).toEqual(open)

        const lastUser = messages.findLast((message) => message.role === 'user')
        const keptUser = rest.findLast((message) => message.role === 'user')
        expect(keptUser === undefined).toBe(lastUser === undefined)
        if (lastUser && keptUser && keptUser.content !== lastUser.content) expect(keptUser.content).toContain('characters left out')

        // Order: what is left is the end of the conversation, message by message in the same roles.
        const whole = toUnits(messages).flatMap((unit) => unit.messages)
        const userAt = whole.findLastIndex((message) => message.role === 'user')
        const roles = rest.map((message) => message.role).join(' ')
        if (userAt < 0 || rest.length === whole.length)
          expect(
            whole
              .map((message) => message.role)
              .join(' ')
              .endsWith(roles),
          ).toBe(true)
        else {
          const at = rest.findLastIndex((message) => message.role === 'user')
          const roleList = (list: readonly ModelMessage[]) => list.map((message) => message.role).join(' ')
          expect(roleList(whole.slice(0, userAt)).endsWith(roleList(rest.slice(0, at)))).toBe(true)
          expect(roleList(whole.slice(userAt + 1)).endsWith(roleList(rest.slice(at + 1)))).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })

  test('a conversation that fits is left as it is', async () => {
    const messages = [user('hi'), ...calls('a', 'result'), says('done'), user('and?')]
    expect((await fitContext(system, messages, 1000, measure))?.messages).toEqual([system, ...messages])
  })

  test('old tool results give way first, oldest first, while every turn stays', async () => {
    const big = 'x'.repeat(600)
    const messages = [user('one'), ...calls('a', big), says('1'), user('two'), ...calls('b', big), says('2'), user('three')]
    const fitted = await fitContext(system, messages, total([system, ...messages]) - 10, measure)
    const results = fitted?.messages.flatMap((message) => (message.role === 'tool' ? [message.content] : []))
    expect(results).toEqual([noteFor({ role: 'tool', callId: '', name: 'read', content: '' }), big])
    expect(fitted?.droppedResults).toBe(1)
    expect(fitted?.messages.filter((message) => message.role === 'user')).toHaveLength(3)
  })

  test('then the oldest turns go, and the result that was just returned stays whole', async () => {
    const fresh = 'fresh '.repeat(40)
    const messages = [user('a'.repeat(300)), says('b'.repeat(300)), user('now'), ...calls('c', fresh)]
    const fitted = await fitContext(system, messages, 150, measure)
    expect(fitted?.messages.map((message) => message.role)).toEqual(['system', 'user', 'assistant', 'tool'])
    expect(fitted?.messages.at(-1)?.content).toBe(fresh)
  })

  test('a single message that does not fit is cut in the middle and says how much is missing', async () => {
    const fitted = await fitContext(system, [user(`start ${'x'.repeat(9000)} end`)], 200, measure)
    const content = fitted?.messages[1]?.content ?? ''
    expect(content).toMatch(/^start x+\[… [\d,]+ characters left out …\]x+ end$/)
    expect(content.length).toBeGreaterThan(300)
  })

  test('of several results of one step only the large ones are cut', async () => {
    const fitted = await fitContext(system, [user('read both'), ...calls('a', 'short one', 'y'.repeat(5000))], 300, measure)
    const results = fitted?.messages.flatMap((message) => (message.role === 'tool' ? [message.content] : [])) ?? []
    expect(results[0]).toBe('short one')
    expect(results[1]).toContain('characters left out')
  })

  test('a long history is measured only as far back as it can fit', async () => {
    let measured = 0
    const messages = Array.from({ length: 10_000 }, (_, i) => [user(`question ${i}`), says(`answer ${i}`)]).flat()
    const fitted = await fitContext(system, messages, 500, (message) => {
      measured++
      return measure(message)
    })
    expect(fitted?.messages.length).toBeGreaterThan(20)
    expect(measured).toBeLessThan(300)
  })

  test('a system prompt larger than the window is not cut: the answer is null', async () => {
    expect(await fitContext({ role: 'system', content: 'x'.repeat(3000) }, [user('hi')], 500, measure)).toBeNull()
  })
})
