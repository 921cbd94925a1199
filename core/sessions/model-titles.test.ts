import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AppEvent } from '../contract/system.ts'
import type { ChosenModel, ModelEvent, ModelGateway } from '../engines/models/port.ts'
import type { Storage } from '../engines/storage/port.ts'
import { createSqliteStorage } from '../engines/storage/sqlite-storage.ts'
import { aMessage, aRun, aSession } from '../engines/storage/storage.fixtures.ts'
import { systemClock } from '../kernel/clock.ts'
import { createEventBus } from '../kernel/event-bus.ts'
import { newId } from '../kernel/ids.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createModelTitles } from './model-titles.ts'
import { cleanTitle, titleRequest } from './title-words.ts'

const usage = { inputTokens: 9, outputTokens: 3, costUsd: 0 }
let storage: Storage
let bus: ReturnType<typeof createEventBus<AppEvent>>
let titles: ReturnType<typeof createModelTitles>
let asked: { model: string; text: string }[]
let published: AppEvent[]
let isWanted: boolean
/** What the model does in this test. */
let answer: (signal: AbortSignal, onChosen: (model: ChosenModel) => void) => AsyncIterable<ModelEvent>

const chosen = (id: string): ChosenModel => ({ id, provider: 'ollama', name: id, contextTokens: 4096, hasTools: true, why: '' })
const models = {
  list: async () => ({
    models: [
      { id: 'ollama/q', isBuiltInDemo: false },
      { id: 'llama/spark', isBuiltInDemo: true },
    ],
    providers: [],
    defaultModel: null,
  }),
  choose: async ([first]: string[]) => chosen(first as string),
  generate(
    request: { messages: { content: string }[] },
    options: { signal: AbortSignal; chosen: ChosenModel; onChosen: (model: ChosenModel) => void },
  ) {
    asked.push({ model: options.chosen.id, text: request.messages.map(({ content }) => content).join('\n') })
    return answer(options.signal, options.onChosen)
  },
} as unknown as ModelGateway

async function* says(text: string): AsyncGenerator<ModelEvent> {
  yield { type: 'text', text }
  yield { type: 'finished', reason: 'stop', usage }
}
const hangs = async function* (signal: AbortSignal): AsyncGenerator<ModelEvent> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  yield { type: 'failed', error: { code: 'CANCELLED', message: '' }, isRetryable: false, usage }
}

beforeEach(async () => {
  asked = []
  published = []
  isWanted = true
  answer = () => says('"Migrating birds"')
  storage = await createSqliteStorage({ file: ':memory:', clock: systemClock, logger: silentLogger, artifactsFolder: '/nonexistent' })
  bus = createEventBus()
  const publish = (event: AppEvent) => void published.push(event)
  titles = createModelTitles({
    storage,
    models,
    isWanted: () => isWanted,
    subscribe: bus.subscribe,
    publish,
    clock: systemClock,
    logger: silentLogger,
  })
})
afterEach(async () => {
  await titles.close()
  await storage.close()
})

/** A chat whose first answer has just been stored. */
async function answered(model = 'ollama/q', change: Parameters<typeof aSession>[0] = {}, status: 'complete' | 'failed' = 'complete') {
  const session = aSession({ title: 'where do they fly?', ...change })
  await storage.sessions.insert(session)
  const run = aRun({ sessionId: session.id })
  await storage.runs.insert(run)
  const question = aMessage(session.id, 'where do they fly?')
  await storage.messages.insert(question)
  await storage.messages.insert(aMessage(session.id, 'South.', { parentId: question.id, role: 'assistant', runId: run.id, model, status }))
  return { sessionId: session.id, runId: run.id }
}
const ended = async (turn: Awaited<ReturnType<typeof answered>>) => {
  bus.publish({ type: 'turn.ended', ...turn })
  await titles.idle()
  return await storage.sessions.get(turn.sessionId)
}
const begun = () => expect.poll(() => asked.length).toBeGreaterThan(0)

test('asks no model for a title while the person wants none', async () => {
  isWanted = false
  const turn = await answered()
  expect(await ended(turn)).toMatchObject({ title: 'where do they fly?', titledBy: 'rule' })
  expect(asked).toEqual([])
})

test('the model that answered is asked for a title after the first answer, and only once', async () => {
  const turn = await answered()
  expect(await ended(turn)).toMatchObject({ title: 'Migrating birds', titledBy: 'model' })
  expect(asked[0]?.model).toBe('ollama/q')
  expect(asked[0]?.text).toContain('where do they fly?')
  expect(published).toEqual([{ type: 'session.changed', sessionId: turn.sessionId }])
  await ended(turn)
  expect(asked).toHaveLength(1)
})

