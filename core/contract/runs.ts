import { z } from 'zod'
import { approvalId, messageId, runId, sessionId } from './ids.ts'
import { route, stream } from './route.ts'

/** A build is named by what it builds: `tool/slugify`, `relic/kv_store`. A relic is started by its name, and called by `kv_store.read`. */
export const runKind = z.enum(['tool', 'relic', 'agent', 'workflow', 'monument', 'build'])
export type RunKind = z.infer<typeof runKind>

/**
 * queued -> running <-> waiting (for a yes) -> done | failed | cancelled.
 * `interrupted` is what a run becomes when the workstation ended under it; it is final.
 */
export const runStatus = z.enum(['queued', 'running', 'waiting', 'done', 'failed', 'cancelled', 'interrupted'])
export type RunStatus = z.infer<typeof runStatus>

export const tier = z.enum(['container', 'wasm', 'process'])
export type Tier = z.infer<typeof tier>

export const runError = z.object({ code: z.string(), message: z.string(), data: z.record(z.string(), z.unknown()).optional() })
export type RunError = z.infer<typeof runError>

export const usage = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  costUsd: z.number().describe('0 for local models.'),
})
export type Usage = z.infer<typeof usage>

export const run = z.object({
  id: runId,
  rootId: runId.describe('The run at the top of this tree; its own id when it is the top.'),
  parentId: runId.nullable(),
  sessionId: sessionId.nullable(),
  kind: runKind,
  name: z.string(),
  digest: z.string().nullable().describe('SHA-256 of the manifest folder this run was pinned to.'),
  status: runStatus,
  tier: tier.nullable().describe('Where a tool ran; null for everything else.'),
  input: z.unknown(),
  output: z.unknown(),
  error: runError.nullable(),
  usage,
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  traceId: z.string(),
})
export type Run = z.infer<typeof run>

const at = { seq: z.number().describe('Position in the journal of the whole tree, from 1, without gaps.'), rootId: runId, runId, at: z.string() }
const event = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) => z.object({ type: z.literal(type), ...at, ...shape })

/** Everything that a run can say. Streams of these never throw midway: they end in one of the last four. */
export const runEvent = z.discriminatedUnion('type', [
  event('run.started', {
    kind: runKind,
    name: z.string(),
    parentId: runId.nullable(),
    input: z.unknown(),
    tier: tier.nullable(),
    deadlineMs: z.number().nullable().describe('How long the run may take; null is no limit.'),
  }),
  event('run.waiting', { approvalId, asks: z.array(z.string()).describe('What it wants to do, in plain words.') }),
  event('run.resumed', { decision: z.string() }),
  event('run.log', { line: z.string() }),
  event('run.notice', { code: z.string(), message: z.string() }),
  event('model.selected', {
    model: z.string().describe('provider/model'),
    why: z.string(),
    contextTokens: z.number(),
    protocol: z.enum(['native', 'tags']),
  }),
  event('model.skipped', { model: z.string(), why: z.string() }),
  event('context.measured', { usedTokens: z.number(), limitTokens: z.number(), droppedResults: z.number() }),
  event('thinking.delta', { text: z.string() }),
  event('text.delta', { text: z.string() }),
  event('tool.called', {
    callId: z.string(),
    toolRunId: runId.nullable().describe('null when the call was refused before a run began.'),
    name: z.string(),
    arguments: z.unknown(),
    tier: tier.nullable(),
  }),
  event('tool.returned', { callId: z.string(), result: z.unknown(), error: runError.nullable(), durationMs: z.number() }),
  event('step.finished', { usage }),
  event('run.finished', { output: z.unknown(), usage, durationMs: z.number() }),
  event('run.failed', { error: runError, usage, durationMs: z.number() }),
  event('run.cancelled', { reason: z.string(), usage, durationMs: z.number() }),
  event('run.interrupted', { usage }),
])
export type RunEvent = z.infer<typeof runEvent>
/** An event before the journal gives it its place and time. */
export type NewRunEvent = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'seq' | 'rootId' | 'runId' | 'at'> : never) : never

export const runResult = z.object({
  status: runStatus,
  output: z.unknown(),
  error: runError.nullable(),
  runId,
  tier: tier.nullable(),
  durationMs: z.number(),
  usage,
})
export type RunResult = z.infer<typeof runResult>

const executeOptions = {
  sessionId: sessionId.optional(),
  timeoutMs: z.int().positive().optional(),
  approve: z.boolean().optional().describe('true: the caller says yes, once, to what the tool asks for.'),
}

export const runsContract = {
  execute: route('POST /runs', 'Runs a manifest and waits for the outcome.')
    .input(
      z.object({
        kind: runKind,
        name: z.string(),
        input: z.unknown(),
        runId: runId.optional().describe('Chosen by the caller, to follow the run from its start; refused when there is such a run.'),
        ...executeOptions,
      }),
    )
    .output(runResult),
  executeTool: route('POST /execute/tool', 'Runs a tool and waits for the outcome.')
    .input(z.object({ name: z.string(), parameters: z.record(z.string(), z.unknown()).default({}), ...executeOptions }))
    .output(runResult),
  executeAgent: route('POST /execute/agent', 'Runs an agent once, outside any chat, and waits for its answer.')
    .input(z.object({ name: z.string(), input: z.unknown(), ...executeOptions }))
    .output(runResult),
  list: route('GET /runs', 'Runs, newest first.')
    .input(
      z.object({
        sessionId: sessionId.optional(),
        kind: runKind.optional(),
        name: z.string().optional(),
        status: runStatus.optional(),
        rootsOnly: z.stringbool().or(z.boolean()).optional(),
        before: runId.optional(),
        limit: z.coerce.number().int().min(1).max(500).default(50),
      }),
    )
    .output(z.object({ runs: z.array(run) })),
  get: route('GET /runs/{id}', 'One run and everything below it, parents before children.')
    .input(z.object({ id: runId }))
    .output(z.object({ run, tree: z.array(run) })),
  events: route('GET /runs/{id}/events', "The journal of a run's tree from the start or after an event id, then live until it ends.")
    .input(z.object({ id: runId, after: z.coerce.number().int().min(0).default(0) }))
    .output(stream(runEvent)),
  cancel: route('POST /runs/{id}/cancel', 'Stops a run and everything below it.')
    .input(z.object({ id: runId }))
    .output(z.object({ status: runStatus })),
}

/** What a turn's stream ends with; scripts rely on its shape. */
export const turnEnd = z.object({
  type: z.enum(['turn.finished', 'turn.failed']),
  text: z.string(),
  sessionId,
  messageId,
  runId,
  toolCalls: z.array(z.object({ name: z.string(), arguments: z.unknown(), result: z.unknown(), error: runError.nullable() })),
  usage,
  error: runError.nullable(),
})
export type TurnEnd = z.infer<typeof turnEnd>
export const turnEvent = z.union([runEvent, turnEnd])
export type TurnEvent = z.infer<typeof turnEvent>
