import { Fault } from '../contract/faults.ts'
import type { RunEvent, RunKind, RunResult, TurnEvent } from '../contract/runs.ts'
import type { AppEvent } from '../contract/system.ts'
import type { ModelMessage } from '../engines/models/port.ts'
import type { Message, MessageRow, Run, Session, Storage } from '../engines/storage/port.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import { type MessageId, newId, type RunId, type SessionId } from '../kernel/ids.ts'
import type { Logger } from '../kernel/logger.ts'
import { modelHistory } from './model-history.ts'
import { titleFrom, untitled } from './titles.ts'
import { finishedMessage, turnEndOf } from './turn-message.ts'

/** At most this many messages of the branch are offered to a model; its window decides how many it reads. */
const historyLimit = 200

export type Submitted = { userMessageId: MessageId; assistantMessageId: MessageId; runId: RunId }

type TurnOptions = {
  storage: Storage
  execute: (
    kind: RunKind,
    name: string,
    input: unknown,
    options: { sessionId: SessionId; runId: RunId; signal: AbortSignal; isApproved: boolean },
  ) => Promise<RunResult>
  events: (runId: RunId, after: number, signal?: AbortSignal) => AsyncIterable<RunEvent>
  cancelRun: (runId: RunId) => Promise<unknown>
  publish: (event: AppEvent) => void
  clock: Clock
  logger: Logger
}

/**
 * A turn: a message of the person and the answer to it. Both are on disk before the answer begins, and the answer goes on
 * whoever is listening. At creation, answers that a former process left unfinished are completed from their journals.
 */
