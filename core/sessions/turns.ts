import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../contract/faults.ts'
import type { RunEvent, RunKind, RunResult, TurnEvent } from '../contract/runs.ts'
import type { AppEvent } from '../contract/system.ts'
import type { ModelMessage } from '../engines/models/port.ts'
import type { Message, MessageRow, Run, Session, Storage } from '../engines/storage/port.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import { type ArtifactId, type MessageId, newId, type RunId, type SessionId } from '../kernel/ids.ts'
import type { Logger } from '../kernel/logger.ts'
import { readAttached } from './attached-content.ts'
import { inTrash, type PlaceFile, takeFiles } from './attachments.ts'
import { modelHistory } from './model-history.ts'
import { titleFrom, untitled } from './titles.ts'
import { finishedMessage, turnEndOf } from './turn-message.ts'

/** At most this many messages of the branch are offered to a model; its window decides how many it reads. */
const historyLimit = 200
const firstSaveAgainMs = 1_000

type Begun = { assistantMessageId: MessageId; runId: RunId }
export type Submitted = Begun & { userMessageId: MessageId }

type NewQuestion = {
  text: string
  attachments?: readonly ArtifactId[] | undefined
  messageId?: MessageId | undefined
  /** Left out: the end of the branch in view. */
  parentId?: MessageId | null | undefined
}

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
  placeFile: PlaceFile
  publish: (event: AppEvent) => void
  clock: Clock
  logger: Logger
}

/**
 * A turn: a message of the person and the answer to it. Both are on disk before the answer begins, and the answer goes on
 * whoever is listening. At creation, answers that a former process left unfinished are completed from their journals.
 */
