import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Logger, silentLogger } from '../../kernel/logger.ts'
import { type ChildGroup, startGroup } from './child-group.ts'
import { createLogLines } from './log-lines.ts'
import { findWalls, type ProcessLimits, type Walls } from './os-walls.ts'
import { outcomeOf, tooMuchOutput } from './outcome.ts'
import type { Sandbox, SandboxLanguage, SandboxOutcome, SandboxRequest } from './port.ts'
import { createRunFolder, type RunFolder } from './run-folder.ts'

const fileBytes = 2 * 2 ** 30
/** V8 keeps stacks, code and other heaps beside the one that --max-old-space-size bounds. */
const nodeOverheadBytes = 768 * 2 ** 20
const installHints: Record<SandboxLanguage, string> = {
  python: 'Python 3 is not installed; install it from python.org or your package manager',
  node: 'Node.js is missing',
  bash: 'bash is not installed',
  go: 'Go is not installed; install it from go.dev',
}
/** Asks each interpreter for its own real path: what PATH finds may be a shim that needs the person's environment. */
const probes: Record<Exclude<SandboxLanguage, 'node'>, string[][]> = {
  python: [
    ['python3', '-c', 'import sys; print(sys.executable)'],
    ['python', '-c', 'import sys; assert sys.version_info >= (3,); print(sys.executable)'],
  ],
  bash: [['bash', '-c', 'echo "$BASH"']],
  go: [['go', 'env', 'GOROOT']],
}

/**
 * Runs scripts as ordinary programs of this computer, for tools the person trusted: scrubbed environment, own working folder,
 * limits, and an end of the whole process group. It is no wall around files: a script can read what the person can. Where the
 * system can, a tool without `network` has none, and sees no other processes.
 */
export function createProcessSandbox(
  options: { temporaryFolder?: string; partsFolder?: URL; findWalls?: () => Promise<Walls>; logger?: Logger } = {},
): Sandbox {
  const temporaryFolder = options.temporaryFolder ?? tmpdir()
  const logger = options.logger ?? silentLogger
  const nodePreload = fileURLToPath(new URL('node-preload.mjs', options.partsFolder ?? new URL('./', import.meta.url)))
  let walls: Promise<Walls> | null = null
  const wallsOnce = () => {
    walls ??= (options.findWalls ?? findWalls)().then((found) => {
      logger.debug('walls around processes', { canCutNetwork: found.canCutNetwork, canHideProcesses: found.canHideProcesses, why: found.why })
      return found
    })
    return walls
  }
  const interpreters = new Map<SandboxLanguage, string>()
  const running = new Set<ChildGroup>()

  const findInterpreter = async (language: SandboxLanguage): Promise<string | null> => {
    if (language === 'node') return process.execPath
    const known = interpreters.get(language)
    if (known) return known
    for (const probe of probes[language]) {
      const answer = await ask(probe)
      if (answer === null || answer === '') continue
      const path = language === 'go' ? join(answer, 'bin', process.platform === 'win32' ? 'go.exe' : 'go') : answer
      interpreters.set(language, path)
      return path
    }
    return null
  }

  const execute = async (request: SandboxRequest, folder: RunFolder, run: { signal: AbortSignal; onLog: (line: string) => void }) => {
    const interpreter = await findInterpreter(request.language)
    if (!interpreter) return { status: 'failed', message: installHints[request.language], exitCode: null } satisfies SandboxOutcome
    const wall = await wallsOnce()
    for (const mount of request.mounts) {
      await mkdir(dirname(join(folder.work, mount.name)), { recursive: true })
      await symlink(mount.hostPath, join(folder.work, mount.name), 'junction')
    }
    const env = environment(request, folder, interpreter)
    const limits = limitsOf(request)
    const endsAtMs = performance.now() + request.limits.timeoutMs
    const cutsNetwork = request.network.length === 0
    if (request.language !== 'go') {
      const command = [interpreter, ...interpreterArguments(request, nodePreload), request.script]
      return carryOut(wall.wrap(command, { cutsNetwork, limits }), { request, folder, env, endsAtMs, running, ...run })
    }
    // `go run` in two steps, so that the memory limit meets the tool and not the compiler.
    const program = join(folder.root, process.platform === 'win32' ? 'tool.exe' : 'tool')
    const goEnv = {
      ...env,
      GOROOT: dirname(dirname(interpreter)),
      GOPATH: join(folder.root, 'go'),
      GOCACHE: join(temporaryFolder, 'cortex-go-cache'),
      GOTOOLCHAIN: 'local',
      GOPROXY: 'off',
      GOFLAGS: '-mod=mod -modcacherw',
      GOTELEMETRY: 'off',
    }
    const source = dirname(request.script)
    const build = [interpreter, 'build', '-C', source, '-o', program, basename(request.script)]
    const compileLimits = { ...limits, dataBytes: null, pids: null }
    const compiling = { request: { ...request, parameters: {} }, folder, env: goEnv, endsAtMs, running, ...run }
    const built = await carryOut(wall.wrap(build, { cutsNetwork: true, limits: compileLimits }), compiling)
    if (built.status !== 'done') return built
    return carryOut(wall.wrap([program], { cutsNetwork, limits }), { request, folder, env, endsAtMs, running, ...run })
  }

  return {
    tier: 'process',
    async supports(language, needs) {
      if (needs.dependencies) return { isSupported: false, why: 'packages from a registry need Docker' }
      const [interpreter, wall] = await Promise.all([findInterpreter(language), wallsOnce()])
      if (!interpreter) return { isSupported: false, why: installHints[language] }
      const network = wall.canCutNetwork ? `a tool that asks for no network has none (${wall.why})` : `its network cannot be cut off: ${wall.why}`
      return { isSupported: true, why: `runs as an ordinary program of this computer with your rights; ${network}` }
    },
    async run(request, run) {
      if (run.signal.aborted) return { status: 'cancelled' }
      const folder = await createRunFolder(temporaryFolder, request)
      try {
        return await execute(request, folder, run)
      } finally {
        await folder.remove()
      }
    },
    async close() {
      await Promise.all([...running].map((group) => group.stop()))
    },
  }
}

