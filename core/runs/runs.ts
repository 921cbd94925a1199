import { Fault } from '../contract/faults.ts'
import type { Run, RunError, RunEvent, RunKind, RunResult, RunStatus, Usage } from '../contract/runs.ts'
import type { Storage } from '../engines/storage/port.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import { type ApprovalId, newId, type RunId } from '../kernel/ids.ts'
import type { Logger } from '../kernel/logger.ts'
import type { SafetyRequest } from '../safety/safety.ts'
import type { Execute, Executor, Prepared, RunContext } from './executor.ts'
import { createJournalWriter, type JournalWriter } from './journal.ts'
import { recoverRuns } from './recovery.ts'
import { schemaProblem } from './schema-problem.ts'
import { addUsage, noUsage } from './usage.ts'
import { watchJournal } from './watch.ts'

/** What may happen next with a run that wants something. */
export type Review =
  | { decision: 'allow' }
  | { decision: 'deny'; detail: string; code: 'APPROVAL_DENIED' | 'APPROVAL_UNAVAILABLE'; asks: string[] }
  | { decision: 'ask'; approvalId: ApprovalId; asks: string[]; answer(signal: AbortSignal): Promise<{ isAllowed: boolean; decision: string }> }

export type Runs = {
  execute: Execute
  /** The journal of the run's tree after `after`, then live until it ends. Throws NOT_FOUND for an unknown run. */
  events(id: RunId, after: number, signal?: AbortSignal): AsyncGenerator<RunEvent>
  /** Stops a run and everything below it; returns its status then. */
  cancel(id: RunId, reason?: string): Promise<RunStatus>
  get(id: RunId): Promise<{ run: Run; tree: Run[] }>
  list: Storage['runs']['list']
  readonly activeCount: number
  /** Stops everything and waits until it is journalled. */
  close(): Promise<void>
}

/** A run that has ended its signal gets this long to unwind before its outcome is journalled without it. */
const unwindMs = 3_000

type Active = {
  run: Run
  parent: Active | null
  writer: JournalWriter
  abort: AbortController
  usage: Usage
  budget: Prepared['budget']
  /** The caller's yes covers everything below, too. */
  isApproved: boolean
  ended: Promise<void>
}

