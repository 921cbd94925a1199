import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { SessionId } from '../../kernel/ids.ts'
import { fileProbes, setuidLine, setuidProbe } from '../tool/container/probes/file-probes.ts'
import { kernelProbes } from '../tool/container/probes/kernel-probes.ts'
import { isHeld, type Probe, type Probed, probeByDocker, prober } from '../tool/container/probes/probe.ts'
import type { Relics } from './relics.ts'
import { type DockerRoom, dockerRoom } from './testing/docker-room.ts'

const never = new AbortController().signal
const folder = mkdtempSync(join(tmpdir(), 'cortex-host-'))
const mark = randomBytes(8).toString('hex')
const args = { file: join(folder, 'secret.txt'), secret: `secret-${mark}`, mark: `mark-${mark}`, abstract: `cortex-${mark}` }
/** What a relic may write to, unlike a tool: its volume. */
const ownFolders = ['/store', '/run']

let room: DockerRoom
let relics: Relics
let session: SessionId
let image: string
let child: ChildProcess
let server: Server

beforeAll(async () => {
  writeFileSync(args.file, args.secret)
  child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600000)', args.mark])
  server = createServer((socket) => socket.end()).listen(`\0${args.abstract}`)
  room = await dockerRoom({
    relics: [{ kind: 'Relic', name: 'victim', service: { build: '.', volumes: ['/store'] }, resources: { memory: '128Mi', cpus: 1, pids: 64 } }],
  })
  const dockerfile = [
    'ARG BASE_PYTHON',
    'FROM $' + '{BASE_PYTHON}',
    setuidLine,
    'RUN mkdir /store && chown 10001:10001 /store',
    'USER 10001:10001',
    'CMD ["python3", "-c", "import time; time.sleep(100000)"]',
  ]
  await room.write('victim', 'Dockerfile', `${dockerfile.join('\n')}\n`)
  relics = room.life()
  session = room.session()
  image = (await relics.ensure('victim', session, { signal: never })).image as string
})
afterAll(async () => {
  child?.kill()
  server?.close()
  await room?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function probeInRelic(code: string, more: Record<string, unknown> = args): Promise<Probed & { exitCode: number }> {
  const [container] = await room.containersOf('relic', { session, name: 'victim' })
  const { stdout, exitCode } = await room.engine.containers.exec(container?.id as string, ['python3', '-c', prober], {
    stdin: JSON.stringify({ code, args: more }),
    timeoutMs: 60_000,
  })
  const line = stdout.trim().split('\n').at(-1) ?? ''
  return { ...(line.startsWith('{') ? (JSON.parse(line) as Probed) : { got: null, held: 'it was killed' }), exitCode }
}
const withoutOwn = ({ got, ...rest }: Probed): Probed => ({
  ...rest,
  got: Array.isArray(got) ? got.filter((one) => !ownFolders.some((own) => String(one).startsWith(own))) : got,
})

describe('a relic cannot have', () => {
  // Services need more open files than tools: their limit is below.
  const probes: Probe[] = [...kernelProbes, ...fileProbes({ folder }), setuidProbe].filter(({ name }) => !name.includes('open files'))
  it.each(probes.map((probe) => [probe.name, probe] as const))('%s', async (_, { code, control }) => {
    const [without, held] = await Promise.all([probeByDocker(image, control, code, args), probeInRelic(code)])
    expect(isHeld(without), `the control got nothing: ${JSON.stringify(without)}`).toBe(false)
    expect(withoutOwn(held), 'got through').toSatisfy(isHeld)
  })
})

describe('a relic is held to', () => {
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
    expect(await probeByDocker(image, ['--user', '10001:10001'], code)).toEqual({ got: 150 })
    expect(await probeInRelic(code)).toSatisfy(isHeld)
  })

  it('a number of open files that is good for the system', async () => {
    const code = `import os
files = []
try:
    while len(files) < 17000:
        files.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    pass
got = len(files) if len(files) >= 17000 else 0`
    expect(await probeByDocker(image, [], code)).toEqual({ got: 17_000 })
    expect(await probeInRelic(code)).toSatisfy(isHeld)
  })

  it('its memory, against a memory bomb, and it is itself again afterwards', async () => {
    const code = 'held = [bytearray(10_000_000) for _ in range(40)]\ngot = len(held)'
    expect(await probeByDocker(image, ['--user', '10001:10001'], code)).toEqual({ got: 40 })
    expect(await probeInRelic(code)).toMatchObject({ got: null })
    await vi.waitFor(async () => expect(await probeInRelic('got = "fine"').catch(() => null)).toMatchObject({ got: 'fine' }), {
      timeout: 30_000,
      interval: 500,
    })
  })

  it.each(['/tmp', '/run', '/dev/shm'])('little space in %s', async (place) => {
    const code = `import os
path = os.path.join(args["folder"], "filling")
with open(path, "wb") as file:
    for _ in range(300):
        file.write(bytes(1_000_000))
        file.flush()
got = os.path.getsize(path)`
    const control = ['--user', '0:0', ...(place === '/dev/shm' ? ['--shm-size', '400m'] : [])]
    expect(await probeByDocker(image, control, code, { folder: place })).toEqual({ got: 300_000_000 })
    expect(await probeInRelic(code, { folder: place })).toSatisfy(isHeld)
    await probeInRelic('import os; os.remove(os.path.join(args["folder"], "filling"))', { folder: place }).catch(() => null)
  })
})
