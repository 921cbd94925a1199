import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox, SandboxLanguage, SandboxOutcome, SandboxRequest } from './port.ts'

/** One behaviour, written once per language, so that every tier is asked the same. */
const scripts = {
  node: {
    echo: `const p = JSON.parse(require('fs').readFileSync(0, 'utf8')); console.log(JSON.stringify({ ...p, seen: true }))`,
    text: `console.log('plain words')`,
    logs: `console.error('one'); console.error('two'); setTimeout(() => { console.error('three'); console.log('{}') }, 30)`,
    fails: `console.error('first'); console.error('it went wrong'); process.exit(3)`,
    throws: `throw new TypeError('not that')`,
    spins: `for (;;);`,
    floods: `for (;;) require('fs').writeSync(1, 'x'.repeat(10000))`,
    hogs: `const all = []; for (;;) all.push(new Array(100000).fill(all.length))`,
    environment: `console.log(JSON.stringify(process.env))`,
    state: `const fs = require('fs'); const f = process.env.CORTEX_STATE_FILE; const s = JSON.parse(fs.readFileSync(f, 'utf8')); s.count += 1; fs.writeFileSync(f, JSON.stringify(s)); console.log(JSON.stringify(s))`,
    secret: `console.log(JSON.stringify({ secret: require('fs').readFileSync(process.env.API_KEY_FILE, 'utf8'), plain: process.env.API_KEY ?? null }))`,
    mount: `const fs = require('fs'); const before = fs.readFileSync('workspace/in.txt', 'utf8'); fs.mkdirSync('workspace/made', { recursive: true }); fs.writeFileSync('workspace/made/out.txt', before + '!'); console.log(JSON.stringify({ before, list: fs.readdirSync('workspace') }))`,
    open: `const { path } = JSON.parse(require('fs').readFileSync(0, 'utf8')); console.log(JSON.stringify({ read: require('fs').readFileSync(path, 'utf8') }))`,
    write: `const { path } = JSON.parse(require('fs').readFileSync(0, 'utf8')); require('fs').writeFileSync(path, 'changed'); console.log('{}')`,
    get: `const { url } = JSON.parse(require('fs').readFileSync(0, 'utf8')); fetch(url).then(async (r) => console.log(JSON.stringify({ status: r.status, body: await r.text() })), (e) => { console.error((e.cause ?? e).message); process.exit(1) })`,
  },
  python: {
    echo: `import json, sys\nprint(json.dumps({**json.load(sys.stdin), "seen": True}))`,
    text: `print("plain words")`,
    logs: `import sys, time\nprint("one", file=sys.stderr)\nprint("two", file=sys.stderr)\ntime.sleep(0.03)\nprint("three", file=sys.stderr)\nprint("{}")`,
    fails: `import sys\nprint("first", file=sys.stderr)\nprint("it went wrong", file=sys.stderr)\nsys.exit(3)`,
    throws: `raise TypeError("not that")`,
    spins: `while True: pass`,
    floods: `while True: print("x" * 10000)`,
    hogs: `all = []\nwhile True: all.append(bytearray(1000000))`,
    environment: `import json, os\nprint(json.dumps(dict(os.environ)))`,
    state: `import json, os\nf = os.environ["CORTEX_STATE_FILE"]\ns = json.load(open(f))\ns["count"] += 1\njson.dump(s, open(f, "w"))\nprint(json.dumps(s))`,
    secret: `import json, os\nprint(json.dumps({"secret": open(os.environ["API_KEY_FILE"]).read(), "plain": os.environ.get("API_KEY")}))`,
    mount: `import json, os\nbefore = open("workspace/in.txt").read()\nos.makedirs("workspace/made", exist_ok=True)\nopen("workspace/made/out.txt", "w").write(before + "!")\nprint(json.dumps({"before": before, "list": sorted(os.listdir("workspace"))}))`,
    open: `import json, sys\nprint(json.dumps({"read": open(json.load(sys.stdin)["path"]).read()}))`,
    write: `import json, sys\nopen(json.load(sys.stdin)["path"], "w").write("changed")\nprint("{}")`,
    get: `import json, sys, urllib.request\nr = urllib.request.urlopen(json.load(sys.stdin)["url"], timeout=5)\nprint(json.dumps({"status": r.status, "body": r.read().decode()}))`,
  },
} satisfies Partial<Record<SandboxLanguage, Record<string, string>>>
export type ScriptName = keyof (typeof scripts)['node']

