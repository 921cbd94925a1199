import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { type ChildGroup, startGroup } from '../child-group.ts'
import { type ConfinedFiles, createConfinedFiles, FileError } from '../confined-files.ts'
import type { GuestRun, RunOptions } from '../guest-run.ts'
import { createLogLines } from '../log-lines.ts'
import { createMediatedFetch, type MediatedRequest } from '../mediated-fetch.ts'
import type { Walls } from '../os-walls.ts'
import { outcomeOf, tooMuchOutput } from '../outcome.ts'
import type { SandboxOutcome } from '../port.ts'
import { createFrameReader, encodeFrame, type Frame } from './frames.ts'

const writeBytes = 512 * 2 ** 20
const bodyBytes = 16 * 2 ** 20
const frameBytes = 128 * 2 ** 20
const bootLimitMs = 90_000
/** A spare child holds about 130 MB; after this long without a Python run it is let go. */
const spareLifeMs = 10 * 60_000

type Child = { group: ChildGroup; pipe: Duplex; ready: Promise<boolean>; onFrame: (frame: Frame) => void }

/**
 * Python in Pyodide, each run in a process of its own: `node --permission` with nothing to read but Pyodide, an empty environment,
 * and no network where the system can cut it. Files and requests are asked of this process over a pipe. After the first use one
 * booted child is kept ready.
 */