export async function createTurns(options: TurnOptions) {
  const { storage, execute, events, cancelRun, placeFile, publish, clock, logger } = options
  const settled = new Map<RunId, Promise<void>>()
  const closing = new AbortController()
  for (const message of await storage.messages.unfinished()) await settle(message)

  async function settle(message: Pick<MessageRow, 'id' | 'sessionId' | 'runId'>): Promise<void> {
    const run = message.runId ? await storage.runs.get(message.runId) : null
    const at = isoNow(clock)
    const change = run ? await finishedMessage(storage, run) : ({ status: 'interrupted', finishedAt: at } as const)
    await storage.transaction(async (tx) => {
      await tx.messages.update(message.id, change)
      const other = (await tx.messages.unfinished()).find(({ sessionId }) => sessionId === message.sessionId)
      if (other) return void (await tx.sessions.update(message.sessionId, { activeRunId: other.runId, updatedAt: at }))
      // Of several answers to one message the one in view says how the turn went.
      const headId = (await tx.sessions.get(message.sessionId))?.headId
      const status = (headId ? await tx.messages.get(headId) : null)?.status
      const ended = status === 'failed' || status === 'interrupted' ? status : 'idle'
      await tx.sessions.update(message.sessionId, { activeRunId: null, status: ended, updatedAt: at })
    })
    publish({ type: 'session.changed', sessionId: message.sessionId })
  }

  const sessionOf = async (id: SessionId): Promise<Session> => {
    const session = await storage.sessions.get(id)
    if (!session) throw new Fault('NOT_FOUND', { what: 'chat', name: id })
    if (session.trashedAt) throw inTrash()
    return session
  }

  /** Stores a place for an answer of each model (and the question, when given) with its run, all or nothing, then starts the runs. */
  async function begin(
    session: Session,
    question: { row: MessageRow; isNew: boolean },
    models: readonly (string | null)[],
    isApproved: boolean,
  ): Promise<[Begun, ...Begun[]]> {
    const at = isoNow(clock)
    const text = questionText(question.row)
    const [first, ...others] = models.map((model) => placeFor(session, question.row.id, text, model, at))
    if (!first) throw new Error('A turn needs an answer.')
    const places = [first, ...others] as const
    await storage.transaction(async (tx) => {
      // Read again inside: of two that come at once, the second is refused.
      const now = await tx.sessions.get(session.id)
      if (now?.activeRunId) throw new Fault('SESSION_BUSY')
      if (now?.trashedAt) throw inTrash()
      if (question.isNew) {
        await tx.messages.insert(question.row)
        for (const part of question.row.parts) if (part.type === 'attachment') await tx.artifacts.keep(part.artifactId)
      }
      for (const { run, answer } of places) {
        await tx.runs.insert(run)
        await tx.messages.insert(answer)
      }
      const title = question.isNew && now?.titledBy === 'rule' && now.title === untitled ? { title: titleFrom(text) } : {}
      const { id: headId, runId: activeRunId } = first.answer
      await tx.sessions.update(session.id, { headId, activeRunId, status: 'running', archivedAt: null, updatedAt: at, ...title })
    })
    const started = ({ answer, run }: typeof first): Begun => {
      publish({ type: 'turn.started', sessionId: session.id, runId: run.id })
      settled.set(run.id, answerIt(session, answer, run, isApproved))
      return { assistantMessageId: answer.id, runId: run.id }
    }
    return [started(first), ...others.map(started)]
  }

  async function answerIt(session: Session, answer: MessageRow, run: Run, isApproved: boolean): Promise<void> {
    const options = { sessionId: session.id, runId: run.id, signal: closing.signal, isApproved }
    let problem = await execute('agent', session.agent, run.input, options).then(
      () => null,
      (error: unknown) => ({ error }),
    )
    const save = async () => {
      if (problem) await sayFailed(run, problem.error)
      problem = null
      await settle(answer)
    }
    try {
      await save()
    } catch (error) {
      logger.error('the end of a turn could not be saved; it is tried again', { runId: run.id, error })
      void saveLater(save, { type: 'turn.ended', sessionId: session.id, runId: run.id })
    } finally {
      settled.delete(run.id)
      publish({ type: 'turn.ended', sessionId: session.id, runId: run.id })
    }
  }

  /** Nothing could begin, or what there was could not be kept: the answer says so in its place. */
  async function sayFailed(run: Run, error: unknown): Promise<void> {
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
  }

  /** A full disk has room again some time. Until then the chat says that the answer is being written; the next start would end it, too. */
  async function saveLater(save: () => Promise<void>, saved: AppEvent): Promise<void> {
    for (let waitMs = firstSaveAgainMs; ; waitMs = Math.min(60_000, waitMs * 2)) {
      try {
        await sleep(waitMs, undefined, { signal: closing.signal, ref: false })
      } catch {
        return
      }
      try {
        await save()
        return publish(saved)
      } catch (error) {
        logger.debug('the end of a turn could not be saved yet', { error })
      }
    }
  }

  /** The row of a new question, with its files in place. */
  async function newQuestion(session: Session, { text, attachments = [], messageId, parentId: wanted }: NewQuestion): Promise<MessageRow> {
    if (text.trim() === '' && attachments.length === 0) throw new Fault('BAD_INPUT', { detail: 'The message is empty. Write something first.' })
    if (session.activeRunId) throw new Fault('SESSION_BUSY')
    const parentId = wanted === undefined ? session.headId : wanted
    if (parentId !== null) await messageOf(session.id, parentId)
    const at = isoNow(clock)
    const files = await takeFiles(storage, placeFile, session.id, attachments)
    return {
      ...{ id: messageId ?? newId('msg'), sessionId: session.id, parentId, role: 'user', status: 'complete' },
      parts: [...(text.trim() === '' ? [] : [{ type: 'text' as const, text }]), ...files],
      ...{ error: null, runId: null, model: null, usage: null, createdAt: at, finishedAt: at },
    }
  }

  /** The question of a place: a message of the person, or what an answer answers. */
  async function questionOf(session: Session, id: MessageId): Promise<Message> {
    const message = await messageOf(session.id, id)
    if (message.role === 'user') return message
    if (message.parentId) return await messageOf(session.id, message.parentId)
    throw new Fault('BAD_INPUT', { detail: 'This answer has no question that could be answered again.' })
  }

  const messageOf = async (sessionId: SessionId, id: MessageId): Promise<Message> => {
    const message = await storage.messages.get(id)
    if (message?.sessionId !== sessionId) throw new Fault('NOT_FOUND', { what: 'message', name: id })
    return message
  }

  return {
    /** Returns once the question and the answer's place are on disk. The same `messageId` again returns what the first call did. */
    async submit(input: NewQuestion & { id: SessionId; isApproved?: boolean | undefined }): Promise<Submitted> {
      const session = await sessionOf(input.id)
      if (input.messageId) {
        const known = await storage.messages.get(input.messageId)
        if (known) return await answerOf(session, known)
      }
      const row = await newQuestion(session, input)
      const [begun] = await begin(session, { row, isNew: true }, [session.model], input.isApproved ?? false)
      return { userMessageId: row.id, ...begun }
    },

    /** Answers the same question once more, beside the former answer. */
    async retry(input: { id: SessionId; messageId: MessageId; model?: string | undefined }): Promise<Begun> {
      const session = await sessionOf(input.id)
      const former = await messageOf(session.id, input.messageId)
      if (former.role !== 'assistant' || !former.parentId)
        throw new Fault('BAD_INPUT', { detail: 'Only an answer can be tried again. Choose the answer, not the question.' })
      const row = await messageOf(session.id, former.parentId)
      const [begun] = await begin(session, { row, isNew: false }, [input.model ?? session.model], false)
      return begun
    },

    /** Has several models answer one message at once, as versions beside each other: one that is there, or a new one. */
    async compare(
      input: Omit<NewQuestion, 'text'> & { id: SessionId; models: readonly string[]; text?: string | undefined },
    ): Promise<{ userMessageId: MessageId; answers: (Begun & { model: string })[] }> {
      const session = await sessionOf(input.id)
      const { models } = input
      if (new Set(models).size < models.length) throw new Fault('BAD_INPUT', { detail: 'Choose models that differ.' })
      const isNew = input.messageId === undefined
      const row =
        input.messageId === undefined ? await newQuestion(session, { ...input, text: input.text ?? '' }) : await questionOf(session, input.messageId)
      const begun = await begin(session, { row, isNew }, models, false)
      return { userMessageId: row.id, answers: begun.map((one, index) => ({ ...one, model: models[index] as string })) }
    },

    /** Stops what is being written in a chat, or, given a run, only that answer. */
    async stop(id: SessionId, runId?: RunId): Promise<boolean> {
      if (!(await storage.sessions.get(id))) throw new Fault('NOT_FOUND', { what: 'chat', name: id })
      const writing = (await storage.messages.unfinished()).flatMap((message) =>
        message.sessionId === id && message.runId && (runId ?? message.runId) === message.runId ? [message.runId] : [],
      )
      await Promise.all(
        writing.map(async (one) => {
          const done = settled.get(one)
          await cancelRun(one)
          await done
        }),
      )
      return writing.length > 0
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
      const said = await storage.messages.branch(answer.parentId, historyLimit)
      return modelHistory(said, await readAttached(storage, said))
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

/** A place for an answer, and the run that will write it. */
function placeFor(session: Session, parentId: MessageId, text: string, model: string | null, at: string): { answer: MessageRow; run: Run } {
  const runId = newId('run')
  return {
    answer: {
      ...{ id: newId('msg'), sessionId: session.id, parentId, role: 'assistant', parts: [], status: 'streaming', error: null, runId },
      ...{ model: null, usage: null, createdAt: at, finishedAt: null },
    },
    run: {
      ...{ id: runId, rootId: runId, parentId: null, sessionId: session.id, kind: 'agent', name: session.agent, digest: null },
      ...{ status: 'queued', tier: null, input: { text, ...(model ? { model } : {}) }, output: null, error: null },
      ...{ usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 }, createdAt: at, startedAt: null, finishedAt: null, durationMs: null },
      traceId: runId.slice(4),
    },
  }
}

/** What the run is told and the title is made of; the conversation itself comes from the history. */
const questionText = ({ parts }: Pick<MessageRow, 'parts'>): string =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('') ||
  parts.flatMap((part) => (part.type === 'attachment' ? [part.name] : [])).join(', ')
