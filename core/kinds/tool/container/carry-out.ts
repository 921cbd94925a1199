import { Fault } from '../../../contract/faults.ts'
import type { ContainerEngine } from '../../../engines/containers/port.ts'
import { createLogLines } from '../../../engines/sandboxes/log-lines.ts'
import { parseOutput, tooMuchOutput } from '../../../engines/sandboxes/outcome.ts'
import type { SandboxOutcome, SandboxRequest } from '../../../engines/sandboxes/port.ts'
import { connectionLines } from './connection-lines.ts'
import { watchGrowth } from './folder-growth.ts'
import { beginning, createLogReader, createOutputReader, type Ending, maxStateBytes } from './launcher.ts'
import type { StartedContainer } from './started-container.ts'

/** After the tool's last output, what the engine may still hold back of its logs. */
const lastLogsMs = 500
/** Stop and time-out promise an end within a second. */
const killWithinMs = 800

/**
 * One run in a started container. Throws only faults of the engine; what the tool does is in the outcome. The container is of no
 * further use afterwards; who called discards it.
 */
export async function carryOut(
  started: StartedContainer,
  request: SandboxRequest,
  options: { engine: ContainerEngine; signal: AbortSignal; onLog: (line: string) => void; folderBytes: number },
): Promise<SandboxOutcome> {
  const { engine, signal } = options
  const { limits, network } = request
  const { mark, bytes } = beginning({ parameters: request.parameters, secrets: request.secrets, stateJson: request.state?.json ?? null })
  let isOver = false
  const onLog = (line: string) => {
    if (!isOver) options.onLog(line)
  }
  let isOutOfMemory = false
  const lines = createLogLines((line) => {
    isOutOfMemory ||= /heap out of memory|runtime: out of memory|^MemoryError\b/.test(line)
    onLog(line)
  })
  const connections = connectionLines(onLog)
  const output = createOutputReader(mark, limits.outputBytes)
  const logs = createLogReader(mark, lines.push)

  const outcome = Promise.withResolvers<'ended' | 'lost' | SandboxOutcome>()
  const logsOver = Promise.withResolvers<void>()
  let lostBecause: unknown = null
  const stopWith = (message: string) => outcome.resolve({ status: 'failed', message, exitCode: null })
  const onStdout = (chunk: Buffer) => {
    if (!output.push(chunk)) stopWith(tooMuchOutput(limits.outputBytes))
    else if (output.ending) outcome.resolve('ended')
  }
  const onStderr = (chunk: Buffer) => {
    logs.push(chunk)
    if (logs.isEnded) logsOver.resolve()
  }
  const onLost = (error?: unknown) => {
    lostBecause ??= error ?? null
    outcome.resolve('lost')
  }
  const onAbort = () => outcome.resolve({ status: 'cancelled' })
  started.stdout.on('data', onStdout)
  started.stderr.on('data', onStderr)
  started.stdout.once('error', onLost).once('end', onLost).once('close', onLost)
  started.stderr.once('end', logsOver.resolve).once('close', logsOver.resolve)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()

  let timer: NodeJS.Timeout | undefined
  let stopMeasuring = () => {}
  const begin = async () => {
    if (started.pass) await started.pass.allow(network, connections.tell)
    const writable = request.mounts.filter((mount) => mount.mode === 'rw').map((mount) => mount.hostPath)
    const stop = await watchGrowth(writable, options.folderBytes, () => stopWith(wroteTooMuch(options.folderBytes)))
    if (isOver || signal.aborted) return stop()
    stopMeasuring = stop
    timer = setTimeout(() => outcome.resolve({ status: 'timed-out' }), limits.timeoutMs)
    started.stdin.write(bytes)
  }
  begin().catch(onLost)

  const first = await outcome.promise
  stopMeasuring()
  clearTimeout(timer)
  signal.removeEventListener('abort', onAbort)
  const isCut = typeof first === 'object'
  if (isCut) started.stdout.off('data', onStdout)
  // Its connections are cut and told before the outcome is.
  await Promise.all([
    isCut ? atMost(killWithinMs, started.kill()) : atMost(lastLogsMs, logsOver.promise),
    started.pass ? atMost(killWithinMs, started.pass.revoke()) : null,
  ])
  started.stderr.off('data', onStderr)
  lines.end()
  isOver = true
  if (isCut) return first

  const { ending } = output
  if (!ending) return withoutMark(started.id, engine, lostBecause, lines.last)
  if (ending.exitCode === 137) isOutOfMemory ||= await wasOutOfMemory(started.id, engine)
  return withConnections(outcomeOf(ending, output.text(), request, { isOutOfMemory, last: lines.last }), connections.lastRefusal)
}

const wroteTooMuch = (bytes: number) => `the script wrote more than ${bytes} bytes into its folders and was stopped`

function outcomeOf(ending: Ending, text: string, request: SandboxRequest, logs: { isOutOfMemory: boolean; last: string }): SandboxOutcome {
  const { exitCode } = ending
  if (exitCode !== 0) {
    if (logs.isOutOfMemory) return { status: 'failed', message: 'the script used more memory than it may', exitCode: null }
    return { status: 'failed', message: logs.last || `the script ended with exit code ${exitCode}`, exitCode }
  }
  if (ending.isStateTooLarge) return { status: 'failed', message: `the session state is larger than ${maxStateBytes} bytes`, exitCode: 0 }
  const state = request.state?.mode === 'rw' ? (ending.state?.toString('utf8') ?? '') : null
  if (state === null || state === request.state?.json) return { status: 'done', output: parseOutput(text), stateJson: null }
  if (!isJsonObject(state)) {
    return { status: 'failed', message: 'CORTEX_STATE_FILE does not hold a JSON object; the session state is left as it was', exitCode: 0 }
  }
  return { status: 'done', output: parseOutput(text), stateJson: state }
}

/** A tool that failed after it was refused a host most likely failed for that, and its own message seldom says so. */
function withConnections(outcome: SandboxOutcome, refusal: string | null): SandboxOutcome {
  return outcome.status === 'failed' && refusal !== null ? { ...outcome, message: `${outcome.message} (${refusal})` } : outcome
}

/** The outputs ended and the launcher had said nothing: something ended all of it, or the engine is gone. */
async function withoutMark(id: string, engine: ContainerEngine, cause: unknown, last: string): Promise<SandboxOutcome> {
  if (cause instanceof Fault) throw cause
  const state = await engine.containers.inspect(id)
  if (state?.isOutOfMemory) return { status: 'failed', message: 'the script used more memory than it may', exitCode: null }
  if (state?.status === 'running') throw new Fault('ENGINE_FAILED', { detail: 'the connection to a running tool was lost.' }, { cause })
  return { status: 'failed', message: last || 'its container was ended from outside', exitCode: state?.exitCode ?? null }
}

/** The engine counts it a moment after the end. */
async function wasOutOfMemory(id: string, engine: ContainerEngine): Promise<boolean> {
  try {
    return (await engine.containers.wait(id, { signal: AbortSignal.timeout(2_000) })).isOutOfMemory
  } catch {
    return false
  }
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work.catch(() => {}), late])
  clearTimeout(timer)
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