export function createPythonEngine(options: { childFolder: URL; temporaryFolder: string; walls: () => Promise<Walls> }) {
  const childFile = fileURLToPath(new URL('child.ts', options.childFolder))
  const readable = dirname(dirname(childFile))
  const pyodideFolder = dirname(createRequire(import.meta.url).resolve('pyodide'))
  const prepareSource = readFileSync(new URL('prepare.py', options.childFolder), 'utf8')
  const running = new Set<Child>()
  let spare: Promise<Child> | null = null
  let spareTimer: NodeJS.Timeout | undefined
  let isClosed = false

  const boot = async (): Promise<Child> => {
    const walls = await options.walls()
    const command = [
      process.execPath,
      '--permission',
      `--allow-fs-read=${pyodideFolder}/*`,
      `--allow-fs-read=${readable}/*`,
      // Python finds ways to JavaScript's eval (ctypes is one); it finds it shut.
      '--disallow-code-generation-from-strings',
      '--max-old-space-size=256',
      '--no-warnings',
      childFile,
      pyodideFolder,
      prepareSource,
    ]
    const env: Record<string, string> = process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}
    const group = startGroup(walls.wrap(command, { cutsNetwork: true }), {
      env,
      cwd: options.temporaryFolder,
      mark: randomUUID(),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    const pipe = group.child.stdio[3] as Duplex
    const { promise: ready, resolve } = Promise.withResolvers<boolean>()
    const child: Child = { group, pipe, ready, onFrame: () => resolve(true) }
    const read = createFrameReader(frameBytes, (frame) => child.onFrame(frame))
    pipe.on('error', () => {})
    pipe.on('data', (chunk: Buffer) => {
      try {
        read(chunk)
      } catch {
        void group.stop()
      }
    })
    void group.ended.then(() => resolve(false))
    return child
  }
  /** A child that waits does not keep the host alive. */
  const unhold = ({ group, pipe }: Child, isHeld: boolean) => {
    const method = isHeld ? 'ref' : 'unref'
    group.child[method]()
    for (const stream of [pipe, group.child.stdout, group.child.stderr]) (stream as unknown as { ref(): void; unref(): void } | null)?.[method]()
  }
  const dropSpare = async () => {
    const dropped = spare
    spare = null
    clearTimeout(spareTimer)
    await (await dropped)?.group.stop()
  }
  const keepSpare = () => {
    if (isClosed) return
    clearTimeout(spareTimer)
    spareTimer = setTimeout(() => void dropSpare(), spareLifeMs).unref()
    spare ??= boot().then((child) => {
      unhold(child, false)
      return child
    })
  }

  return {
    async run(guest: GuestRun, run: RunOptions): Promise<SandboxOutcome> {
      const taken = spare
      spare = null
      const child = await (taken ?? boot())
      unhold(child, true)
      running.add(child)
      try {
        return await carryOut(child, guest, run)
      } finally {
        await child.group.stop()
        running.delete(child)
        keepSpare()
      }
    },
    async close() {
      isClosed = true
      await Promise.all([dropSpare(), ...[...running].map((child) => child.group.stop())])
    },
  }
}

async function carryOut(child: Child, { request, folder, mounts, script, env }: GuestRun, { signal, onLog }: RunOptions): Promise<SandboxOutcome> {
  const { group, pipe } = child
  const { timeoutMs, memoryBytes, outputBytes } = request.limits
  const lines = createLogLines(onLog)
  const chunks: Buffer[] = []
  let stdoutBytes = 0
  let cut: SandboxOutcome | null = null
  const stopped = new AbortController()
  const stopWith = (outcome: SandboxOutcome) => {
    cut ??= outcome
    stopped.abort()
    void group.stop()
  }
  group.child.stdout?.on('data', (chunk: Buffer) => {
    stdoutBytes += chunk.byteLength
    if (stdoutBytes <= outputBytes) chunks.push(chunk)
    else stopWith({ status: 'failed', message: tooMuchOutput(outputBytes), exitCode: null })
  })
  group.child.stderr?.on('data', lines.push)
  const onAbort = () => stopWith({ status: 'cancelled' })
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  // Starting Python is not the script's time.
  let timer = setTimeout(() => stopWith({ status: 'failed', message: 'Python did not start in time', exitCode: null }), bootLimitMs)
  if (await child.ready) {
    clearTimeout(timer)
    timer = setTimeout(() => stopWith({ status: 'timed-out' }), timeoutMs)
    const files = createConfinedFiles(mounts, writeBytes)
    const fetchFor = createMediatedFetch(request.network, { maxBodyBytes: bodyBytes, timeoutMs })
    child.onFrame = (frame) => {
      const { operation, values } = frame.header as { operation: string; values: unknown[] }
      const reply = (header: unknown, bytes: Uint8Array = new Uint8Array()) => pipe.write(encodeFrame({ header, bytes }))
      const refuse = (error: unknown) =>
        reply({ error: { code: error instanceof FileError ? error.code : 'EIO', message: error instanceof Error ? error.message : String(error) } })
      if (operation === 'fetch') {
        const asked = values[0] as Omit<MediatedRequest, 'body'> & { hasBody: boolean }
        fetchFor({ ...asked, body: asked.hasBody ? frame.bytes : null }, stopped.signal).then(({ body, ...value }) => reply({ value }, body), refuse)
        return
      }
      try {
        const { value, bytes } = fileOperation(files, operation, values, frame.bytes)
        reply({ value: value ?? null }, bytes)
      } catch (error) {
        refuse(error)
      }
    }
    const given = { script, stdin: JSON.stringify(request.parameters), env, memoryBytes, hasNetwork: request.network.length > 0 }
    if (!cut) pipe.write(encodeFrame({ header: { value: given }, bytes: new Uint8Array() }))
  }
  const { exitCode, signal: killedBy } = await group.ended
  clearTimeout(timer)
  stopped.abort()
  signal.removeEventListener('abort', onAbort)
  lines.end()
  if (cut) return cut
  const fallback = killedBy ? `Python was ended by ${killedBy}` : `the script ended with exit code ${exitCode}`
  return outcomeOf({ exitCode, stdout: Buffer.concat(chunks).toString('utf8'), lastLogLine: lines.last, fallback }, folder)
}

function fileOperation(files: ConfinedFiles, operation: string, values: unknown[], bytes: Uint8Array): { value?: unknown; bytes?: Uint8Array } {
  const [first, second, third] = values
  const path = String(first)
  switch (operation) {
    case 'status':
      return { value: files.status(path) }
    case 'list':
      return { value: files.list(path) }
    case 'readAt':
      return { bytes: files.readAt(path, Number(second), Math.min(Number(third), 2 ** 24)) }
    case 'writeAt':
      return { value: files.writeAt(path, Number(second), bytes) }
    case 'write':
      return { value: files.write(path, bytes, 'create') }
    case 'truncate':
      return { value: files.truncate(path, Number(second)) }
    case 'makeFolder':
      return { value: files.makeFolder(path) }
    case 'remove':
      return { value: files.remove(path, { isRecursive: false }) }
    case 'rename':
      return { value: files.rename(path, String(second)) }
    default:
      throw new Error(`no such operation: ${operation}`)
  }
}