test.each([
  ['the person gave a title', 'ollama/q', { titledBy: 'person' as const }, 'complete' as const],
  ['the demo model answered', 'llama/spark', {}, 'complete' as const],
  ['the model is gone by now', 'ollama/gone', {}, 'complete' as const],
  ['the answer failed', 'ollama/q', {}, 'failed' as const],
  ['the chat is in the trash', 'ollama/q', { trashedAt: '2026-01-01' }, 'complete' as const],
])('no model is asked when %s', async (_, model, change, status) => {
  expect(await ended(await answered(model, change, status))).toMatchObject({ title: 'where do they fly?' })
  expect(asked).toEqual([])
})

test('a title that the person gives meanwhile stays', async () => {
  const turn = await answered()
  answer = async function* () {
    await storage.sessions.update(turn.sessionId, { title: 'Mine', titledBy: 'person' })
    yield* says('Theirs')
  }
  expect(await ended(turn)).toMatchObject({ title: 'Mine', titledBy: 'person' })
})

test('it is given up when an answer begins, and made after that one', async () => {
  const turn = await answered()
  answer = hangs
  bus.publish({ type: 'turn.ended', ...turn })
  await begun()
  const next = { sessionId: turn.sessionId, runId: newId('run') }
  bus.publish({ type: 'turn.started', ...next })
  await titles.idle()
  expect(await storage.sessions.get(turn.sessionId)).toMatchObject({ titledBy: 'rule' })
  answer = () => says('Later')
  bus.publish({ type: 'turn.ended', ...next })
  expect(await ended(turn)).toMatchObject({ title: 'Later' })
})

test('nothing goes to another model when the own one fails', async () => {
  const turn = await answered()
  answer = async function* (signal, onChosen) {
    onChosen(chosen('cloud/other'))
    expect(signal.aborted).toBe(true)
    yield* says('From elsewhere')
  }
  expect(await ended(turn)).toMatchObject({ title: 'where do they fly?', titledBy: 'rule' })
})

test('closing ends one that is being made', async () => {
  answer = hangs
  bus.publish({ type: 'turn.ended', ...(await answered()) })
  await begun()
  await titles.close()
})

test('a chat is given up after three tries', async () => {
  const turn = await answered()
  answer = () => says('...')
  for (let index = 0; index < 5; index++) await ended(turn)
  expect(asked).toHaveLength(3)
})

test.each([
  ['Title: "Birds of prey."', 'Birds of prey'],
  ['**Birds of prey**', 'Birds of prey'],
  ['# Birds', 'Birds'],
  ['<think>\nA title, hm.\n</think>\n\nBirds', 'Birds'],
  ['<think>never ends', null],
  ['', null],
  ['...', null],
  ['„Zugvögel im Herbst“', 'Zugvögel im Herbst'],
  ['渡り鳥の行き先。', '渡り鳥の行き先'],
  ['Sure! Here is a title for the conversation that you have had with me about some birds today', null],
])('of %j it takes %j', (said, title) => {
  expect(cleanTitle(said)).toBe(title)
})

test('whatever a model writes, a title is one short line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (said) => {
      const title = cleanTitle(said)
      if (title === null) return
      expect(title.trim()).toBe(title)
      expect(title).not.toBe('')
      expect(title).not.toMatch(/\p{Cc}/u)
      expect(title.length).toBeLessThanOrEqual(61)
    }),
  )
})

test('what is asked is bounded, however long the conversation is', () => {
  const long = 'x'.repeat(100_000)
  expect(JSON.stringify(titleRequest({ question: long, answer: long })).length).toBeLessThan(4_000)
})

test('a model that is being removed makes no title: the one under way is stopped first, and no other is begun', async () => {
  const seen: string[] = []
  answer = async function* (signal) {
    try {
      yield* hangs(signal)
    } finally {
      seen.push('title stopped')
    }
  }
  bus.publish({ type: 'turn.ended', ...(await answered()) })
  await begun()
  await titles.without('ollama/q', async () => {
    seen.push('removed')
    await ended(await answered())
  })
  expect(seen).toEqual(['title stopped', 'removed'])
  expect(asked).toHaveLength(1)
  answer = () => says('Again')
  expect(await ended(await answered())).toMatchObject({ title: 'Again' })
})

test('the title of one model goes on while another is removed', async () => {
  const gate = Promise.withResolvers<void>()
  answer = async function* () {
    await gate.promise
    yield* says('Migrating birds')
  }
  const turn = await answered()
  bus.publish({ type: 'turn.ended', ...turn })
  await begun()
  await titles.without('ollama/other', async () => gate.resolve())
  await titles.idle()
  expect(await storage.sessions.get(turn.sessionId)).toMatchObject({ title: 'Migrating birds' })
})
