import childProcess from 'node:child_process'
import dgram from 'node:dgram'
import fs from 'node:fs'
import net from 'node:net'
import { pathToFileURL } from 'node:url'
import { boundWasmMemory } from '../memory-ceiling.ts'
import { encodeFrame, exchange, writeWhole } from './frames.ts'
import { createRemoteFiles, type EmscriptenFs } from './remote-files.ts'

// A process of its own for one run of Python, started under `node --permission` with nothing to read but Pyodide and this folder,
// and without a network where the system allows. argv: Pyodide's folder, then the Python source that prepares and runs scripts.
type PyodideModule = {
  loadPyodide(options: Record<string, unknown>): Promise<{
    FS: EmscriptenFs & {
      mkdirTree(path: string): void
      mount(type: unknown, options: { root: string }, path: string): void
      createDevice(parent: string, name: string, input: () => number | null, output: (byte: number) => void): void
      registerDevice(device: number, operations: Record<string, unknown>): void
      mkdev(path: string, mode: number, device: number): void
      chdir(path: string): void
    }
    runPython(code: string): unknown
    globals: { get(name: string): (settings: string) => number }
    setStdin(options: { read(buffer: Uint8Array): number }): void
    setStdout(options: { write(buffer: Uint8Array): number }): void
    setStderr(options: { write(buffer: Uint8Array): number }): void
  }>
}
type Run = { script: string; stdin: string; env: Record<string, string>; memoryBytes: number; hasNetwork: boolean }
type Reply = { value?: unknown; error?: { code: string; message: string } }

const pipe = 3
/** Python and its standard library take about 30 MiB; less than this leaves no room to run anything. */
const smallestMemoryBytes = 64 * 2 ** 20
const [pyodideFolder = '', prepareSource = ''] = process.argv.slice(2)

const ask = (operation: string, values: unknown[], bytes: Uint8Array = new Uint8Array()) => {
  const reply = exchange(pipe, { header: { operation, values }, bytes })
  const { value, error } = reply.header as Reply
  if (error) throw Object.assign(new Error(error.message), { code: error.code })
  return { value, bytes: reply.bytes }
}

const setMemoryLimit = boundWasmMemory()
// Emscripten asks for the table of open() flags by a call that --permission denies, and rightly: it hands out Node's internals.
// This answers with the public table and nothing else.
Reflect.set(process, 'binding', () => ({ fs: fs.constants }))
const { loadPyodide } = (await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`).href)) as PyodideModule
const pyodide = await loadPyodide({
  indexURL: `${pyodideFolder}/`,
  env: { HOME: '/work', TMPDIR: '/tmp', LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' },
  args: [],
})
const { FS } = pyodide

// Should Python ever reach this JavaScript, it finds no way to open a connection: not to an address, not to a socket file, which no
// network namespace covers.
const refuse = () => {
  throw new Error('there is no network here')
}
// os.system asks for this one; --permission would refuse it by ending Python. 127 is "command not found".
childProcess.spawnSync = (() => ({ status: 127 })) as never
net.Socket.prototype.connect = refuse as never
net.Server.prototype.listen = refuse as never
dgram.Socket.prototype.bind = refuse as never
dgram.Socket.prototype.send = refuse as never
for (const name of ['fetch', 'WebSocket', 'EventSource', 'require']) Reflect.deleteProperty(globalThis, name)
// The process object keeps what Node and Pyodide call themselves; signals, native code, users and reports are gone.
const keptOfProcess = new Set([
  'binding',
  'cwd',
  'emit',
  'emitWarning',
  'exit',
  'hrtime',
  'memoryUsage',
  'nextTick',
  'on',
  'once',
  'off',
  'reallyExit',
  'umask',
  'uptime',
  '_tickCallback',
])
for (const name of Object.getOwnPropertyNames(process)) {
  if (typeof Reflect.get(process, name) === 'function' && !keptOfProcess.has(name)) Reflect.set(process, name, refuse)
}

// Requests go through a device: a Python object that stands for a JavaScript function would be a bridge.
let asked: Uint8Array[] = []
let answer: Uint8Array | null = null
const device = (64 << 8) | 7
FS.registerDevice(device, {
  open() {},
  close() {
    asked = []
    answer = null
  },
  write(_: unknown, buffer: Uint8Array, offset: number, length: number) {
    asked.push(new Uint8Array(buffer.subarray(offset, offset + length)))
    return length
  },
  read(_: unknown, buffer: Uint8Array, offset: number, length: number) {
    answer ??= fetched(Buffer.concat(asked))
    const part = answer.subarray(0, length)
    buffer.set(part, offset)
    answer = answer.subarray(part.byteLength)
    return part.byteLength
  },
})
function fetched(request: Buffer): Uint8Array {
  const headerBytes = request.readUInt32LE(0)
  const body = request.subarray(8 + headerBytes)
  try {
    const { value, bytes } = ask('fetch', [JSON.parse(request.toString('utf8', 8, 8 + headerBytes))], body)
    return encodeFrame({ header: value, bytes })
  } catch (error) {
    return encodeFrame({ header: { error: (error as Error).message }, bytes: new Uint8Array() })
  }
}

// Held as a function, because running Python from a text goes through what the script must not find any more.
pyodide.runPython(prepareSource)
const runScript = pyodide.globals.get('__cortex_run__')

const run = ask('ready', []).value as Run
const remote = createRemoteFiles(FS, ask)
for (const path of ['/tool', '/work', '/run']) {
  FS.mkdirTree(path)
  FS.mount(remote, { root: path }, path)
}
FS.mkdev('/dev/cortex-fetch', 0o666, device)
FS.chdir('/work')
const write = (fd: number) => ({
  write(buffer: Uint8Array) {
    writeWhole(fd, buffer)
    return buffer.byteLength
  },
})
pyodide.setStdout(write(1))
pyodide.setStderr(write(2))
let stdin = Buffer.from(run.stdin)
pyodide.setStdin({
  read(buffer) {
    const count = stdin.copy(buffer)
    stdin = stdin.subarray(count)
    return count
  },
})
setMemoryLimit(Math.max(run.memoryBytes, smallestMemoryBytes))
let exitCode = 1
try {
  const { script, env, hasNetwork } = run
  exitCode = runScript(JSON.stringify({ script, env, hasNetwork }))
} catch (error) {
  const message =
    String((error as Error).message ?? error)
      .trim()
      .split('\n')
      .at(-1) ?? ''
  writeWhole(
    2,
    Buffer.from(`${/memory/i.test(message) ? 'MemoryError: the script used more memory than it may' : message || 'Python stopped unexpectedly'}\n`),
  )
}
process.exit(exitCode)
