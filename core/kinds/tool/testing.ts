import { join } from 'node:path'
import type { ToolManifest } from '../../contract/manifests/index.ts'
import type { NewRunEvent } from '../../contract/runs.ts'
import type { Sandbox } from '../../engines/sandboxes/port.ts'
import { newId, type SessionId } from '../../kernel/ids.ts'
import { silentLogger } from '../../kernel/logger.ts'
import type { LoadedManifest } from '../../registry/port.ts'
import { createToolExecutor } from './tool-executor.ts'

/** A tool executor over one manifest folder, with a chat's state in memory: for tests of tools and of the executor itself. */
export function createTestTools(given: {
  folder: string
  manifest: ToolManifest
  sandboxes: Sandbox[]
  workspace: string
  trustedDigest?: string | null
  secrets?: Record<string, string>
}) {
  const { folder, manifest, sandboxes, workspace } = given
  const loaded: LoadedManifest<ToolManifest> = {
    manifest,
    file: join(folder, 'tool.yml'),
    folder,
    digest: 'd1',
    root: 'bundled',
    body: null,
    loadedAt: '',
  }
  const states = new Map<SessionId, Record<string, unknown>>()
  const events: NewRunEvent[] = []
  const executor = createToolExecutor({
    manifests: { get: (_, name) => (name === manifest.name ? (loaded as never) : null), nearest: () => manifest.name },
    sandboxes,
    trustedDigest: async () => given.trustedDigest ?? null,
    state: {
      read: async (id) => states.get(id) ?? {},
      async write(id, changes) {
        states.set(id, Object.fromEntries(Object.entries({ ...states.get(id), ...changes }).filter(([, value]) => value !== undefined)))
      },
    },
    secrets: { get: async (name) => given.secrets?.[name] ?? null },
    workspaceFolder: async () => workspace,
    rightsOf: () => [],
  })
  return {
    executor,
    events,
    states,
    async run(input: unknown, options: { sessionId?: SessionId | null; signal?: AbortSignal } = {}): Promise<unknown> {
      const prepared = await executor.prepare(manifest.name)
      const runId = newId('run')
      return prepared.execute({
        runId,
        rootId: runId,
        sessionId: options.sessionId ?? null,
        input,
        signal: options.signal ?? new AbortController().signal,
        logger: silentLogger,
        emit: (event) => void events.push(event),
        spend() {},
        usage: () => ({ inputTokens: 0, outputTokens: 0, costUsd: 0 }),
        execute: () => Promise.reject(new Error('tools start nothing')),
      })
    },
  }
}
