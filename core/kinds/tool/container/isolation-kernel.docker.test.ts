import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileProbes, setuidProbe } from './probes/file-probes.ts'
import { kernelProbes } from './probes/kernel-probes.ts'
import { isHeld, type Probe, probeByDocker } from './probes/probe.ts'
import { createTestContainers, type TestContainers } from './testing.ts'
import { createProber, type Prober } from './testing-prober.ts'

const folder = mkdtempSync(join(tmpdir(), 'cortex-host-'))
const mark = randomBytes(8).toString('hex')
const args = { file: join(folder, 'secret.txt'), secret: `secret-${mark}`, mark: `mark-${mark}`, abstract: `cortex-${mark}` }
let containers: TestContainers
let prober: Prober
let child: ChildProcess
let server: Server

beforeAll(async () => {
  writeFileSync(args.file, args.secret)
  child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600000)', args.mark])
  server = createServer((socket) => socket.end()).listen(`\0${args.abstract}`)
  containers = await createTestContainers()
  prober = await createProber(containers)
})
afterAll(async () => {
  child?.kill()
  server?.close()
  await containers?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a tool in a container cannot have', () => {
  const probes: Probe[] = [...kernelProbes, ...fileProbes({ folder }), setuidProbe]
  it.each(probes.map((probe) => [probe.name, probe] as const))('%s', async (_, { code, control }) => {
    const [without, held] = await Promise.all([probeByDocker(prober.image, control, code, args), prober.probe(code, args)])
    expect(isHeld(without), `the control got nothing: ${JSON.stringify(without)}`).toBe(false)
    expect(held, 'got through').toSatisfy(isHeld)
  })
})