export const testLimits = { timeoutMs: 60_000, memoryBytes: 128 * 2 ** 20, outputBytes: 200_000, cpus: 1, pids: 64 }

/** Runs one text as a tool of its own, in a fresh folder. */
export async function runScript(
  sandbox: Sandbox,
  language: SandboxLanguage,
  source: string,
  changes: Partial<SandboxRequest> = {},
  options: { signal?: AbortSignal; onLog?: (line: string) => void } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'cortex-tool-'))
  const script = join(folder, language === 'node' ? 'main.js' : 'main.py')
  writeFileSync(script, source)
  const logs: string[] = []
  try {
    const request = {
      toolName: 'sample',
      language,
      image: null,
      folder,
      script,
      parameters: {},
      mounts: [],
      network: [],
      secrets: {},
      state: null,
      limits: testLimits,
      ...changes,
    }
    const onLog = (line: string) => {
      logs.push(line)
      options.onLog?.(line)
    }
    const outcome = await sandbox.run(request, { signal: options.signal ?? new AbortController().signal, onLog })
    return { outcome, logs }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A server that tools may be allowed to reach; /redirect leads to the same port of 127.0.0.1. */
export type Served = { host: string; port: number; hits: () => number | Promise<number> }

/** What every sandbox promises, whatever is behind it. `confines` is false where a script has the person's own rights to files. */
export function sandboxTestSuite(
  create: () => Sandbox,
  language: 'node' | 'python',
  options: {
    confines: boolean
    cutsNetwork: boolean
    /** Variables that scripts see besides the usual ones. */
    environment?: string[]
    /** Scripts have a whole system of files that is not this computer's. */
    hasOwnRoot?: boolean
    /** Where a server is that is not on the loopback of this computer: scripts have another. */
    serve?: (action: (served: Served) => Promise<void>) => Promise<void>
  },
) {
  describe(`${language} as a tool`, () => {
    let sandbox: Sandbox
    let workspace: string
    const run = (name: ScriptName, changes: Partial<SandboxRequest> = {}, rest: Parameters<typeof runScript>[4] = {}) =>
      runScript(sandbox, language, scripts[language][name], changes, rest)
    const mounts = (mode: 'ro' | 'rw') => [{ name: 'workspace', hostPath: workspace, mode }]
    const serve =
      options.serve ?? ((action: (served: Served) => Promise<void>) => withServer((port, hits) => action({ host: '127.0.0.1', port, hits })))

    beforeAll(() => {
      sandbox = create()
      workspace = mkdtempSync(join(tmpdir(), 'cortex-workspace-'))
      writeFileSync(join(workspace, 'in.txt'), 'hello')
    })
    afterAll(async () => {
      await sandbox.close()
      rmSync(workspace, { recursive: true, force: true })
    })

    it('takes parameters as JSON on stdin and gives JSON from stdout', async () => {
      const { outcome } = await run('echo', { parameters: { name: 'Zoë\0𝄞', list: [1, 2.5, null] } })
      expect(outcome).toEqual({ status: 'done', output: { name: 'Zoë\0𝄞', list: [1, 2.5, null], seen: true }, stateJson: null })
    })
    it('wraps text that is no JSON', async () => {
      expect((await run('text')).outcome).toMatchObject({ status: 'done', output: { text: 'plain words' } })
    })
    it('hands on stderr lines in order, while the script still runs', async () => {
      let isOver = false
      const early: boolean[] = []
      const { logs } = await run('logs', {}, { onLog: () => early.push(!isOver) }).finally(() => {
        isOver = true
      })
      expect(logs).toEqual(['one', 'two', 'three'])
      expect(early).toEqual([true, true, true])
    })
    it('fails with the last stderr line and the exit code', async () => {
      expect((await run('fails')).outcome).toEqual({ status: 'failed', message: 'it went wrong', exitCode: 3 })
    })
    it('fails with the message of an uncaught error', async () => {
      expect((await run('throws')).outcome).toEqual({ status: 'failed', message: 'TypeError: not that', exitCode: 1 })
    })
    it('ends a script that is out of time', async () => {
      expect((await run('spins', { limits: { ...testLimits, timeoutMs: 300 } })).outcome).toEqual({ status: 'timed-out' })
    })
    it('ends a script when asked to', async () => {
      expect((await run('spins', {}, { signal: AbortSignal.timeout(200) })).outcome).toEqual({ status: 'cancelled' })
      expect((await run('echo', {}, { signal: AbortSignal.abort() })).outcome).toEqual({ status: 'cancelled' })
    })
    it('stops a flood of output', async () => {
      expect((await run('floods')).outcome).toMatchObject({ status: 'failed', message: expect.stringContaining('more than 200000 bytes') as string })
    })
    it('survives a script that takes all memory', async () => {
      const { outcome } = await run('hogs')
      expect(outcome).toMatchObject({ status: 'failed', message: expect.stringMatching(/memory/i) as string })
      expect((await run('text')).outcome).toMatchObject({ status: 'done' })
    })
    it('shows nothing of the environment of the host', async () => {
      process.env.CORTEX_TEST_HOST_SECRET = 'do not show'
      const { outcome } = await run('environment')
      Reflect.deleteProperty(process.env, 'CORTEX_TEST_HOST_SECRET')
      const names = Object.keys(outputOf<Record<string, string>>(outcome))
      const known = [
        'PATH',
        'HOME',
        'TMPDIR',
        'LANG',
        'TZ',
        'CORTEX_RUN_MARK',
        'LC_CTYPE',
        'PYTHONDONTWRITEBYTECODE',
        'PYTHONUTF8',
        'PYTHONUNBUFFERED',
        ...(options.environment ?? []),
      ]
      expect(names.filter((name) => !known.includes(name))).toEqual([])
    })
    it('lets a granted state be read and changed, and keeps a read-only one', async () => {
      const granted = await run('state', { state: { json: '{"count":1}', mode: 'rw' } })
      expect(granted.outcome).toMatchObject({ status: 'done', output: { count: 2 } })
      expect(JSON.parse((granted.outcome as { stateJson: string }).stateJson)).toEqual({ count: 2 })
      const readOnly = await run('state', { state: { json: '{"count":1}', mode: 'ro' } })
      if (readOnly.outcome.status === 'done') expect(readOnly.outcome.stateJson).toBeNull()
      expect((await run('state')).outcome.status).toBe('failed')
    })
    it('gives secrets as files, never in the environment', async () => {
      expect((await run('secret', { secrets: { API_KEY: 's3cret' } })).outcome).toMatchObject({ output: { secret: 's3cret', plain: null } })
    })
    it('reads and writes a mounted folder', async () => {
      const { outcome } = await run('mount', { mounts: mounts('rw') })
      expect(outcome).toMatchObject({ status: 'done', output: { before: 'hello' } })
      expect(readFileSync(join(workspace, 'made', 'out.txt'), 'utf8')).toBe('hello!')
    })
    it('leaves nothing on disk', async () => {
      const temporary = mkdtempSync(join(tmpdir(), 'cortex-count-'))
      const before = readdirSync(tmpdir()).filter((name) => name.startsWith('cortex-run-')).length
      await run('text')
      await run('fails')
      expect(readdirSync(tmpdir()).filter((name) => name.startsWith('cortex-run-')).length).toBeLessThanOrEqual(before)
      rmSync(temporary, { recursive: true })
    })
    it('keeps runs at once apart', async () => {
      const count = language === 'node' ? 20 : 3
      const outcomes = await Promise.all(Array.from({ length: count }, (_, index) => run('echo', { parameters: { index } })))
      expect(outcomes.map(({ outcome }) => outputOf<{ index: number }>(outcome).index)).toEqual(Array.from({ length: count }, (_, index) => index))
    })

    if (options.confines)
      describe('files outside of what it may see', () => {
        it('are refused by every road, while those inside open', async () => {
          const outside = mkdtempSync(join(tmpdir(), 'cortex-outside-'))
          writeFileSync(join(outside, 'secret.txt'), 'outside')
          if (!existsSync(join(workspace, 'link'))) {
            symlinkSync(outside, join(workspace, 'link'))
            symlinkSync(join(outside, 'new.txt'), join(workspace, 'dangling'))
            mkdirSync(join(workspace, 'inner'))
            symlinkSync('../in.txt', join(workspace, 'inner', 'fine'))
          }
          const open = async (path: string) => (await run('open', { parameters: { path }, mounts: mounts('rw') })).outcome
          expect(await open('workspace/in.txt')).toMatchObject({ output: { read: 'hello' } })
          if (language === 'node') expect(await open('workspace/inner/fine')).toMatchObject({ output: { read: 'hello' } })
          const roads = [
            join(outside, 'secret.txt'),
            '/etc/passwd',
            'workspace/../../../../etc/passwd',
            'workspace/link/secret.txt',
            '../../../../../../etc/passwd',
          ]
          const tried = options.hasOwnRoot ? [roads[0] ?? '', roads[3] ?? ''] : language === 'node' ? roads : roads.slice(1, 4)
          for (const path of tried) expect(await open(path), path).toMatchObject({ status: 'failed' })
          const dangling = await run('write', { parameters: { path: 'workspace/dangling' }, mounts: mounts('rw') })
          expect(dangling.outcome.status).toBe('failed')
          expect(existsSync(join(outside, 'new.txt'))).toBe(false)
          rmSync(outside, { recursive: true })
        })
        it('and read-only ones cannot be changed', async () => {
          expect((await run('write', { parameters: { path: 'workspace/in.txt' }, mounts: mounts('ro') })).outcome.status).toBe('failed')
          expect((await run('write', { parameters: { path: '/tool/main.js' } })).outcome.status).toBe('failed')
          expect(readFileSync(join(workspace, 'in.txt'), 'utf8')).toBe('hello')
        })
      })

    it('reaches a host that is named', async () => {
      await serve(async ({ host, port }) => {
        const url = `http://${host}:${port}/`
        expect((await run('get', { parameters: { url }, network: [`${host}:${port}`] })).outcome).toMatchObject({
          output: { status: 200, body: 'served' },
        })
      })
    })
    if (options.cutsNetwork)
      it('reaches nothing when nothing is named', async () => {
        await serve(async ({ host, port, hits }) => {
          expect((await run('get', { parameters: { url: `http://${host}:${port}/` } })).outcome.status).toBe('failed')
          expect(await hits()).toBe(0)
        })
      })
    if (options.confines)
      it('reaches no other host, nor through a redirect', async () => {
        await serve(async ({ host, port, hits }) => {
          const url = `http://${host}:${port}/`
          expect((await run('get', { parameters: { url }, network: ['example.com'] })).outcome.status).toBe('failed')
          expect((await run('get', { parameters: { url }, network: [`*:${port}`] })).outcome).toMatchObject({
            status: 'failed',
            message: expect.stringContaining('not a public address') as string,
          })
          expect(await hits()).toBe(0)
          const named = options.serve ? host : 'localhost'
          const redirecting = { parameters: { url: `http://${named}:${port}/redirect` }, network: [`${named}:${port}`] }
          expect((await run('get', redirecting)).outcome).toMatchObject({
            status: 'failed',
            message: expect.stringContaining('not among the hosts') as string,
          })
          expect(await hits()).toBe(1)
        })
      })
  })
}

export function outputOf<T>(outcome: SandboxOutcome): T {
  if (outcome.status !== 'done') throw new Error(`expected it done: ${JSON.stringify(outcome)}`)
  return outcome.output as T
}

/** A server on this machine that counts who asks; /redirect leads to it by another name. */
export async function withServer(action: (port: number, hits: () => number) => Promise<void>): Promise<void> {
  let count = 0
  const server = createServer((request, response) => {
    count += 1
    const { port } = server.address() as AddressInfo
    if (request.url === '/redirect') response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end()
    else response.end('served')
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  try {
    await action((server.address() as AddressInfo).port, () => count)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
