import type { AppEvent } from '../contract/system.ts'
import type { ModelGateway } from '../engines/models/port.ts'
import type { Storage } from '../engines/storage/port.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import type { RunId, SessionId } from '../kernel/ids.ts'
import type { Logger } from '../kernel/logger.ts'
import { textOf } from './model-history.ts'
import { cleanTitle, titleRequest } from './title-words.ts'

/** One that thinks needs room for that, too. */
const mostTokens = 512
const deadlineMs = 30_000
/** A chat whose title was cut off by the next message gets another chance after that one's answer. */
const mostTries = 3

type Job = { sessionId: SessionId; runId: RunId }

/**
 * Titles made by the model that answered, after the first complete answer of a chat: in the background, one at a time, given up as
 * soon as anything is asked of a model. Only what the chat's own model has read goes out, and only to that model; the built-in demo
 * model is left in peace. A title that the person gave is never touched.
 */
export function createModelTitles(options: {
  storage: Storage
  models: Pick<ModelGateway, 'list' | 'choose' | 'generate'>
  /** Whether the person wants them; asked each time. */
  isWanted?: () => boolean
  /** Tells of turns that begin and end; returns the function that ends the subscription. */
  subscribe: (listener: (event: AppEvent) => void) => () => void
  publish: (event: AppEvent) => void
  clock: Clock
  logger: Logger
}) {
  const { storage, models, publish, clock, logger } = options
  const closing = new AbortController()
  const waiting: Job[] = []
  const tries = new Map<SessionId, number>()
  const answering = new Set<RunId>()
  let current: { job: Job; stop: AbortController; model: string | null } | null = null
  /** Models that are being removed. */
  const leaving = new Set<string>()
  let working: Promise<void> = Promise.resolve()

  const unsubscribe = options.subscribe((event) => {
    if (event.type === 'turn.started') {
      answering.add(event.runId)
      // An answer comes first: a local model serves one at a time.
      current?.stop.abort()
    } else if (event.type === 'turn.ended') {
      answering.delete(event.runId)
      if (options.isWanted?.() === false) return wake()
      waiting.push({ sessionId: event.sessionId, runId: event.runId })
      wake()
    } else if (event.type === 'session.removed') {
      tries.delete(event.sessionId)
      if (current?.job.sessionId === event.sessionId) current.stop.abort()
    }
  })

  function wake(): void {
    if (current || answering.size > 0 || closing.signal.aborted) return
    const job = waiting.shift()
    if (!job) return
    const stop = new AbortController()
    current = { job, stop, model: null }
    const signal = AbortSignal.any([stop.signal, closing.signal, AbortSignal.timeout(deadlineMs)])
    working = entitle(job, signal)
      .catch((error: unknown) => {
        if (!signal.aborted) logger.warn('a title could not be made', { sessionId: job.sessionId, error: String(error) })
      })
      .finally(() => {
        current = null
        wake()
      })
  }

  async function entitle({ sessionId, runId }: Job, signal: AbortSignal): Promise<void> {
    const session = await storage.sessions.get(sessionId)
    if (session?.titledBy !== 'rule' || session.trashedAt) return
    const answer = await storage.messages.byRun(runId)
    if (answer?.status !== 'complete' || !answer.model || !answer.parentId) return
    const question = await storage.messages.get(answer.parentId)
    if (!question) return
    if (leaving.has(answer.model)) return
    if (current) current.model = answer.model
    const count = (tries.get(sessionId) ?? 0) + 1
    if (count > mostTries) return
    tries.set(sessionId, count)

    const title = await ask(answer.model, { question: textOf(question.parts), answer: textOf(answer.parts) }, signal)
    if (title === null) return
    signal.throwIfAborted()
    const isSet = await storage.transaction(async (tx) => {
      // Read again inside: the person may have given a title meanwhile.
      const now = await tx.sessions.get(sessionId)
      return now?.titledBy === 'rule' && !now.trashedAt && (await tx.sessions.update(sessionId, { title, titledBy: 'model' }))
    })
    if (!isSet) return
    tries.delete(sessionId)
    publish({ type: 'session.changed', sessionId })
  }

  /** The model's title; null when the model is not there, is the demo model, or says nothing of use. */
  async function ask(model: string, said: { question: string; answer: string }, signal: AbortSignal): Promise<string | null> {
    const found = (await models.list(signal)).models.find(({ id }) => id === model)
    if (!found || found.isBuiltInDemo) return null
    const chosen = await models.choose([model], signal)
    if (chosen.id !== model) return null
    // Never another model: what it was not asked for must not reach it.
    const elsewhere = new AbortController()
    const request = { messages: titleRequest(said), tools: [], temperature: 0.3, maxOutputTokens: mostTokens, stop: [], prefer: [model] }
    const events = models.generate(request, {
      ...{ signal: AbortSignal.any([signal, elsewhere.signal]), chosen },
      onChosen: (other) => other.id !== model && elsewhere.abort(),
    })
    let text = ''
    for await (const event of events) {
      if (event.type === 'text') text += event.text
      if (event.type === 'failed') return null
      if (event.type === 'finished') {
        const { inputTokens, outputTokens } = event.usage
        const metric = { unit: 'count', at: isoNow(clock), labels: { model } }
        await storage.metrics.record({ ...metric, name: 'title.tokens', value: inputTokens + outputTokens })
      }
    }
    return elsewhere.signal.aborted ? null : cleanTitle(text)
  }

  return {
    /** Does something with a model, such as removing it, that cannot be done while it answers: meanwhile it makes no title, and one under way is stopped. */
    async without<T>(model: string, work: () => Promise<T>): Promise<T> {
      leaving.add(model)
      try {
        if (current?.model === model) {
          current.stop.abort()
          await working
        }
        return await work()
      } finally {
        leaving.delete(model)
      }
    },
    /** Resolves when nothing is being made. */
    async idle(): Promise<void> {
      while (current) await working
    },
    async close(): Promise<void> {
      unsubscribe()
      closing.abort()
      await working
    },
  }
}
