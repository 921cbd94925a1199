import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CommanderError } from 'commander'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Fault } from '../../contract/faults.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { createApi } from '../router.ts'
import { createExampleParts } from '../testing/example-parts.ts'
import { startHttpServer } from '../transports/http.ts'
import { announceWorkstation, findWorkstation } from '../workstation/announcement.ts'
import type { CreateCore } from '../workstation/connect.ts'
import { createProgram } from './program.ts'
import { readValue } from './settings-commands.ts'
import type { Terminal } from './terminal.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cortex-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs one command line on the example core. Typed lines are the person's; their presence makes the terminal interactive. */
function cortex(options: { example?: ReturnType<typeof createExampleParts>; typed?: string[]; createCore?: CreateCore } = {}) {
  const { parts, seen } = options.example ?? createExampleParts()
  const closed = vi.fn(async () => {})
  const ended = new AbortController()
  const typed = [...(options.typed ?? [])]
  const out: string[] = []
  const warned: string[] = []
  const asked: string[] = []
  let interrupted: (() => void) | null = null
  let code = 0
  const terminal: Terminal = {
    out: async (text) => void out.push(text),
    warn: (text) => void warned.push(text),
    isInteractive: options.typed !== undefined,
    async ask(question) {
      asked.push(question)
      return typed.shift() ?? null
    },
    async *lines() {
      for (let line = typed.shift(); line !== undefined; line = typed.shift()) yield line
    },
    ended: ended.signal,
    onInterrupt(listener) {
      interrupted = listener
      return () => {
        interrupted = null
      }
    },
  }
  const createCore = vi.fn<CreateCore>(options.createCore ?? (async () => ({ parts, close: closed })))
  const program = createProgram({
    terminal,
    createCore,
    validateFolder: async (path) => ({
      ok: false,
      manifests: [{ kind: 'Tool', name: 'clock', file: join(path, 'tool.yml') }],
      problems: [{ file: 'tool.yml', line: 3, column: 1, code: 'unknown-key', message: 'No key.', suggestion: null, severity: 'error' }],
    }),
    fail: () => {
      code = 1
    },
  })
  const run = async (...args: string[]) => {
    try {
      await program.parseAsync(['--data', folder, ...args], { from: 'user' })
    } catch (error) {
      code = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : 1
      if (code === 1) warned.push((error as Error).message)
    }
    return {
      code,
      out: out.join(''),
      warned: warned.join('\n'),
      json: () =>
        out
          .join('')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
    }
  }
  return { run, createCore, closed, seen, ended, asked, interrupt: () => interrupted?.() }
}

it.each([
  [['frob']],
  [[]],
  [['run']],
  [['run', 'calculator']],
  [['run', 'gadget/x']],
  [['run', 'tool/x', '--input', '{']],
  [['serve', '--port', '70000']],
  [['chat']],
  [['sessions', 'export', 'ses_1', '--format', 'pdf']],
  [['models', '--nonsense']],
])('calls %j a wrong use and starts nothing', async (args) => {
  const { run, createCore } = cortex()
  expect(await run(...args)).toMatchObject({ code: 2, out: '' })
  expect(createCore).not.toHaveBeenCalled()
})

it('runs a manifest and prints exactly what scripts rely on', async () => {
  const { run, closed } = cortex()
  const { code, json } = await run('run', 'tool/echo', '--input', '{"a":1}', '--json')
  expect(code).toBe(0)
  expect(json()).toEqual([{ status: 'done', output: { a: 1 }, error: null, runId: expect.stringMatching(/^run_/), tier: 'wasm', durationMs: 1 }])
  expect(closed).toHaveBeenCalledOnce()
})

it('fails when a run is not done, says why, and takes --yes for an answer', async () => {
  const refused = await cortex().run('run', 'tool/guarded', '--json')
  expect(refused).toMatchObject({ code: 1, warned: 'guarded needs a yes.' })
  expect(refused.json()[0]).toMatchObject({ status: 'failed', error: { code: 'APPROVAL_UNAVAILABLE' } })
  expect((await cortex().run('run', 'tool/guarded', '--yes')).code).toBe(0)
})

it('keeps the shape of a run that never began', async () => {
  const { code, json, warned } = await cortex().run('run', 'tool/bug', '--json')
  expect(code).toBe(1)
  expect(json()).toMatchObject([{ status: 'failed', output: null, error: { code: 'INTERNAL' }, runId: null, tier: null, durationMs: 0 }])
  expect(warned).not.toContain('secret')
})

it('chats in JSON lines that end with the turn', async () => {
  const { code, json } = await cortex().run('chat', 'assistant', 'one two', '--json')
  expect(code).toBe(0)
  expect(json().map(({ type }) => type)).toEqual(['run.started', 'text.delta', 'text.delta', 'run.finished', 'turn.finished'])
  expect(json().at(-1)).toMatchObject({
    text: 'one two',
    sessionId: expect.any(String),
    runId: expect.any(String),
    toolCalls: [],
    usage: expect.any(Object),
  })
})

it('prints the text of an answer and nothing else on stdout', async () => {
  expect(await cortex().run('chat', 'assistant', 'one two')).toMatchObject({ code: 0, out: 'one two\n', warned: '' })
})

it('fails with the turn, and with an agent that is not there', async () => {
  expect(await cortex().run('chat', 'assistant', 'fail')).toMatchObject({ code: 1, warned: 'The model failed.' })
  const nobody = await cortex().run('chat', 'nobody', 'hello', '--json')
  expect(nobody).toMatchObject({ code: 1, warned: 'There is no agent named nobody.' })
  expect(nobody.json()).toMatchObject([{ type: 'turn.failed', sessionId: null, error: { code: 'MANIFEST_NOT_FOUND' } }])
})

