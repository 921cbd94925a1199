import { Fault } from '../../contract/faults.ts'
import type { ToolManifest } from '../../contract/manifests/index.ts'
import type { Right } from '../../contract/registry.ts'
import type { Sandbox, SandboxOutcome } from '../../engines/sandboxes/port.ts'
import type { RunId, SessionId } from '../../kernel/ids.ts'
import type { LoadedManifest, ManifestLookup } from '../../registry/port.ts'
import type { Executor, RunContext } from '../../runs/executor.ts'
import { schemaProblem } from '../../runs/schema-problem.ts'
import { buildSandboxRequest, timeoutOf } from './sandbox-request.ts'
import { type StateChanges, stateChanges } from './state-changes.ts'
import { createTierOf, type TierOf } from './tier-of.ts'

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
}

/** The executor, and what the registry's lists show of each tool. */
export type ToolExecutor = Executor & { tierOf: TierOf }

/**
 * Carries out tools: chooses the tier, grants what `permissions` name and nothing else, hands logs on as they come, and keeps the
 * chat's state. `execute` throws TOOL_FAILED, DEADLINE_EXCEEDED or CANCELLED.
 */
export function createToolExecutor(options: ToolExecutorOptions): ToolExecutor {
  const { manifests, sandboxes } = options

  const tierOf = createTierOf(options)

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
      return {
        name,
        digest: loaded.digest,
        inputSchema: manifest.parameters ?? null,
        rights: options.rightsOf(manifest),
        tier,
        timeoutMs: timeoutOf(manifest),
        execute: (context) => execute(loaded, sandbox, context, options),
      }
    },
  }
}

async function execute(loaded: LoadedManifest<ToolManifest>, sandbox: Sandbox, context: RunContext, options: ToolExecutorOptions): Promise<unknown> {
  const { manifest } = loaded
  const { sessionId, runId, signal } = context
  const before = manifest.session ? (sessionId ? await options.state.read(sessionId) : {}) : null
  const request = await buildSandboxRequest({
    loaded,
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
  return output
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
