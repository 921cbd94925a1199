import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunContext } from '../runs/executor.ts'
import { type Chats, startChats } from './testing/chats.ts'

let chats: Chats
/** Lets the answer of a model go on. */
let open: Map<string, () => void>
const modelOf = (context: RunContext) => (context.input as { model: string }).model

/** Says something, then waits for the test. */
async function gated(context: RunContext): Promise<void> {
  const model = modelOf(context)
  context.emit({ type: 'model.selected', model, why: 'asked for', contextTokens: 2048, protocol: 'native' })
  context.emit({ type: 'text.delta', text: `${model} begins` })
  await new Promise<void>((resolve, reject) => {
    open.set(model, resolve)
    context.signal.addEventListener('abort', () => reject(context.signal.reason))
  })
  context.spend({ inputTokens: 1, outputTokens: 1, costUsd: 0 })
  if (model === 'x/broken') throw new Error('broken')
}
const both = ['a/one', 'b/two']
const isOpen = (model: string) => expect.poll(() => open.has(model)).toBe(true)

beforeEach(async () => {
  open = new Map()
  chats = await startChats(gated)
})
afterEach(() => chats.close())

test('two models answer one new message at once, as versions beside each other', async () => {
  const { id } = await chats.chat()
  const { userMessageId, answers } = await chats.turns.compare({ id, text: 'which is it?', models: both })
  expect(answers.map(({ model }) => model)).toEqual(both)
  for (const model of both) await isOpen(model)
  const { messages } = await chats.sessions.versions({ id, messageId: answers[1]?.assistantMessageId as never })
  expect(messages.map((message) => [message.parentId, message.status, message.runId])).toEqual(
    answers.map(({ runId }) => [userMessageId, 'streaming', runId]),
  )
  expect((await chats.branch(id)).map((message) => message.id)).toEqual([userMessageId, answers[0]?.assistantMessageId])

  open.get('a/one')?.()
  await chats.finish(answers[0]?.runId as never)
  expect(await chats.sessions.get(id)).toMatchObject({ status: 'running', activeRunId: answers[1]?.runId, title: 'which is it?' })
  await expect(chats.turns.submit({ id, text: 'next' })).rejects.toMatchObject({ code: 'SESSION_BUSY' })
  open.get('b/two')?.()
  await chats.finish(answers[1]?.runId as never)
  expect(await chats.sessions.get(id)).toMatchObject({ status: 'idle', activeRunId: null })
  const ended = await chats.sessions.versions({ id, messageId: userMessageId })
  expect(ended.messages).toHaveLength(1)
  expect((await chats.sessions.versions({ id, messageId: answers[0]?.assistantMessageId as never })).messages).toMatchObject([
    { status: 'complete', model: 'a/one', parts: [{ text: 'a/one begins' }], usage: { outputTokens: 1 } },
    { status: 'complete', model: 'b/two', parts: [{ text: 'b/two begins' }], usage: { outputTokens: 1 } },
  ])
})

test('one is stopped and the other goes on; stopping the chat stops all', async () => {
  const { id } = await chats.chat()
  const { answers } = await chats.turns.compare({ id, text: 'which is it?', models: [...both, 'c/three'] })
  for (const model of [...both, 'c/three']) await isOpen(model)
  expect(await chats.turns.stop(id, answers[0]?.runId)).toBe(true)
  const statuses = async () =>
    (await chats.sessions.versions({ id, messageId: answers[0]?.assistantMessageId as never })).messages.map(({ status }) => status)
  expect(await statuses()).toEqual(['cancelled', 'streaming', 'streaming'])
  expect(await chats.turns.stop(id)).toBe(true)
  expect(await statuses()).toEqual(['cancelled', 'cancelled', 'cancelled'])
  expect(await chats.sessions.get(id)).toMatchObject({ status: 'idle', activeRunId: null })
  expect(await chats.turns.stop(id)).toBe(false)
})

test('a question or an answer that is there is compared anew, and the history of each ends with the question', async () => {
  const { id } = await chats.chat()
  const first = await chats.turns.submit({ id, text: 'which is it?' })
  await isOpen(undefined as never)
  open.get(undefined as never)?.()
  await chats.finish(first.runId)
  for (const messageId of [first.userMessageId, first.assistantMessageId]) {
    const { userMessageId, answers } = await chats.turns.compare({ id, messageId, models: both })
    expect(userMessageId).toBe(first.userMessageId)
    for (const { runId, model } of answers) {
      await isOpen(model)
      expect(await chats.turns.historyFor(id, runId)).toEqual([{ role: 'user', content: 'which is it?' }])
    }
    await chats.turns.stop(id)
    open.clear()
  }
  expect((await chats.branch(id)).at(-1)?.siblings).toHaveLength(5)
})

test('the version in view says how the turn went', async () => {
  const { id } = await chats.chat()
  const { answers } = await chats.turns.compare({ id, text: 'x', models: ['a/one', 'x/broken'] })
  for (const model of ['a/one', 'x/broken']) {
    await isOpen(model)
    open.get(model)?.()
  }
  for (const { runId } of answers) await chats.finish(runId)
  expect(await chats.sessions.get(id)).toMatchObject({ status: 'idle', activeRunId: null })
})

test('the same model twice, or nothing to answer, is refused', async () => {
  const { id } = await chats.chat()
  await expect(chats.turns.compare({ id, text: 'x', models: ['a/one', 'a/one'] })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await expect(chats.turns.compare({ id, models: both })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  expect(await chats.branch(id)).toEqual([])
})