export async function createTurns(options: TurnOptions) {
  const { storage, execute, events, cancelRun, publish, clock, logger } = options
  const settled = new Map<RunId, Promise<void>>()
  const closing = new AbortController()
  for (const message of await storage.messages.unfinished()) await settle(message)

  async function settle(message: Pick<MessageRow, 'id' | 'sessionId' | 'runId'>): Promise<void> {
    const run = message.runId ? await storage.runs.get(message.runId) : null
    const at = isoNow(clock)
    const change = run ? await finishedMessage(storage, run) : ({ status: 'interrupted', finishedAt: at } as const)
    await storage.transaction(async (tx) => {
      await tx.messages.update(message.id, change)
      const failed = change.status === 'failed' || change.status === 'interrupted' ? change.status : 'idle'
      await tx.sessions.update(message.sessionId, { activeRunId: null, status: failed, updatedAt: at })
    })
    publish({ type: 'session.changed', sessionId: message.sessionId })
  }

  const sessionOf = async (id: SessionId): Promise<Session> => {
    const session = await storage.sessions.get(id)
    if (!session) throw new Fault('NOT_FOUND', { what: 'chat', name: id })
    return session
  }

  /** Stores the answer's place (and the question, when given) and its run, all or nothing, then starts the run. */
  async function begin(
    session: Session,
    question: MessageRow | null,
    parentId: MessageId,
    text: string,
    model: string | null,
    isApproved: boolean,
  ): Promise<{ assistantMessageId: MessageId; runId: RunId }> {
    const runId = newId('run')
    const at = isoNow(clock)
    const answer: MessageRow = {
      id: newId('msg'),
      sessionId: session.id,
      parentId,
      role: 'assistant',
      parts: [],
      status: 'streaming',
      error: null,
      runId,
      model: null,
      usage: null,
      createdAt: at,
      finishedAt: null,
    }
    const run: Run = {
      ...{
        id: runId,
        rootId: runId,
        parentId: null,
        sessionId: session.id,
        kind: 'agent',
        name: session.agent,
        digest: null,
        status: 'queued',
        tier: null,
      },
      ...{ input: { text, ...(model ? { model } : {}) }, output: null, error: null, usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 } },
      ...{ createdAt: at, startedAt: null, finishedAt: null, durationMs: null, traceId: runId.slice(4) },
    }
    await storage.transaction(async (tx) => {
      // Read again inside: of two that come at once, the second is refused.
      const now = await tx.sessions.get(session.id)
      if (now?.activeRunId) throw new Fault('SESSION_BUSY')
      if (question) await tx.messages.insert(question)
      await tx.runs.insert(run)
      await tx.messages.insert(answer)
      const title = question && session.title === untitled ? { title: titleFrom(text) } : {}
      await tx.sessions.update(session.id, { headId: answer.id, activeRunId: runId, status: 'running', updatedAt: at, ...title })
    })
    publish({ type: 'turn.started', sessionId: session.id, runId })
    settled.set(runId, answerIt(session, answer, run, isApproved))
    return { assistantMessageId: answer.id, runId }
  }

  async function answerIt(session: Session, answer: MessageRow, run: Run, isApproved: boolean): Promise<void> {
    try {
      await execute('agent', session.agent, run.input, { sessionId: session.id, runId: run.id, signal: closing.signal, isApproved }).catch(
        async (error: unknown) => {
          // Nothing could begin: the agent is gone or broken. The answer says so in its place.
          const known =
            error instanceof Fault
              ? { code: error.code, message: error.message }
              : { code: 'INTERNAL', message: new Fault('INTERNAL', { traceId: run.traceId }).message }
          if (!(error instanceof Fault)) logger.error('a turn could not begin', { runId: run.id, error })
          await storage.transaction(async (tx) => {
            const seq = (await tx.journal.lastSeq(run.id)) + 1
            await tx.journal.append([
              { type: 'run.failed', seq, rootId: run.id, runId: run.id, at: isoNow(clock), error: known, usage: run.usage, durationMs: 0 },
            ])
            await tx.runs.update(run.id, { status: 'failed', error: known, finishedAt: isoNow(clock), durationMs: 0 })
          })
        },
      )
      await settle(answer)
    } catch (error) {
      logger.error('the end of a turn could not be saved', { runId: run.id, error })
    } finally {
      settled.delete(run.id)
      publish({ type: 'turn.ended', sessionId: session.id, runId: run.id })
    }
  }

  const messageOf = async (sessionId: SessionId, id: MessageId): Promise<Message> => {
    const message = await storage.messages.get(id)
    if (message?.sessionId !== sessionId) throw new Fault('NOT_FOUND', { what: 'message', name: id })
    return message
  }

  return {
    /** Returns once the question and the answer's place are on disk. The same `messageId` again returns what the first call did. */
    async submit(input: {
      id: SessionId
      text: string
      messageId?: MessageId | undefined
      parentId?: MessageId | null | undefined
      isApproved?: boolean | undefined
    }): Promise<Submitted> {
      const session = await sessionOf(input.id)
      if (input.text.trim() === '') throw new Fault('BAD_INPUT', { detail: 'The message is empty. Write something first.' })
      if (input.messageId) {
        const known = await storage.messages.get(input.messageId)
        if (known) return await answerOf(session, known)
      }
      if (session.activeRunId) throw new Fault('SESSION_BUSY')
      const parentId = input.parentId === undefined ? session.headId : input.parentId
      if (parentId !== null) await messageOf(session.id, parentId)
      const at = isoNow(clock)
      const question: MessageRow = {
        ...{
          id: input.messageId ?? newId('msg'),
          sessionId: session.id,
          parentId,
          role: 'user',
          parts: [{ type: 'text', text: input.text }],
          status: 'complete',
        },
        ...{ error: null, runId: null, model: null, usage: null, createdAt: at, finishedAt: at },
      }
      const begun = await begin(session, question, question.id, input.text, session.model, input.isApproved ?? false)
      return { userMessageId: question.id, ...begun }
    },

    /** Answers the same question once more, beside the former answer. */
    async retry(input: {
      id: SessionId
      messageId: MessageId
      model?: string | undefined
    }): Promise<{ assistantMessageId: MessageId; runId: RunId }> {
      const session = await sessionOf(input.id)
      const former = await messageOf(session.id, input.messageId)
      if (former.role !== 'assistant' || !former.parentId)
        throw new Fault('BAD_INPUT', { detail: 'Only an answer can be tried again. Choose the answer, not the question.' })
      const question = await messageOf(session.id, former.parentId)
      const text = question.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('')
      return await begin(session, null, question.id, text, input.model ?? session.model, false)
    },

    async stop(id: SessionId): Promise<boolean> {
      const { activeRunId } = await sessionOf(id)
      if (!activeRunId) return false
      const done = settled.get(activeRunId)
      await cancelRun(activeRunId)
      await done
      return true
    },

    /** The events of a turn after `after`, then its end. Ends quietly when the signal aborts. */
    async *follow(runId: RunId, after: number, signal?: AbortSignal): AsyncGenerator<TurnEvent> {
      for await (const event of events(runId, after, signal)) yield event
      if (signal?.aborted) return
      await settled.get(runId)
      const run = await storage.runs.get(runId)
      if (!run?.sessionId) throw new Fault('NOT_FOUND', { what: 'turn', name: runId })
      const message = await storage.messages.byRun(runId)
      if (message) yield turnEndOf(message, run)
    },

    /** The conversation that the run `runId` answers, up to its question. Empty when the run writes no message of this session. */
    async historyFor(sessionId: SessionId, runId: RunId): Promise<ModelMessage[]> {
      const answer = await storage.messages.byRun(runId)
      if (answer?.sessionId !== sessionId || !answer.parentId) return []
      return modelHistory(await storage.messages.branch(answer.parentId, historyLimit))
    },

    /** Stops all answers and waits until what there is of each is stored. */
    async close(): Promise<void> {
      closing.abort(new Fault('CANCELLED', { name: 'The answer' }))
      await Promise.all(settled.values())
    },
  }

  async function answerOf(session: Session, question: Message): Promise<Submitted> {
    const answer = await storage.messages.firstChild(question.id)
    if (question.sessionId !== session.id || !answer?.runId) throw new Fault('BAD_INPUT', { detail: 'This message id is already taken.' })
    return { userMessageId: question.id, assistantMessageId: answer.id, runId: answer.runId }
  }
}
export type Turns = Awaited<ReturnType<typeof createTurns>>
