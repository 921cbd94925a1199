import { Fault } from '../../contract/faults.ts'
import type { ToolManifest } from '../../contract/manifests/index.ts'
import type { Right } from '../../contract/registry.ts'
import type { Tier } from '../../contract/runs.ts'
import type { Sandbox, SandboxOutcome } from '../../engines/sandboxes/port.ts'
import type { RunId, SessionId } from '../../kernel/ids.ts'
import type { LoadedManifest, ManifestLookup } from '../../registry/port.ts'
import type { Executor, RunContext } from '../../runs/executor.ts'
import { schemaProblem } from '../../runs/schema-problem.ts'
import { imageFor } from './image-for.ts'
import { type PutArtifact, withinSize } from './result-size.ts'
import { buildSandboxRequest, timeoutOf } from './sandbox-request.ts'
import { type StateChanges, stateChanges } from './state-changes.ts'
import { createTierOf, type FindImage, type TierOf } from './tier-of.ts'

export type ToolExecutorOptions = {
  manifests: Pick<ManifestLookup, 'get' | 'nearest'>
  sandboxes: Sandbox[]
  /** The digest that the person trusted to run as a process; null: none. */
  trustedDigest: (tool: string) => Promise<string | null>
  /** A chat's state. Without a chat a tool sees an empty one, and what it writes is dropped. */
  state: { read(sessionId: SessionId): Promise<Record<string, unknown>>; write(sessionId: SessionId, changes: StateChanges): Promise<void> }
  secrets: { get(name: string): Promise<string | null> }
  /** The folder that `workspace` means; made when it is not there. */
  workspaceFolder: (sessionId: SessionId | null, runId: RunId) => Promise<string>
  rightsOf: (manifest: ToolManifest) => Right[]
  /** The image of a tool as it is now; null when it must be built. Absent where there are no containers. */
  images?: {
    find: FindImage
    /** Told at each run: images that are not used for long go first. */
    used?: (image: string) => Promise<void>
  }
  /** Where results go that are too large; without it they are kept as they are. */
  putArtifact?: PutArtifact
}

/** What a container may take to start before the deadline of the run itself. */
const startMs = 30_000

/** The executor, and what the registry's lists show of each tool. */
export type ToolExecutor = Executor & { tierOf: TierOf }

/**
 * Carries out tools: chooses the tier, has the image built where one is needed, grants what `permissions` name and nothing else, hands
 * logs on as they come, and keeps the chat's state. `execute` throws TOOL_FAILED, DEADLINE_EXCEEDED or CANCELLED; in a container also
 * BUILD_FAILED, ENGINE_UNAVAILABLE or ENGINE_FAILED.
 */
export function createToolExecutor(options: ToolExecutorOptions): ToolExecutor {
  const { manifests, sandboxes } = options

  const tierOf = createTierOf({ ...options, findImage: options.images?.find })

  const find = (name: string): LoadedManifest<ToolManifest> => {
    const loaded = manifests.get('Tool', name)
    if (loaded) return loaded
    const nearest = manifests.nearest('Tool', name)
    throw new Fault('MANIFEST_NOT_FOUND', { kind: 'tool', name, suggestion: nearest ? ` Did you mean ${nearest}?` : '' })
  }

  return {
    kind: 'tool',
    tierOf,
    async prepare(name) {
      const loaded = find(name)
      const { manifest } = loaded
      const { tier, why } = await tierOf(loaded)
      const sandbox = sandboxes.find((one) => one.tier === tier)
      if (!tier || !sandbox) throw new Fault('TIER_UNAVAILABLE', { name, why })
      if (tier === 'wasm') for (const one of sandboxes) one.makeReady?.(manifest.implementation.type)
      // A folder that cannot be planned fails in the run, where it is told and journalled.
      const image = tier === 'container' ? ((await options.images?.find(loaded).catch(() => null)) ?? null) : null
      return {
        name,
        digest: loaded.digest,
        inputSchema: manifest.parameters ?? null,
        rights: options.rightsOf(manifest),
        tier,
        timeoutMs: runTimeoutMs(timeoutOf(manifest), tier, image),
        execute: (context) => execute(loaded, sandbox, image, context, options),
      }
    },
  }
}

/** The tool's own limit is the sandbox's to keep. The run has none while an image must be built first, which may take minutes. */
function runTimeoutMs(toolMs: number, tier: Tier, image: string | null): number | null {
  if (tier !== 'container') return toolMs
  return image === null ? null : toolMs + startMs
}

async function execute(
  loaded: LoadedManifest<ToolManifest>,
  sandbox: Sandbox,
  found: string | null,
  context: RunContext,
  options: ToolExecutorOptions,
): Promise<unknown> {
  const { manifest } = loaded
  const { sessionId, runId, signal } = context
  const image = sandbox.tier === 'container' ? (found ?? (await imageFor(loaded, context, options.images?.find))) : null
  if (image !== null)
    void options.images?.used?.(image).catch((error: unknown) => context.logger.debug('the use of an image was not kept', { error }))
  const before = manifest.session ? (sessionId ? await options.state.read(sessionId) : {}) : null
  const request = await buildSandboxRequest({
    loaded,
    image,
    parameters: isObject(context.input) ? context.input : {},
    stateJson: before ? JSON.stringify(before) : null,
    sessionId,
    runId,
    secrets: options.secrets,
    workspaceFolder: options.workspaceFolder,
  })
  const outcome = await sandbox.run(request, { signal, onLog: (line) => context.emit({ type: 'run.log', line }) })
  const { output, stateJson } = finished(outcome, manifest.name, request.limits.timeoutMs)
  if (manifest.returns) checkReturned(manifest.returns, output, manifest.name)
  if (stateJson !== null && before) {
    if (sessionId) await options.state.write(sessionId, stateChanges(before, JSON.parse(stateJson) as Record<string, unknown>))
    else
      context.emit({
        type: 'run.notice',
        code: 'STATE_NOT_KEPT',
        message: `${manifest.name} ran outside of a chat, so what it remembered is not kept.`,
      })
  }
  return options.putArtifact ? await withinSize(output, { tool: manifest.name, sessionId, runId, put: options.putArtifact }) : output
}

function finished(outcome: SandboxOutcome, name: string, timeoutMs: number): Extract<SandboxOutcome, { status: 'done' }> {
  if (outcome.status === 'done') return outcome
  if (outcome.status === 'timed-out')
    throw new Fault('DEADLINE_EXCEEDED', { name, limit: timeoutMs < 1000 ? `${timeoutMs} ms` : `${timeoutMs / 1000} s` })
  if (outcome.status === 'cancelled') throw new Fault('CANCELLED', { name })
  throw new Fault('TOOL_FAILED', { name, detail: outcome.message, exitCode: outcome.exitCode })
}

function checkReturned(schema: Record<string, unknown>, output: unknown, name: string): void {
  const problem = schemaProblem(schema, output)
  if (problem !== null) throw new Fault('TOOL_FAILED', { name, detail: `its result does not fit \`returns\`: ${problem}` })
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
