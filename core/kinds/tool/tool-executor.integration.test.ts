import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toolManifest } from '../../contract/manifests/index.ts'
import { createProcessSandbox } from '../../engines/sandboxes/process-sandbox.ts'
import { createWasmSandbox } from '../../engines/sandboxes/wasm-sandbox.ts'
import { newId } from '../../kernel/ids.ts'
import { createTestTools } from './testing.ts'

const wasm = createWasmSandbox()
const plain = createProcessSandbox()
let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'cortex-executor-'))
})
afterAll(async () => {
  await Promise.all([wasm.close(), plain.close()])
  rmSync(root, { recursive: true, force: true })
})

let count = 0
function tool(
  source: string,
  keys: Record<string, unknown> = {},
  options: { trustedDigest?: string; secrets?: Record<string, string>; type?: string } = {},
) {
  count += 1
  const folder = join(root, `tool-${count}`)
  const workspace = join(root, `workspace-${count}`)
  mkdirSync(folder)
  writeFileSync(join(folder, 'main.mjs'), source)
  const manifest = toolManifest.parse({
    kind: 'Tool',
    name: 'sample',
    implementation: { type: options.type ?? 'node', script: './main.mjs' },
    ...keys,
  })
  return { folder, workspace, ...createTestTools({ folder, manifest, sandboxes: [wasm, plain], workspace, ...options }) }
}

describe('the tool executor', () => {
  it('prepares with the defaults of a tool that says nothing', async () => {
    const prepared = await tool(`console.log('{}')`).executor.prepare('sample')
    expect(prepared).toMatchObject({ digest: 'd1', tier: 'wasm', timeoutMs: 30_000, inputSchema: null })
    await expect(tool('').executor.prepare('other')).rejects.toMatchObject({
      code: 'MANIFEST_NOT_FOUND',
      message: expect.stringContaining('Did you mean sample?') as string,
    })
  })
  it('turns each way to end into its fault, and logs into events', async () => {
    const failing = tool(`console.error('one'); console.error('broken'); process.exit(2)`)
    await expect(failing.run({})).rejects.toMatchObject({ code: 'TOOL_FAILED', message: 'sample failed: broken' })
    expect(failing.events).toEqual([
      { type: 'run.log', line: 'one' },
      { type: 'run.log', line: 'broken' },
    ])
    await expect(tool(`for (;;);`, { resources: { timeout: '300ms' } }).run({})).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    await expect(tool(`for (;;);`).run({}, { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({ code: 'CANCELLED' })
  })
  it('checks the result against returns', async () => {
    const returns = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] }
    expect(await tool(`console.log('{"n":1}')`, { returns }).run({})).toEqual({ n: 1 })
    await expect(tool(`console.log('{"n":"1"}')`, { returns }).run({})).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringContaining('returns') as string,
    })
  })
  it("keeps a chat's state, each chat its own, and says when there is no chat", async () => {
    const source = `import fs from 'node:fs'; const f = process.env.CORTEX_STATE_FILE; const s = JSON.parse(fs.readFileSync(f, 'utf8')); s.n = (s.n ?? 0) + 1; delete s.old; fs.writeFileSync(f, JSON.stringify(s)); console.log(JSON.stringify(s))`
    const one = tool(source, { session: { state: 'rw' } })
    const [left, right] = [newId('ses'), newId('ses')]
    one.states.set(left, { old: 1, kept: true })
    await one.run({}, { sessionId: left })
    expect(await one.run({}, { sessionId: left })).toEqual({ kept: true, n: 2 })
    expect(await one.run({}, { sessionId: right })).toEqual({ n: 1 })
    expect(one.states.get(left)).toEqual({ kept: true, n: 2 })
    await one.run({})
    expect(one.events).toMatchObject([{ type: 'run.notice', code: 'STATE_NOT_KEPT' }])
  })
  it("mounts the chat's working folder as workspace, and folders of its own by their path", async () => {
    const source = `import fs from 'node:fs'; fs.writeFileSync('workspace/x', fs.readFileSync('data/in', 'utf8')); console.log('{}')`
    const one = tool(source, { permissions: { filesystem: [{ path: 'workspace', mode: 'rw' }, { path: './data' }] } })
    mkdirSync(join(one.folder, 'data'))
    writeFileSync(join(one.folder, 'data', 'in'), 'from data')
    await one.run({})
    expect(readFileSync(join(one.workspace, 'x'), 'utf8')).toBe('from data')
  })
  it('refuses folders and scripts outside of the tool', async () => {
    const grant = (path: string) => tool('', { permissions: { filesystem: [{ path, mode: 'rw' }] } })
    await expect(grant('../other').run({})).rejects.toMatchObject({ code: 'PATH_OUTSIDE' })
    await expect(grant('/etc').run({})).rejects.toMatchObject({ code: 'PATH_OUTSIDE' })
    const linked = grant('./link')
    symlinkSync('/etc', join(linked.folder, 'link'))
    await expect(linked.run({})).rejects.toMatchObject({ code: 'PATH_OUTSIDE' })
    await expect(tool('', { implementation: { type: 'node', script: '../main.mjs' } }).run({})).rejects.toMatchObject({ code: 'PATH_OUTSIDE' })
    expect(existsSync(join(root, 'other'))).toBe(false)
  })
  it('asks for a missing secret in plain words, and hands over one that is there', async () => {
    const source = `import fs from 'node:fs'; console.log(JSON.stringify({ key: fs.readFileSync(process.env.API_KEY_FILE, 'utf8') }))`
    const permissions = { secrets: ['API_KEY'] }
    await expect(tool(source, { permissions }).run({})).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('needs the secret API_KEY') as string,
    })
    expect(await tool(source, { permissions }, { secrets: { API_KEY: 'k' } }).run({})).toEqual({ key: 'k' })
  })
  it('runs as a process only what the person trusted', async () => {
    const source = `console.log(JSON.stringify({ arch: process.arch }))`
    await expect(tool(source, { runtime: 'process' }).run({})).rejects.toMatchObject({ code: 'TIER_UNAVAILABLE' })
    expect(await tool(source, { runtime: 'process' }, { trustedDigest: 'd1' }).run({})).toEqual({ arch: process.arch })
    await expect(tool(source, { build: { dependencies: ['left-pad'] } }, { trustedDigest: 'd1' }).run({})).rejects.toMatchObject({
      code: 'TIER_UNAVAILABLE',
    })
  })
})
