import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { Fault } from '../../contract/faults.ts'
import { type ToolManifest, toolManifest } from '../../contract/manifests/index.ts'
import { createWasmSandbox } from '../../engines/sandboxes/wasm-sandbox.ts'
import { schemaProblem } from '../../runs/schema-problem.ts'
import { createTestTools } from './testing.ts'
import { runToolTests } from './tool-tests.ts'

const toolsFolder = join(import.meta.dirname, '../../../manifests/tools')
const sandbox = createWasmSandbox()
const workspace = mkdtempSync(join(tmpdir(), 'cortex-shipped-'))
afterAll(async () => {
  await sandbox.close()
  rmSync(workspace, { recursive: true, force: true })
})

const tools = readdirSync(toolsFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory())

describe('every tool that ships', () => {
  it.each(tools.map((entry) => entry.name))('%s passes its own tests in the wasm sandbox', async (name) => {
    const folder = join(toolsFolder, name)
    const text = readFileSync(join(folder, 'tool.yml'), 'utf8')
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../../../resources/schemas/tool.schema.json')
    const manifest: ToolManifest = toolManifest.parse(parse(text))
    const { executor, run } = createTestTools({ folder, manifest, sandboxes: [sandbox], workspace })
    expect((await executor.prepare(name)).tier).toBe('wasm')
    const results = await runToolTests(manifest, async (input) => {
      const problem = schemaProblem(manifest.parameters ?? null, input)
      if (problem) throw new Error(`the test's own input is wrong: ${problem}`)
      try {
        return { status: 'done', output: await run(input), error: null, durationMs: 0 }
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        return { status: 'failed', output: null, error: { code: error.code, message: error.message }, durationMs: 0 }
      }
    })
    expect(results.filter((result) => !result.passed)).toEqual([])
  })
})