it('goes on with a chat', async () => {
  const example = createExampleParts()
  const [{ sessionId }] = (await cortex({ example }).run('chat', 'assistant', 'one', '--json')).json().slice(-1)
  const second = (await cortex({ example }).run('chat', 'assistant', 'two', '--session', sessionId, '--json')).json()
  expect(second.at(-1).sessionId).toBe(sessionId)
})

it('takes messages line by line when none is given', async () => {
  const { run } = cortex({ typed: ['one', ' ', 'two'] })
  expect((await run('chat', 'assistant')).out).toBe('one\ntwo\n')
})

it('stops the answer at Ctrl-C and keeps the chat', async () => {
  const { run, interrupt, seen } = cortex()
  const outcome = run('chat', 'assistant', 'hang', '--json')
  await vi.waitFor(() => expect(seen.openStreams).toBe(1))
  interrupt()
  expect((await outcome).code).toBe(1)
  expect(
    (await outcome)
      .json()
      .slice(-2)
      .map(({ type }) => type),
  ).toEqual(['run.cancelled', 'turn.failed'])
})

it('closes the core when the command is ended', async () => {
  const { run, ended, seen, closed } = cortex()
  const outcome = run('run', 'tool/hang')
  await sleep(50)
  ended.abort()
  expect((await outcome).code).toBe(1)
  expect(closed).toHaveBeenCalledOnce()
  await vi.waitFor(() => expect(seen.cancelledRuns).toBe(1))
})

it.each([
  ['y', 'once'],
  ['', 'deny'],
  ['maybe', 'deny'],
])('asks for an approval and takes %j as %s', async (answer, decision) => {
  const { run, asked } = cortex({ typed: [answer] })
  expect((await run('chat', 'assistant', 'ask')).out).toBe(`${decision}\n`)
  expect(asked).toEqual(['web wants to: reach example.com. Allow it once? [y/N] '])
})

it('validates a folder without a core, with exit code 1 when it is not in order', async () => {
  const { run, createCore } = cortex()
  const { code, json } = await run('manifests', 'validate', folder, '--json')
  expect(code).toBe(1)
  expect(json()).toEqual([
    { ok: false, manifests: [{ kind: 'Tool', name: 'clock', file: join(folder, 'tool.yml') }], problems: [expect.objectContaining({ line: 3 })] },
  ])
  expect((await cortex().run('manifests', 'validate', folder)).out).toContain('tool.yml:3:1 error: No key.')
  expect(createCore).not.toHaveBeenCalled()
})

it.each([
  ['manifests list', 'manifests'],
  ['manifests graph', 'mermaid'],
  ['sessions list', 'sessions'],
  ['runs list', 'runs'],
  ['models list', 'models'],
  ['doctor', 'checks'],
  ['settings get', 'settings'],
  ['settings path', 'file'],
  ['backup list', 'backups'],
  ['backup look made.zip', 'now'],
])('prints %s as one JSON object', async (command, key) => {
  const { json, code } = await cortex().run(...command.split(' '), '--json')
  expect(code).toBe(0)
  expect(json()).toEqual([expect.objectContaining({ [key]: expect.anything() })])
})

it('reads a value as the setting wants it', () => {
  expect(readValue('chats.agent', '123')).toBe('123')
  expect(readValue('notifications.finishedRuns.afterSeconds', '5')).toBe(5)
  expect(readValue('appearance.reduceMotion', 'true')).toBe(true)
  expect(readValue('containers.certificates', '["/a.pem"]')).toEqual(['/a.pem'])
  expect(readValue('containers.certificates', 'not json')).toBe('not json')
})

it('names the setting that was meant', async () => {
  expect(await cortex().run('settings', 'get', 'appearance.them')).toMatchObject({
    code: 1,
    warned: expect.stringContaining('Did you mean appearance.theme?'),
  })
})

it('talks to the workstation that runs on the data folder, and starts no core of its own', async () => {
  const example = createExampleParts()
  const server = await startHttpServer(createApi(example.parts, { logger: silentLogger }), { logger: silentLogger, version: '0' })
  await announceWorkstation(folder, server)
  const { run, createCore } = cortex()
  expect((await run('chat', 'assistant', 'hello', '--json')).json().at(-1)).toMatchObject({ text: 'hello' })
  expect([createCore.mock.calls.length, example.seen.sends]).toEqual([0, 1])
  const second = cortex()
  expect(await second.run('serve')).toMatchObject({ code: 1, warned: expect.stringContaining(server.url) })
  await server.close()
})

it('waits for another command that works on the same data folder', async () => {
  const { parts } = createExampleParts()
  let isBusy = true
  const { run, createCore } = cortex({
    async createCore() {
      if (isBusy) throw new Fault('DATA_FOLDER_BUSY', { folder })
      return { parts, close: async () => {} }
    },
  })
  const outcome = run('run', 'tool/echo')
  await vi.waitFor(() => expect(createCore).toHaveBeenCalled())
  isBusy = false
  expect((await outcome).code).toBe(0)
})

it('serves until it is ended, and announces itself meanwhile', async () => {
  const { run, ended, closed } = cortex()
  const outcome = run('serve', '--json')
  await vi.waitFor(async () => expect(await findWorkstation(folder)).not.toBeNull())
  const remote = cortex()
  expect((await remote.run('sessions', 'list', '--json')).code).toBe(0)
  expect(remote.createCore).not.toHaveBeenCalled()
  ended.abort()
  const { code, json } = await outcome
  expect(code).toBe(0)
  expect(json()).toEqual([{ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), token: expect.stringMatching(/^[\w-]{43}$/) }])
  expect(closed).toHaveBeenCalledOnce()
})