/** Journals, reviews and carries out runs. On creation, runs that a former process left unfinished become `interrupted`. */
export async function createRuns(options: {
  storage: Storage
  executors: readonly Executor[]
  /** Fails closed: when it throws, the answer is no. */
  review: (request: SafetyRequest) => Promise<Review>
  clock: Clock
  logger: Logger
}): Promise<Runs> {
  const { storage, executors, review, clock, logger } = options
  const active = new Map<RunId, Active>()
  let isClosing = false
  await recoverRuns({ storage, clock, logger })

  const execute: Execute = async (kind, name, input, how) => {
    if (isClosing) throw new Fault('CANCELLED', { name })
    const executor = executors.find((one) => one.kind === kind)
    if (!executor) throw new Fault('NOT_SUPPORTED', { detail: `Running a ${kind} is not supported in this version.` })
    const prepared = await executor.prepare(name)
    const wrong = schemaProblem(prepared.inputSchema, input)
    if (wrong !== null) throw new Fault('INPUT_INVALID', { name, detail: wrong })

    const parent = how.parent ? (active.get(how.parent.runId) ?? null) : null
    if (how.parent && !parent) throw new Fault('CANCELLED', { name })
    const one = await begin(kind, prepared, input, how, parent)
    how.onStart?.({ runId: one.run.id, tier: prepared.tier })
    return await carryOut(one, prepared, how)
  }

  async function begin(kind: RunKind, prepared: Prepared, input: unknown, how: Parameters<Execute>[3], parent: Active | null): Promise<Active> {
    const id = how.runId ?? newId('run')
    const run: Run = {
      id,
      rootId: parent?.run.rootId ?? id,
      parentId: parent?.run.id ?? null,
      sessionId: how.sessionId ?? parent?.run.sessionId ?? null,
      kind,
      name: prepared.name,
      digest: prepared.digest,
      status: 'queued',
      tier: prepared.tier,
      input,
      output: null,
      error: null,
      usage: noUsage,
      createdAt: isoNow(clock),
      startedAt: null,
      finishedAt: null,
      durationMs: null,
      traceId: parent?.run.traceId ?? id.slice(4),
    }
    // A turn stores its run together with its messages, before it is executed.
    const isStored = how.runId !== undefined && (await storage.runs.get(how.runId)) !== null
    if (isStored && how.isNew) throw new Fault('BAD_INPUT', { detail: `There is a run ${id} already. Choose a new id, or leave it out.` })
    if (!isStored) await storage.runs.insert(run)
    else await storage.runs.update(id, { digest: run.digest, tier: run.tier })
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    const one: Active & { end: () => void } = {
      run,
      parent,
      writer: parent?.writer ?? createJournalWriter({ storage, rootId: run.rootId, lastSeq: 0, clock }),
      abort: new AbortController(),
      usage: noUsage,
      budget: prepared.budget,
      isApproved: how.isApproved ?? parent?.isApproved ?? false,
      ended,
      end: resolve,
    }
    active.set(id, one)
    return one
  }

  async function carryOut(one: Active, prepared: Prepared, how: Parameters<Execute>[3]): Promise<RunResult> {
    const { run, writer } = one
    const startedMs = clock.now()
    const timeoutMs = smallest(how.timeoutMs, prepared.timeoutMs)
    let deadline: NodeJS.Timeout | undefined
    const outer = [how.signal, one.parent?.abort.signal].filter((signal) => signal !== undefined)
    const stopWith = () => one.abort.abort(outer.find((signal) => signal.aborted)?.reason)
    for (const signal of outer) signal.aborted ? stopWith() : signal.addEventListener('abort', stopWith, { once: true })
    try {
      await reviewed(one, prepared)
      refuseOverBudget(one.parent)
      if (one.abort.signal.aborted) throw stopFault(one)
      if (timeoutMs !== null)
        deadline = setTimeout(() => one.abort.abort(new Fault('DEADLINE_EXCEEDED', { name: run.name, limit: seconds(timeoutMs) })), timeoutMs)
      run.status = 'running'
      run.startedAt = isoNow(clock)
      await writer.commit(
        run.id,
        { type: 'run.started', kind: run.kind, name: run.name, parentId: run.parentId, input: run.input, tier: run.tier, deadlineMs: timeoutMs },
        (tx) => tx.runs.update(run.id, { status: 'running', startedAt: run.startedAt }),
      )
      if (one.abort.signal.aborted) throw stopFault(one)
      const output = await unwound(prepared.execute(contextOf(one)), one)
      return await end(one, startedMs, 'done', output ?? null, null)
    } catch (error) {
      const cancelled = one.abort.signal.aborted ? stopFault(one) : null
      const told = cancelled ?? error
      const code = told instanceof Fault ? told.code : null
      return await end(one, startedMs, code === 'CANCELLED' ? 'cancelled' : 'failed', null, runErrorOf(told, run))
    } finally {
      clearTimeout(deadline)
      for (const signal of outer) signal.removeEventListener('abort', stopWith)
    }
  }

  async function reviewed(one: Active, prepared: Prepared): Promise<void> {
    const { run, writer } = one
    let verdict: Review
    try {
      verdict = await review({ ...run, runId: run.id, rights: prepared.rights, isApproved: one.isApproved })
    } catch (error) {
      logger.error('the safety review failed; the run is refused', { runId: run.id, error })
      verdict = { decision: 'deny', code: 'APPROVAL_DENIED', detail: 'its safety review failed. The log says why.', asks: [] }
    }
    if (verdict.decision === 'ask') {
      run.status = 'waiting'
      await writer.commit(run.id, { type: 'run.waiting', approvalId: verdict.approvalId, asks: verdict.asks }, (tx) =>
        tx.runs.update(run.id, { status: 'waiting' }),
      )
      const answer = await verdict.answer(one.abort.signal)
      if (one.abort.signal.aborted) throw stopFault(one)
      writer.append(run.id, { type: 'run.resumed', decision: answer.decision })
      if (!answer.isAllowed)
        throw new Fault('APPROVAL_DENIED', { name: run.name, detail: answer.decision === 'expired' ? 'nobody answered in time.' : 'you said no.' })
    }
    if (verdict.decision === 'deny') throw new Fault(verdict.code, { name: run.name, detail: verdict.detail, asks: verdict.asks.join(', ') })
  }

  async function end(
    one: Active,
    startedMs: number,
    status: 'done' | 'failed' | 'cancelled',
    output: unknown,
    error: RunError | null,
  ): Promise<RunResult> {
    const { run, writer, usage } = one
    const durationMs = Math.max(0, Math.round(clock.now() - startedMs))
    // What is below ends first, so that no event of a child follows its parent's end.
    one.abort.abort(new Fault('CANCELLED', { name: run.name }))
    await Promise.all([...active.values()].filter((other) => other.parent === one).map((child) => child.ended))
    const event =
      status === 'done'
        ? ({ type: 'run.finished', output, usage, durationMs } as const)
        : status === 'cancelled'
          ? ({ type: 'run.cancelled', reason: error?.message ?? '', usage, durationMs } as const)
          : ({ type: 'run.failed', error: error as RunError, usage, durationMs } as const)
    try {
      await writer.commit(run.id, event, (tx) => tx.runs.update(run.id, { status, output, error, usage, finishedAt: isoNow(clock), durationMs }))
    } catch (cause) {
      logger.error('a run could not be journalled', { runId: run.id, cause })
      status = 'failed'
      error = { code: 'INTERNAL', message: `What happened could not be saved: ${cause instanceof Error ? cause.message : String(cause)}` }
    }
    active.delete(run.id)
    if (!one.parent) writer.close()
    ;(one as Active & { end: () => void }).end()
    return { status, output, error, runId: run.id, tier: run.tier, durationMs, usage }
  }

  function contextOf(one: Active): RunContext {
    const { run, writer } = one
    return {
      runId: run.id,
      rootId: run.rootId,
      sessionId: run.sessionId,
      input: run.input,
      signal: one.abort.signal,
      logger: logger.child({ runId: run.id, traceId: run.traceId }),
      emit: (event) => writer.append(run.id, event),
      spend(usage) {
        for (let up: Active | null = one; up; up = up.parent) up.usage = addUsage(up.usage, usage)
      },
      usage: () => one.usage,
      async execute(kind, name, input, child = {}) {
        try {
          return await execute(kind, name, input, { ...child, parent: { runId: run.id, rootId: run.rootId } })
        } catch (error) {
          return { status: 'failed', output: null, error: runErrorOf(error, run), runId: run.id, tier: null, durationMs: 0, usage: noUsage }
        }
      },
    }
  }

  function runErrorOf(error: unknown, run: Run): RunError {
    if (error instanceof Fault) return { code: error.code, message: error.message, data: error.data }
    logger.error('a bug ended a run', { runId: run.id, traceId: run.traceId, error })
    return { code: 'INTERNAL', message: new Fault('INTERNAL', { traceId: run.traceId }).message }
  }

  const find = async (id: RunId): Promise<Run> => {
    const run = await storage.runs.get(id)
    if (!run) throw new Fault('NOT_FOUND', { what: 'run', name: id })
    return run
  }

  return {
    execute,
    async *events(id, after, signal) {
      const run = await find(id)
      yield* watchJournal({ storage, run, after, signal, writerOf: (rootId) => active.get(rootId)?.writer })
    },
    async cancel(id, reason = 'You stopped it.') {
      const one = active.get(id)
      if (!one) return (await find(id)).status
      one.abort.abort(new Fault('CANCELLED', { name: one.run.name, reason }))
      await one.ended
      return (await find(id)).status
    },
    async get(id) {
      const run = await find(id)
      const tree = await storage.runs.tree(run.rootId)
      const below = new Set<RunId>([run.id])
      return { run, tree: tree.filter((one) => below.has(one.id) || (one.parentId !== null && below.has(one.parentId) && below.add(one.id))) }
    },
    list: (filter) => storage.runs.list(filter),
    get activeCount() {
      return active.size
    },
    async close() {
      isClosing = true
      const all = [...active.values()]
      for (const one of all) one.abort.abort(new Fault('CANCELLED', { name: one.run.name, reason: 'The workstation was closed.' }))
      await Promise.all(all.map((one) => one.ended))
    },
  }
}

function refuseOverBudget(parent: Active | null): void {
  for (let up = parent; up; up = up.parent) {
    const tokens = up.usage.inputTokens + up.usage.outputTokens
    if (up.budget?.tokens != null && tokens >= up.budget.tokens)
      throw new Fault('BUDGET_EXCEEDED', { name: up.run.name, limit: `${up.budget.tokens} tokens` })
    if (up.budget?.costUsd != null && up.usage.costUsd >= up.budget.costUsd)
      throw new Fault('BUDGET_EXCEEDED', { name: up.run.name, limit: `$${up.budget.costUsd}` })
  }
}

/** The executor's outcome, or the stop itself when the executor does not unwind in time. */
function unwound(work: Promise<unknown>, one: Active): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { signal } = one.abort
    const give = () => setTimeout(() => reject(stopFault(one)), unwindMs).unref()
    if (signal.aborted) give()
    else signal.addEventListener('abort', give, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', give))
  })
}

const stopFault = (one: Active): Fault => {
  const { reason } = one.abort.signal
  return reason instanceof Fault ? reason : new Fault('CANCELLED', { name: one.run.name })
}

const smallest = (a: number | undefined, b: number | null): number | null => (a === undefined ? b : b === null ? a : Math.min(a, b))
const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`