type Carried = {
  request: SandboxRequest
  folder: RunFolder
  env: Record<string, string>
  endsAtMs: number
  running: Set<ChildGroup>
  signal: AbortSignal
  onLog: (line: string) => void
}

/** Starts one command, feeds it, reads it, and ends it in time. */
async function carryOut(command: string[], carried: Carried): Promise<SandboxOutcome> {
  const { request, folder, env, endsAtMs, running, signal, onLog } = carried
  const group = startGroup(command, { env, cwd: folder.work, mark: randomUUID(), stdio: ['pipe', 'pipe', 'pipe'] })
  running.add(group)
  let hasRunOutOfMemory = false
  const lines = createLogLines((line) => {
    hasRunOutOfMemory ||= /heap out of memory|runtime: out of memory/.test(line)
    onLog(line)
  })
  const chunks: Buffer[] = []
  let stdoutBytes = 0
  let cut: SandboxOutcome | null = null
  const stopWith = (outcome: SandboxOutcome) => {
    if (cut) return
    cut = outcome
    void group.stop()
  }
  const { child } = group
  child.stdout?.on('data', (chunk: Buffer) => {
    stdoutBytes += chunk.byteLength
    if (stdoutBytes <= request.limits.outputBytes) chunks.push(chunk)
    else stopWith({ status: 'failed', message: tooMuchOutput(request.limits.outputBytes), exitCode: null })
  })
  child.stderr?.on('data', lines.push)
  // A script that reads no input closes the pipe; that is no error.
  child.stdin?.on('error', () => {})
  child.stdin?.end(JSON.stringify(request.parameters))
  const onAbort = () => stopWith({ status: 'cancelled' })
  const timer = setTimeout(() => stopWith({ status: 'timed-out' }), Math.max(0, endsAtMs - performance.now()))
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  const { exitCode, signal: killedBy, startError } = await group.ended
  clearTimeout(timer)
  signal.removeEventListener('abort', onAbort)
  running.delete(group)
  lines.end()
  if (cut) return cut
  if (startError) return { status: 'failed', message: `it could not be started: ${startError.message}`, exitCode: null }
  if (killedBy) {
    // V8 at its limit writes a page of addresses and aborts; the kernel's own limits end a program without a word.
    const message = hasRunOutOfMemory ? 'the script used more memory than it may' : lines.last || `the script was ended by ${killedBy}`
    return { status: 'failed', message, exitCode: null }
  }
  const fallback = `the script ended with exit code ${exitCode}`
  return outcomeOf({ exitCode, stdout: Buffer.concat(chunks).toString('utf8'), lastLogLine: lines.last, fallback }, folder)
}

function environment(request: SandboxRequest, folder: RunFolder, interpreter: string): Record<string, string> {
  const isWindows = process.platform === 'win32'
  const system = isWindows ? [process.env.SystemRoot ?? 'C:\\Windows', join(process.env.SystemRoot ?? 'C:\\Windows', 'System32')] : systemPath
  return {
    PATH: [dirname(interpreter), ...system].join(delimiter),
    HOME: folder.work,
    TMPDIR: folder.temporary,
    LANG: 'C.UTF-8',
    ...(isWindows ? { SystemRoot: process.env.SystemRoot ?? 'C:\\Windows', USERPROFILE: folder.work, TEMP: folder.temporary } : {}),
    ...(process.env.TZ ? { TZ: process.env.TZ } : {}),
    ...(request.language === 'python' ? { PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1', PYTHONUNBUFFERED: '1' } : {}),
    ...(request.language === 'node' && process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
    ...Object.fromEntries(Object.keys(request.secrets).map((name) => [`${name}_FILE`, join(folder.secrets, name)])),
    ...(folder.stateFile ? { CORTEX_STATE_FILE: folder.stateFile } : {}),
  }
}
const systemPath = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin', '/opt/homebrew/bin']

function interpreterArguments(request: SandboxRequest, nodePreload: string): string[] {
  if (request.language === 'python') return ['-E', '-s', '-B']
  if (request.language === 'bash') return ['--noprofile', '--norc']
  const megabytes = Math.max(32, Math.floor(request.limits.memoryBytes / 2 ** 20))
  return [`--max-old-space-size=${megabytes}`, '--import', nodePreload]
}

function limitsOf(request: SandboxRequest): ProcessLimits {
  const { memoryBytes, timeoutMs, cpus, pids } = request.limits
  return {
    dataBytes: memoryBytes + (request.language === 'node' ? nodeOverheadBytes : request.language === 'go' ? 2 ** 28 : 0),
    cpuSeconds: Math.ceil((timeoutMs / 1000) * Math.max(1, cpus)) + 5,
    fileBytes,
    pids,
  }
}

function ask(command: string[]): Promise<string | null> {
  const [file = '', ...rest] = command
  return new Promise((resolve) => {
    execFile(file, rest, { timeout: 10_000, windowsHide: true }, (error, stdout) => resolve(error ? null : stdout.trim()))
  })
}
