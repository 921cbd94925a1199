import type { Right } from '../contract/registry.ts'
import type { NewRunEvent, RunKind, RunResult, Tier, Usage } from '../contract/runs.ts'
import type { RunId, SessionId } from '../kernel/ids.ts'
import type { Logger } from '../kernel/logger.ts'

/** What a run is about to carry out, pinned: later changes of the files do not reach a run under way. */
export type Prepared = {
  name: string
  /** SHA-256 of the manifest folder. */
  digest: string
  /** JSON Schema that the input must fit; null takes anything. */
  inputSchema: Record<string, unknown> | null
  /** What it asks for beyond nothing; each needs a yes. */
  rights: Right[]
  /** Where it will run; null for kinds without a sandbox. */
  tier: Tier | null
  timeoutMs: number | null
  /** What it and everything below it may spend together; null is no limit. Checked before each run below it starts. */
  budget?: { tokens: number | null; costUsd: number | null }
  execute(context: RunContext): Promise<unknown>
}

/** How one kind of manifest is carried out. */
export type Executor = {
  readonly kind: RunKind
  /** Resolves the name to the version in force. Throws MANIFEST_NOT_FOUND, MANIFEST_INVALID or TIER_UNAVAILABLE. */
  prepare(name: string): Promise<Prepared>
}

/** What an executor gets. It returns the output or throws; `Fault`s become the run's error, everything else is a bug. */
export type RunContext = {
  readonly runId: RunId
  readonly rootId: RunId
  readonly sessionId: SessionId | null
  readonly input: unknown
  /** Aborts on Stop, on the deadline and when a parent ends. */
  readonly signal: AbortSignal
  readonly logger: Logger
  /** Appends to the journal. Text deltas are gathered for a few milliseconds; everything else is written at once, in order. */
  emit(event: NewRunEvent): void
  /** Counts towards this run and all above it. */
  spend(usage: Usage): void
  /** What this run and everything below it has spent so far. */
  usage(): Usage
  /** Runs something below this run. The promise never rejects: failures are in the result. `runId` comes back before it starts through `onStart`. */
  execute(
    kind: RunKind,
    name: string,
    input: unknown,
    options?: { signal?: AbortSignal; timeoutMs?: number; onStart?: (child: { runId: RunId; tier: Tier | null }) => void },
  ): Promise<RunResult>
}

/**
 * The one path by which anything happens. Rejects with a Fault only when nothing could begin (unknown manifest, input that does
 * not fit); from then on every outcome, failures too, is in the result and in the journal.
 */
export type Execute = (
  kind: RunKind,
  name: string,
  input: unknown,
  options: {
    sessionId?: SessionId | undefined
    parent?: { runId: RunId; rootId: RunId } | undefined
    /** Chosen by the caller when it must be stored before the run starts. */
    runId?: RunId | undefined
    /** Refuses, with BAD_INPUT, a `runId` that is there already; without it such a run is carried out, as its turn has stored it. */
    isNew?: boolean | undefined
    signal?: AbortSignal | undefined
    timeoutMs?: number | undefined
    /** The caller's own yes, once. */
    isApproved?: boolean | undefined
    onStart?: ((started: { runId: RunId; tier: Tier | null }) => void) | undefined
  },
) => Promise<RunResult>
