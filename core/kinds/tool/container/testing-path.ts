import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ToolManifest, toolManifest } from '../../../contract/manifests/index.ts'
import { createToolImages } from '../../../engines/containers/images/tool-images.ts'
import { createWasmSandbox } from '../../../engines/sandboxes/wasm-sandbox.ts'
import { createSqliteStorage } from '../../../engines/storage/sqlite-storage.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { newId } from '../../../kernel/ids.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import type { LoadedManifest } from '../../../registry/port.ts'
import type { Executor } from '../../../runs/executor.ts'
import { createRuns } from '../../../runs/runs.ts'
import { createToolExecutor } from '../tool-executor.ts'
import { type TestContainers, testSettings } from './testing.ts'

/** The whole path of a tool's run, from `runs.execute` to the container and back, over folders that a test drops. */
export async function createTestPath(containers: TestContainers) {
  const root = mkdtempSync(join(tmpdir(), 'cortex-tool-runs-'))
  const loaded = new Map<string, LoadedManifest<ToolManifest>>()
  const wasm = createWasmSandbox()
  const clock = systemClock
  const logger = silentLogger
  const images = createToolImages({
    engine: containers.engine,
    settings: () => testSettings,
    owner: containers.whose.owner,
    clock,
    logger,
    uses: { read: async () => null, write: async () => {} },
  })
  const storage = await createSqliteStorage({ file: ':memory:', clock, logger, artifactsFolder: join(root, 'artifacts') })
  const tools = createToolExecutor({
    manifests: { get: (_, name) => (loaded.get(name) ?? null) as never, nearest: () => null },
    sandboxes: [containers.sandbox, wasm],
    trustedDigest: async () => null,
    state: storage.state,
    secrets: { get: async (name) => (name === 'API_KEY' ? 'k3y' : null) },
    workspaceFolder: async () => join(root, 'workspace'),
    rightsOf: () => [],
    images: { find: async (tool) => (await images.find(tool))?.tag ?? null },
    async putArtifact(artifact) {
      const id = newId('art')
      await storage.artifacts.put({ id, ...artifact, createdAt: new Date().toISOString() })
      return id
    },
  })
  /** Builds as the kind of that name does, without its checks. */
  const builds: Executor = {
    kind: 'build',
    prepare: async (name) => ({
      name,
      digest: 'd',
      inputSchema: null,
      rights: [],
      tier: null,
      timeoutMs: null,
      async execute(context) {
        const tool = loaded.get(name.replace('tool/', ''))
        if (!tool) throw new Error(`no ${name}`)
        return await images.build(tool, { signal: context.signal, onLog: (line) => context.emit({ type: 'run.log', line }) })
      },
    }),
  }
  const runs = await createRuns({ storage, executors: [tools, builds], review: async () => ({ decision: 'allow' }), clock, logger })
  return {
    ...{ root, loaded, wasm, images, storage, tools, runs },
    /** Writes a tool's folder and puts it in force. The first of `files` is its script. */
    drop(name: string, type: ToolManifest['implementation']['type'], files: Record<string, string>, keys: Record<string, unknown> = {}): string {
      const folder = join(root, name)
      mkdirSync(folder, { recursive: true })
      const manifest = { kind: 'Tool', name, implementation: { type, script: `./${Object.keys(files)[0] ?? ''}` }, ...keys }
      for (const [file, text] of Object.entries({ ...files, 'tool.yml': JSON.stringify(manifest, null, 2) })) writeFileSync(join(folder, file), text)
      const file = join(folder, 'tool.yml')
      loaded.set(name, { manifest: toolManifest.parse(manifest), file, folder, digest: `d-${name}`, root: 'personal', body: null, loadedAt: '' })
      return folder
    },
    async close() {
      await runs.close()
      await images.close()
      await wasm.close()
      await storage.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
export type TestPath = Awaited<ReturnType<typeof createTestPath>>
