import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import type { ToolManifest } from '../../contract/manifests/index.ts'
import { createWasmSandbox } from '../../engines/sandboxes/wasm-sandbox.ts'
import { templatesFolder } from '../../folders.ts'
import { createTestTools } from '../../kinds/tool/testing.ts'
import { runToolTests } from '../../kinds/tool/tool-tests.ts'
import { temporaryFolder, testRegistry } from '../registry.fixtures.ts'

const sandbox = createWasmSandbox()
const workspace = temporaryFolder()
afterAll(async () => {
  await sandbox.close()
  workspace.remove()
})

async function created(template: string) {
  const at = await testRegistry({}, { templatesFolder: templatesFolder({}) })
  const { folder } = await at.registry.create({ template, name: 'fresh' })
  return { at, folder, manifest: at.registry.get('Tool', 'fresh')?.manifest as ToolManifest }
}

describe('a tool made from a template', () => {
  it.each(['tool-python', 'tool-node'])('%s passes its own tests in the wasm sandbox', async (template) => {
    const { at, folder, manifest } = await created(template)
    await using _ = at
    const { executor, run } = createTestTools({ folder, manifest, sandboxes: [sandbox], workspace: workspace.path })
    expect((await executor.prepare('fresh')).tier).toBe('wasm')
    const results = await runToolTests(manifest, async (input) => ({ status: 'done', output: await run(input), error: null, durationMs: 0 }))
    expect(results).toHaveLength(2)
    expect(results.filter((result) => !result.passed)).toEqual([])
  })

  const has = (program: string, argument: string) => spawnSync(program, [argument]).status === 0
  const others: [template: string, isHere: boolean, command: (folder: string) => [string, string[]]][] = [
    ['tool-bash', has('bash', '--version') && has('jq', '--version'), (folder) => ['bash', [`${folder}/main.sh`]]],
    ['tool-go', has('go', 'version'), (folder) => ['go', ['run', `${folder}/main.go`]]],
  ]
  for (const [template, isHere, command] of others) {
    it.runIf(isHere)(`${template} passes its own tests as a program, where this computer has its language`, async () => {
      const { at, folder, manifest } = await created(template)
      await using _ = at
      const [program, args] = command(folder)
      const results = await runToolTests(manifest, async (input) => {
        const output = execFileSync(program, args, { input: JSON.stringify(input), encoding: 'utf8', cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] })
        return { status: 'done', output: JSON.parse(output), error: null, durationMs: 0 }
      })
      expect(results).toHaveLength(2)
      expect(results.filter((result) => !result.passed)).toEqual([])
    })
  }
})

it('a relic made from the template keeps notes and gives them back', async () => {
  await using at = await testRegistry({}, { templatesFolder: templatesFolder({}) })
  const { folder } = await at.registry.create({ template: 'relic', name: 'fresh' })
  const free = createServer().listen(0, '127.0.0.1')
  await once(free, 'listening')
  const { port } = free.address() as { port: number }
  await new Promise((resolve) => free.close(resolve))
  const child = spawn(process.execPath, [`${folder}/server.mjs`], {
    env: { PORT: String(port), STORE: workspace.path },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(child.stdout, 'data')
    const url = `http://127.0.0.1:${port}`
    expect((await fetch(`${url}/health`)).status).toBe(200)
    expect((await fetch(`${url}/notes`, { method: 'POST', body: '{"text":"milk"}' })).status).toBe(201)
    expect((await fetch(`${url}/notes`, { method: 'POST', body: '{' })).status).toBe(400)
    expect(await (await fetch(`${url}/notes`)).json()).toMatchObject({ notes: [{ text: 'milk' }] })
  } finally {
    child.kill()
    await once(child, 'exit')
  }
})
