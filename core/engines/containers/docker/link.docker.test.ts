import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createCuttableSocket } from '../testing/cuttable-socket.ts'
import { realEngineSocket } from '../testing/real-engine.ts'
import { createDockerEngine } from './docker-engine.ts'

const folder = mkdtempSync(join(tmpdir(), 'cortex-link-'))
let real: string
beforeAll(async () => {
  real = await realEngineSocket()
})
afterAll(() => rmSync(folder, { recursive: true }))

/** An engine that is looked for behind `path` only. */
function engineBehind(path: () => string) {
  const engine = createDockerEngine({ settings: () => ({ host: `unix://${path()}` }), env: {} })
  onTestFinished(() => engine.close())
  return engine
}

it('an engine whose socket appears is found by itself, and calls before that say what is wrong', async () => {
  const path = join(folder, 'late.sock')
  const engine = engineBehind(() => path)
  await expect(engine.containers.list({})).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE', message: expect.stringContaining('no such socket') })
  expect(engine.status()).toMatchObject({ state: 'absent', attempts: expect.arrayContaining([expect.objectContaining({ strategy: 'settings' })]) })
  const socket = await createCuttableSocket(path, real)
  onTestFinished(() => socket.cut())
  await expect.poll(() => engine.status().state, { timeout: 20_000 }).toBe('ready')
  expect(await engine.containers.list({ nobody: 'has this' })).toEqual([])
})

it('an engine that hangs is told by refresh, what is under way ends, and it is used again when it answers', async () => {
  const socket = await createCuttableSocket(join(folder, 'frozen.sock'), real)
  onTestFinished(() => socket.cut())
  const engine = engineBehind(() => socket.path)
  expect((await engine.refresh()).state).toBe('ready')
  socket.freeze()
  const hanging = expect(engine.containers.list({})).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' })
  expect(await engine.refresh()).toMatchObject({ state: 'lost', why: expect.stringContaining('does not answer') })
  await hanging
  socket.thaw()
  await expect.poll(() => engine.status().state, { timeout: 20_000 }).toBe('ready')
})

it('an engine that hangs is noticed without being asked', async () => {
  const socket = await createCuttableSocket(join(folder, 'unasked.sock'), real)
  onTestFinished(() => socket.cut())
  const engine = engineBehind(() => socket.path)
  await engine.refresh()
  socket.freeze()
  await expect.poll(() => engine.status().state, { timeout: 40_000 }).toBe('lost')
})

it('another engine chosen in the settings is followed by refresh', async () => {
  const sockets = await Promise.all(['one.sock', 'two.sock'].map((name) => createCuttableSocket(join(folder, name), real)))
  for (const socket of sockets) onTestFinished(() => socket.cut())
  let chosen = 0
  const engine = engineBehind(() => sockets[chosen]?.path ?? '')
  await engine.refresh()
  chosen = 1
  expect(await engine.refresh()).toMatchObject({ state: 'ready', engine: { endpoint: `unix://${sockets[1]?.path}` } })
})

it('closing ends what is under way', async () => {
  const engine = createDockerEngine()
  await engine.refresh()
  const listing = expect(engine.containers.wait('nothing', { signal: AbortSignal.timeout(10_000) })).rejects.toMatchObject({
    code: expect.stringMatching(/^ENGINE_/),
  })
  await engine.close()
  await listing
  await expect(engine.containers.list({})).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' })
})

it('keeps no process alive', async () => {
  const script = `
    const { createDockerEngine } = await import(${JSON.stringify(new URL('docker-engine.ts', import.meta.url).href)})
    const engine = createDockerEngine()
    console.log((await engine.refresh()).state)
  `
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 })
  expect(stdout.trim()).toBe('ready')
})
