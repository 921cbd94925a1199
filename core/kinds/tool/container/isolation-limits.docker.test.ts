import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testLimits } from '../../../engines/sandboxes/sandbox.testsuite.ts'
import { isHeld, probeByDocker } from './probes/probe.ts'
import { createTestContainers, type TestContainers } from './testing.ts'
import { createProber, type Prober } from './testing-prober.ts'

const mib = 2 ** 20
const workspace = mkdtempSync(join(tmpdir(), 'cortex-fill-'))
let containers: TestContainers
let prober: Prober

beforeAll(async () => {
  containers = await createTestContainers({ folderBytes: 48 * mib })
  prober = await createProber(containers)
})
afterAll(async () => {
  await containers?.close()
  rmSync(workspace, { recursive: true, force: true })
})

describe('a tool in a container is held to', () => {
  it('its number of processes, against a fork bomb', async () => {
    const code = `import os, time
children = 0
try:
    while children < 150:
        if os.fork() == 0:
            time.sleep(3)
            os._exit(0)
        children += 1
except OSError:
    pass
got = children if children >= 150 else 0`
    expect(await probeByDocker(prober.image, ['--user', '10001:10001'], code)).toEqual({ got: 150 })
    const held = await prober.probe(code)
    expect(held).toSatisfy(isHeld)
  })

  it('its memory, against a memory bomb, and the next run is as good as ever', async () => {
    const code = `held = []
for _ in range(40):
    held.append(bytearray(10_000_000))
got = len(held)`
    expect(await probeByDocker(prober.image, ['--user', '10001:10001'], code)).toEqual({ got: 40 })
    expect(await prober.run(code)).toMatchObject({ status: 'failed', message: expect.stringContaining('memory') as string })
    expect(await prober.probe('got = "fine"')).toEqual({ got: 'fine' })
  })

  it.each([
    ['/tmp', 'No space|memory'],
    ['/work', 'No space|memory'],
    ['/run/cortex', 'No space|memory'],
    ['/dev/shm', 'No space|memory'],
    ['/tool', 'Read-only|Permission'],
    ['/', 'Read-only|Permission'],
  ])('little space in %s', async (folder, reason) => {
    const code = `import os
os.makedirs(args["folder"], exist_ok=True)
with open(os.path.join(args["folder"], "filling"), "wb") as file:
    for _ in range(300):
        file.write(bytes(1_000_000))
        file.flush()
got = os.path.getsize(os.path.join(args["folder"], "filling"))
os.remove(os.path.join(args["folder"], "filling"))`
    const control = ['--user', '0:0', ...(folder === '/dev/shm' ? ['--shm-size', '400m'] : [])]
    expect(await probeByDocker(prober.image, control, code, { folder })).toEqual({ got: 300_000_000 })
    const outcome = await prober.run(code, { folder })
    if (outcome.status === 'done') expect(outcome.output).toMatchObject({ got: null, held: expect.stringMatching(reason) as string })
    else expect(outcome).toMatchObject({ status: 'failed', message: expect.stringMatching(/memory/) as string })
  })

  it("what it may add to the person's own disk through a folder it was given", async () => {
    const code = `import os, time
with open("/work/workspace/filling", "wb") as file:
    for _ in range(args["megabytes"]):
        file.write(os.urandom(1_000_000))
        file.flush()
        time.sleep(0.005)
got = args["megabytes"]`
    const mounts = [{ name: 'workspace', hostPath: workspace, mode: 'rw' as const }]
    expect(await prober.probe(code, { megabytes: 20 }, { mounts })).toEqual({ got: 20 })
    expect(await prober.run(code, { megabytes: 2_000 }, { mounts })).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('into its folders') as string,
    })
    const written = readdirSync(workspace).reduce((sum, name) => sum + statSync(join(workspace, name)).size, 0)
    expect(written).toBeLessThan(600 * mib)
  })

  it('a number of bytes on stdout and of lines on stderr, whatever it writes', async () => {
    const code = (kilobytes: number) => `import sys, os
for _ in range(${kilobytes}):
    os.write(args["to"], b"x" * 1000 + b"\\n")
got = True`
    // stdout holds the result as well, so that a little of it is text before that.
    expect((await prober.run(code(20), { to: 1 })).status).toBe('done')
    const before = process.memoryUsage().rss
    expect(await prober.run(code(500_000), { to: 1 })).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('more than 200000 bytes') as string,
    })
    const logs: string[] = []
    expect((await prober.run(code(20_000), { to: 2 }, {}, { onLog: (line) => logs.push(line) })).status).toBe('done')
    expect(logs.join('\n').length).toBeLessThan(1.1 * mib)
    expect(logs.length).toBeGreaterThan(100)
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * mib)
  })

  it('its time, with its container gone a moment later, however it resists', async () => {
    const code = `import signal, subprocess, time
for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except OSError:
        pass
subprocess.Popen(["sleep", "600"], start_new_session=True)
time.sleep(args["seconds"])
got = True`
    expect(await prober.probe(code, { seconds: 0.2 })).toEqual({ got: true })
    const name = { 'dev.cortex.owner': containers.whose.owner, 'dev.cortex.role': 'tool' }
    const begun = performance.now()
    expect(await prober.run(code, { seconds: 600 }, { limits: { ...testLimits, timeoutMs: 1_500 } })).toEqual({ status: 'timed-out' })
    const afterTimeout = await containers.engine.containers.list(name)
    expect(afterTimeout.filter((one) => one.status === 'running')).toEqual([])
    expect(await prober.run(code, { seconds: 600 }, {}, { signal: AbortSignal.timeout(3_000) })).toEqual({ status: 'cancelled' })
    expect((await containers.engine.containers.list(name)).filter((one) => one.status === 'running')).toEqual([])
    expect(performance.now() - begun).toBeLessThan(60_000)
  })
})
