import { execFile } from 'node:child_process'
import { chownSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aSession } from '../../../engines/storage/storage.fixtures.ts'
import { handOver } from './handover.ts'
import { createTestContainers, type TestContainers } from './testing.ts'
import { createTestPath, type TestPath } from './testing-path.ts'
import { createProber, type Prober } from './testing-prober.ts'

const docker = async (...words: string[]) => (await promisify(execFile)('docker', words, { maxBuffer: 2 ** 26 })).stdout
const outside = mkdtempSync(join(tmpdir(), 'cortex-outside-'))
let containers: TestContainers
let prober: Prober
let path: TestPath

beforeAll(async () => {
  writeFileSync(join(outside, 'secret.txt'), 'the host')
  containers = await createTestContainers()
  prober = await createProber(containers)
  path = await createTestPath(containers)
})
afterAll(async () => {
  await path?.close()
  await containers?.close()
  rmSync(outside, { recursive: true, force: true })
})

describe('a run of a tool', () => {
  it('sees nothing of the one before: files, shared memory, processes', async () => {
    const leave = `import subprocess, os
for folder in ("/tmp", "/work", "/run/cortex", "/dev/shm"):
    open(folder + "/left", "w").write("left")
subprocess.Popen(["sleep", "987654"], start_new_session=True)
`
    const look = `import os
got = [folder for folder in ("/tmp", "/work", "/run/cortex", "/dev/shm") if os.path.exists(folder + "/left")]
for pid in [name for name in os.listdir("/proc") if name.isdigit()]:
    try:
        if "987654" in open("/proc/" + pid + "/cmdline").read() and "json" not in open("/proc/" + pid + "/cmdline").read():
            got.append("process")
    except OSError:
        pass`
    expect((await prober.probe(leave + look)).got).toEqual(['/tmp', '/work', '/run/cortex', '/dev/shm', 'process'])
    expect((await prober.probe(look)).got).toEqual([])
  })

  it("sees no state but its own chat's", async () => {
    const source = `import json, os, sys
f = os.environ["CORTEX_STATE_FILE"]
state = json.load(open(f))
new = json.load(sys.stdin).get("set")
if new:
    state["secret"] = new
    json.dump(state, open(f, "w"))
print(json.dumps(state))`
    path.drop('remembers', 'python', { 'main.py': source }, { session: { state: 'rw' } })
    const [mine, other] = [aSession(), aSession()]
    for (const session of [mine, other]) await path.storage.sessions.insert(session)
    const call = async (session: typeof mine, input: object) =>
      (await path.runs.execute('tool', 'remembers', input, { sessionId: session.id })).output
    expect(await call(mine, { set: 'mine' })).toEqual({ secret: 'mine' })
    expect(await call(mine, {})).toEqual({ secret: 'mine' })
    expect(await call(other, {})).toEqual({})
  })

  it('has its secrets in files alone: not in its environment, its command, what the engine tells of it, nor its image', async () => {
    const secret = 'zq-very-secret-9137'
    const code = `import os, time
value = open(os.environ["API_KEY_FILE"]).read()
got = [pid for pid in ["self", "1", str(os.getppid())] for name in ("environ", "cmdline") if value in open("/proc/" + pid + "/" + name).read()]
got = {"value": value, "in": got, "mode": oct(os.stat(os.environ["API_KEY_FILE"]).st_mode)}
time.sleep(args["seconds"])`
    const running = prober.probe(code, { seconds: 3 }, { secrets: { API_KEY: secret } })
    let told = ''
    for (let tries = 0; tries < 100 && !told; tries += 1) {
      const [one] = (await containers.engine.containers.list({ 'dev.cortex.owner': containers.whose.owner, 'dev.cortex.role': 'tool' })).filter(
        (each) => each.status === 'running',
      )
      if (one) told = await docker('inspect', one.id).catch(() => '')
    }
    expect(told).toContain('API_KEY_FILE')
    expect(told).not.toContain(secret)
    expect((await running).got).toEqual({ value: secret, in: [], mode: '0o100600' })
    const history = await containers.engine.images.history(prober.image)
    expect(history.length).toBeGreaterThan(3)
    expect(JSON.stringify(history)).not.toContain(secret)
    // The control: the way that is usual elsewhere shows it to everyone who may ask the engine.
    const id = (await docker('create', '--label', 'dev.cortex.test=probe', '-e', `API_KEY=${secret}`, prober.image)).trim()
    expect(await docker('inspect', id)).toContain(secret)
    await docker('rm', id)
  })

  it('follows no link out of a folder that it was given', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'cortex-links-'))
    mkdirSync(join(workspace, 'inner'))
    writeFileSync(join(workspace, 'inner', 'in.txt'), 'inside')
    symlinkSync('inner/in.txt', join(workspace, 'fine'))
    symlinkSync(join(outside, 'secret.txt'), join(workspace, 'file'))
    symlinkSync(outside, join(workspace, 'folder'))
    symlinkSync('../'.repeat(12) + join(outside, 'secret.txt').slice(1), join(workspace, 'relative'))
    const code = `got = {}
for name in ("fine", "file", "folder/secret.txt", "relative"):
    try:
        got[name] = open("/work/workspace/" + name).read()
    except OSError:
        pass`
    for (const link of ['file', 'folder/secret.txt', 'relative']) expect(readFileSync(join(workspace, link), 'utf8')).toBe('the host')
    const mounts = [{ name: 'workspace', hostPath: workspace, mode: 'rw' as const }]
    expect((await prober.probe(code, {}, { mounts })).got).toEqual({ fine: 'inside' })
    rmSync(workspace, { recursive: true })
  })

  it.runIf(process.getuid?.() === 0)('is not handed files that only have another name in its folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cortex-handed-'))
    writeFileSync(join(folder, 'own'), '')
    chownSync(join(outside, 'secret.txt'), 0, 0)
    symlinkSync(join(outside, 'secret.txt'), join(folder, 'link'))
    const hard = join(outside, 'hard.txt')
    writeFileSync(hard, '')
    const { linkSync } = await import('node:fs')
    linkSync(hard, join(folder, 'hard'))
    await handOver(folder, 10_001)
    expect(lstatSync(join(folder, 'own')).uid).toBe(10_001)
    expect([lstatSync(join(outside, 'secret.txt')).uid, lstatSync(hard).uid]).toEqual([0, 0])
    rmSync(folder, { recursive: true })
  })

  it('takes nothing of this computer into its image by links and names in its folder', async () => {
    const source = `import json, os
found = {}
for folder, _, names in os.walk("/tool"):
    for name in names:
        try:
            found[os.path.join(folder, name)] = open(os.path.join(folder, name)).read()
        except OSError as error:
            found[os.path.join(folder, name)] = None
print(json.dumps({"files": found, "pwned": [path for path in ("/tmp/pwned", "/pwned", "/tool/pwned") if os.path.exists(path)]}))`
    const tricks = {
      'main.py': source,
      '--checkpoint=1': 'x',
      '--checkpoint-action=exec=touch pwned': 'x',
      '$(touch pwned)': 'x',
      '..\\\\..\\\\pwned': 'x',
      'line\nRUN touch pwned': 'x',
    }
    const folder = path.drop('tricky', 'python', tricks)
    symlinkSync('main.py', join(folder, 'fine'))
    const plain = await path.runs.execute('tool', 'tricky', {}, {})
    const pwned = (result: typeof plain) => (result.output as { pwned: string[] }).pwned
    const files = (result: typeof plain) => (result.output as { files: Record<string, string | null> }).files
    expect(plain.error).toBeNull()
    expect(pwned(plain)).toEqual([])
    expect(files(plain)['/tool/fine']).toBe(source)
    symlinkSync(join(outside, 'secret.txt'), join(folder, 'out'))
    symlinkSync(outside, join(folder, 'outfolder'))
    const linked = await path.runs.execute('tool', 'tricky', {}, {})
    // Refused with the reason, or built without what lies outside: never with it.
    if (linked.status === 'done') expect(JSON.stringify(files(linked))).not.toContain('the host')
    else expect(linked.error).toMatchObject({ code: 'BUILD_FAILED', message: expect.stringMatching(/link|outside/i) as string })
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('the host')
  })

  it('cannot write what it may only read, nor its own code', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'cortex-ro-'))
    writeFileSync(join(workspace, 'in.txt'), 'before')
    const code = `open("/work/workspace/in.txt", "w").write("after")\ngot = True`
    const mounts = (mode: 'ro' | 'rw') => [{ name: 'workspace', hostPath: workspace, mode }]
    expect(await prober.probe(code, {}, { mounts: mounts('ro') })).toMatchObject({
      got: null,
      held: expect.stringMatching(/Read-only|Permission/) as string,
    })
    expect(readFileSync(join(workspace, 'in.txt'), 'utf8')).toBe('before')
    // The control writes with the same words, where it may.
    await prober.probe('import os\ngot = os.listdir("/work/workspace")', {}, { mounts: mounts('rw') })
    expect(await prober.probe(code, {}, { mounts: mounts('rw') })).toEqual({ got: true })
    expect(readFileSync(join(workspace, 'in.txt'), 'utf8')).toBe('after')
    rmSync(workspace, { recursive: true })
  })
})
