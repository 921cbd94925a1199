import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outputOf, testLimits } from '../../../engines/sandboxes/sandbox.testsuite.ts'
import { fileProbes, setuidLine, setuidProbe } from './probes/file-probes.ts'
import { kernelProbes } from './probes/kernel-probes.ts'
import { isHeld, type Probe, type Probed, probeByDocker, prober } from './probes/probe.ts'
import { buildImage, createTestContainers, type TestContainers, testBases } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'cortex-host-'))
const mark = randomBytes(8).toString('hex')
const args = { file: join(folder, 'secret.txt'), secret: `secret-${mark}`, mark: `mark-${mark}`, abstract: `cortex-${mark}` }
let containers: TestContainers
let image: string
let child: ChildProcess
let server: Server

beforeAll(async () => {
  writeFileSync(args.file, args.secret)
  child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600000)', args.mark])
  server = createServer((socket) => socket.end()).listen(`\0${args.abstract}`)
  containers = await createTestContainers()
  const dockerfile = [
    `FROM ${testBases.python}`,
    setuidLine,
    'USER 10001:10001',
    'WORKDIR /tool',
    'ENTRYPOINT ["python3", "/tool/main.py"]',
    'COPY . /tool/',
  ]
  image = await buildImage(containers.engine, {
    tag: `cortex-test/${containers.whose.owner}:probe`,
    owner: containers.whose.owner,
    files: { Dockerfile: dockerfile.join('\n'), 'main.py': prober },
  })
})
afterAll(async () => {
  child?.kill()
  server?.close()
  await containers?.close()
  rmSync(folder, { recursive: true, force: true })
})

const probeAsTool = async (code: string): Promise<Probed> => {
  const outcome = await containers.sandbox.run(
    {
      toolName: 'probe',
      language: 'python',
      image,
      folder: '/probe',
      script: '/probe/main.py',
      parameters: { code, args },
      mounts: [],
      network: [],
      secrets: {},
      state: null,
      limits: testLimits,
    },
    { signal: AbortSignal.timeout(60_000), onLog() {} },
  )
  return outputOf<Probed>(outcome)
}

describe('a tool in a container cannot have', () => {
  const probes: Probe[] = [...kernelProbes, ...fileProbes({ folder }), setuidProbe]
  it.each(probes.map((probe) => [probe.name, probe] as const))('%s', async (_, { code, control }) => {
    const [without, held] = await Promise.all([probeByDocker(image, control, code, args), probeAsTool(code)])
    expect(isHeld(without), `the control got nothing: ${JSON.stringify(without)}`).toBe(false)
    expect(held, 'got through').toSatisfy(isHeld)
  })
})
