import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RunEvent } from '../../../contract/runs.ts'
import { aSession } from '../../../engines/storage/storage.fixtures.ts'
import { newId, type RunId } from '../../../kernel/ids.ts'
import { createToolExecutor } from '../tool-executor.ts'
import { createTestContainers, type TestContainers } from './testing.ts'
import { createTestPath, type TestPath } from './testing-path.ts'

let containers: TestContainers
let path: TestPath
beforeAll(async () => {
  containers = await createTestContainers({ warmLimit: 2 })
  path = await createTestPath(containers)
})
afterAll(async () => {
  await path?.close()
  await containers?.close()
})

const journal = async (id: RunId): Promise<RunEvent[]> => Array.fromAsync(path.runs.events(id, 0))
const logs = (events: RunEvent[]) => events.flatMap((event) => (event.type === 'run.log' ? [event.line] : []))

describe('a tool that was dropped', () => {
  it.each([
    ['python', { 'main.py': 'import json, sys\nprint(json.dumps({"hello": json.load(sys.stdin)["name"]}))' }],
    [
      'node',
      {
        'main.mjs': `let text = ''; for await (const chunk of process.stdin) text += chunk; console.log(JSON.stringify({ hello: JSON.parse(text).name }))`,
      },
    ],
    ['bash', { 'main.sh': `read -r input; name=\${input#*:\\"}; echo "{\\"hello\\":\\"\${name%\\"*}\\"}"` }],
    [
      'go',
      {
        'main.go': `package main
import ("encoding/json"; "fmt"; "os")
func main() {
	var input struct{ Name string }
	if err := json.NewDecoder(os.Stdin).Decode(&input); err != nil { fmt.Fprintln(os.Stderr, err); os.Exit(1) }
	json.NewEncoder(os.Stdout).Encode(map[string]string{"hello": input.Name})
}`,
      },
    ],
  ] as const)('in %s is built below its first run, and only then', async (type, files) => {
    path.drop(`hello_${type}`, type, files as unknown as Record<string, string>)
    const first = await path.runs.execute('tool', `hello_${type}`, { name: 'Zoë' }, {})
    expect(first).toMatchObject({ status: 'done', output: { hello: 'Zoë' }, tier: 'container' })
    const { tree } = await path.runs.get(first.runId)
    expect(tree.map((run) => [run.kind, run.name, run.status])).toEqual([
      ['tool', `hello_${type}`, 'done'],
      ['build', `tool/hello_${type}`, 'done'],
    ])
    const second = await path.runs.execute('tool', `hello_${type}`, { name: 'again' }, {})
    expect(second).toMatchObject({ status: 'done', output: { hello: 'again' } })
    expect((await path.runs.get(second.runId)).tree.length).toBe(1)
  })

  it('in a Dockerfile of its own keeps its command and its folder', async () => {
    const dockerfile = ['ARG BASE_PYTHON', `FROM \${BASE_PYTHON}`, 'WORKDIR /app', 'COPY . /app/', 'CMD ["python3", "-u", "other.py"]'].join('\n')
    path.drop(
      'own_file',
      'python',
      {
        'main.py': 'print("not this one")',
        'other.py':
          'import json, os, sys\nprint(json.dumps({"cwd": os.getcwd(), "uid": os.getuid(), "in": json.load(sys.stdin), "key": open(os.environ["API_KEY_FILE"]).read()}))',
        Dockerfile: dockerfile,
      },
      { build: { dockerfile: './Dockerfile' }, permissions: { secrets: ['API_KEY'] } },
    )
    expect((await path.runs.execute('tool', 'own_file', { a: 1 }, {})).output).toEqual({ cwd: '/app', uid: 10001, in: { a: 1 }, key: 'k3y' })
  })

  it('says which line of its build fails, and why', async () => {
    path.drop('broken', 'python', { 'main.py': 'print(1)' }, { build: { engine: 'pip', dependencies: ['cortex-no-such-package==9.9.9'] } })
    const result = await path.runs.execute('tool', 'broken', {}, {})
    expect(result).toMatchObject({
      status: 'failed',
      error: { code: 'BUILD_FAILED', message: expect.stringContaining('cortex-no-such-package') as string },
    })
  })

  it("keeps the tool's own time limit for the tool: the build does not count", async () => {
    path.drop('slow', 'bash', { 'main.sh': 'sleep 5' }, { resources: { timeout: '800ms' } })
    for (const _ of ['built on the way', 'built before']) {
      const result = await path.runs.execute('tool', 'slow', {}, {})
      expect(result.error).toMatchObject({ code: 'DEADLINE_EXCEEDED', message: expect.stringContaining('800 ms') as string })
    }
  })

  it('is stopped within a second, with its container gone', async () => {
    path.drop('endless', 'bash', { 'main.sh': 'echo running >&2; sleep 600 & wait' }, { resources: { timeout: '10m' } })
    const runId = newId('run')
    const running = path.runs.execute('tool', 'endless', {}, { runId })
    for (let tries = 0; tries < 600; tries += 1) {
      const run = await path.storage.runs.get(runId)
      if (run && (await path.storage.journal.read(run.rootId, 0, 1_000)).some((event) => event.type === 'run.log' && event.line === 'running')) break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(await path.runs.cancel(runId)).toBe('cancelled')
    expect((await running).status).toBe('cancelled')
    await containers.sandbox.settle()
    const left = await containers.engine.containers.list({ 'dev.cortex.owner': containers.whose.owner, 'dev.cortex.name': 'endless' })
    // One may wait for the next call; none has run.
    for (const { id } of left)
      expect((await containers.engine.containers.exec(id, ['cat', '/proc/1/stat'], { timeoutMs: 5_000 })).stdout).toContain('(sh)')
  })

  it("keeps a chat's state, and journals each connection", async () => {
    path.drop(
      'counter',
      'python',
      {
        'main.py': `import json, os, sys, urllib.request
f = os.environ["CORTEX_STATE_FILE"]
state = json.load(open(f))
state["n"] = state.get("n", 0) + 1
json.dump(state, open(f, "w"))
asked = json.load(sys.stdin)
body = urllib.request.urlopen(asked["url"]).read().decode()
try:
    urllib.request.urlopen("http://elsewhere.example/")
except Exception as error:
    pass
print(json.dumps({"n": state["n"], "body": body}))`,
      },
      { session: { state: 'rw' } },
    )
    const session = aSession()
    await path.storage.sessions.insert(session)
    const sessionId = session.id
    await containers.serve(async ({ host, port }) => {
      const tool = path.loaded.get('counter')
      if (!tool) throw new Error('no counter')
      tool.manifest.permissions = { network: [`${host}:${port}`] }
      const call = () => path.runs.execute('tool', 'counter', { url: `http://${host}:${port}/` }, { sessionId })
      expect((await call()).output).toEqual({ n: 1, body: 'served' })
      const second = await call()
      expect(second.output).toEqual({ n: 2, body: 'served' })
      expect(logs(await journal(second.runId))).toEqual([
        `reached ${host}:${port}, 6 B in`,
        `refused elsewhere.example:80: elsewhere.example:80 is not among the hosts this tool may reach (${host}:${port})`,
      ])
    })
    expect(await path.storage.state.read(sessionId)).toEqual({ n: 2 })
  })

  it('is marked with its run: by labels, and by its name where it was started ahead', async () => {
    path.drop('marked', 'python', { 'main.py': 'import time\nprint("at work", flush=True)\ntime.sleep(30)' })
    const { id: sessionId } = aSession()
    await path.storage.sessions.insert(aSession({ id: sessionId }))
    const whileItWorks = async () => {
      const runId = newId('run')
      const running = path.runs.execute('tool', 'marked', {}, { sessionId, runId })
      const find = async () => (await containers.engine.containers.list({ 'dev.cortex.name': 'marked' })).find((one) => one.name.endsWith(runId))
      const found = await vi.waitFor(async () => (await find()) ?? Promise.reject(new Error('not there yet')), { timeout: 60_000, interval: 100 })
      await path.runs.cancel(runId)
      await running
      await containers.sandbox.settle()
      return { runId, found }
    }
    const first = await whileItWorks()
    expect(first.found.labels).toMatchObject({ 'dev.cortex.run': first.runId, 'dev.cortex.session': sessionId })
    const second = await whileItWorks()
    expect(second.found.name).toBe(`cortex-marked-${second.runId}`)
    expect(second.found.labels).not.toHaveProperty(['dev.cortex.run'])
  })

  it('in Node.js was started before it was called, and whatever it starts in its turn does not wait', async () => {
    path.drop('early', 'node', {
      'main.mjs': `import { fork } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
writeFileSync('/tmp/child.mjs', 'process.send("child")')
const [child] = await new Promise((resolve) => fork('/tmp/child.mjs').once('message', (...all) => resolve(all)))
const [worker] = await new Promise((resolve) =>
  new Worker('require("node:worker_threads").parentPort.postMessage("worker")', { eval: true }).once('message', (...all) => resolve(all)))
console.log(JSON.stringify({ startedAt: performance.timeOrigin, child, worker, pipes: readdirSync('/run/cortex').filter((name) => name === 'go') }))`,
    })
    await path.runs.execute('tool', 'early', {}, {})
    await containers.sandbox.settle()
    const [waiting] = await containers.engine.containers.list({ 'dev.cortex.name': 'early' })
    const holdingThePipe = async () =>
      (await containers.engine.containers.exec(waiting?.id ?? '', ['sh', '-c', 'ls -l /proc/[0-9]*/fd'], { timeoutMs: 5_000 })).stdout.match(
        /-> \/run\/cortex\/go$/gm,
      )
    await vi.waitFor(async () => expect(await holdingThePipe()).toHaveLength(2), { timeout: 30_000, interval: 50 })
    const calledAt = Date.now()
    const { output } = await path.runs.execute('tool', 'early', {}, {})
    expect(output).toEqual({ startedAt: expect.any(Number) as number, child: 'child', worker: 'worker', pipes: [] })
    expect((output as { startedAt: number }).startedAt).toBeLessThan(calledAt)
  })

  it('keeps a large result in an artifact', async () => {
    path.drop('large', 'python', { 'main.py': 'import json\nprint(json.dumps({"list": ["x" * 1000] * 3000}))' })
    const { output } = await path.runs.execute('tool', 'large', {}, {})
    expect(output).toMatchObject({ truncated: true, name: 'large.json', preview: expect.stringMatching(/^\{"list":/) as string })
    const kept = await path.storage.artifacts.read((output as { artifact: never }).artifact)
    expect((JSON.parse(Buffer.from(kept?.bytes ?? []).toString('utf8')) as { list: string[] }).list.length).toBe(3000)
  })

  it('runs in WebAssembly where the base image is neither there nor to be had', async () => {
    path.drop('simple', 'python', { 'main.py': 'print("{}")' })
    const tool = path.loaded.get('simple')
    if (!tool) throw new Error('no simple')
    const missing = {
      ...containers.sandbox,
      supports: async () => ({ isSupported: true, why: 'Docker answers', missing: 'the base image python:nowhere cannot be fetched' }),
    }
    const executor = createToolExecutor({
      manifests: { get: () => tool as never, nearest: () => null },
      sandboxes: [missing, path.wasm],
      trustedDigest: async () => null,
      state: path.storage.state,
      secrets: { get: async () => null },
      workspaceFolder: async () => path.root,
      rightsOf: () => [],
      images: { find: async () => null },
    })
    expect(await executor.tierOf(tool)).toMatchObject({ tier: 'wasm', why: expect.stringContaining('cannot be fetched') as string })
  })
})
