import { Worker } from 'node:worker_threads'
import type { GuestRun, RunOptions } from '../guest-run.ts'
import { createLogLines } from '../log-lines.ts'
import { outcomeOf } from '../outcome.ts'
import type { SandboxOutcome } from '../port.ts'
import type { WorkerMessage, WorkerRun } from './messages.ts'

const writeBytes = 512 * 2 ** 20
const bodyBytes = 16 * 2 ** 20

/**
 * JavaScript in QuickJS: WebAssembly inside a worker thread that serves one run and is ended after it. One booted worker is kept
 * ready. Node's common idioms are emulated (see guest/), so the same script runs under real Node.
 */
export function createJavaScriptEngine(workerFile: URL) {
  let spare: Worker | null = null
  let isClosed = false
  const running = new Set<Worker>()

  const boot = () =>
    new Worker(workerFile, {
      env: {},
      execArgv: [],
      argv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      name: 'sandbox',
      resourceLimits: { maxOldGenerationSizeMb: 512, stackSizeMb: 16 },
    })
  const keepSpare = () => {
    if (spare || isClosed) return
    const worker = boot()
    worker.unref()
    worker.once('error', () => {
      if (spare === worker) spare = null
    })
    spare = worker
  }

  return {
    async run({ request, folder, mounts, script, env }: GuestRun, { signal, onLog }: RunOptions): Promise<SandboxOutcome> {
      const worker = spare ?? boot()
      spare = null
      worker.ref()
      running.add(worker)
      const lines = createLogLines(onLog)
      const { timeoutMs, memoryBytes, outputBytes } = request.limits
      const message: WorkerRun = {
        script,
        stdin: JSON.stringify(request.parameters),
        env,
        mounts,
        network: request.network,
        limits: { timeoutMs, memoryBytes, outputBytes, writeBytes, bodyBytes },
      }
      type Ending = 'timed-out' | 'cancelled' | Extract<WorkerMessage, { type: 'ended' }>
      const { promise, resolve } = Promise.withResolvers<Ending>()
      const crash = (detail: string) => resolve({ type: 'ended', exitCode: 1, stdout: '', reason: 'crash', detail })
      const timer = setTimeout(() => resolve('timed-out'), timeoutMs)
      const onAbort = () => resolve('cancelled')
      signal.addEventListener('abort', onAbort, { once: true })
      worker.on('message', (said: WorkerMessage) => {
        if (said.type === 'log') lines.push(said.text)
        else if (said.type === 'ended') resolve(said)
      })
      worker.on('error', (error: NodeJS.ErrnoException) =>
        crash(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'the script used more memory than it may' : `the sandbox stopped: ${error.message}`),
      )
      worker.on('exit', () => crash('the sandbox stopped'))
      if (signal.aborted) onAbort()
      else worker.postMessage(message)

      const ending = await promise
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      await worker.terminate()
      running.delete(worker)
      keepSpare()
      lines.end()
      if (ending === 'timed-out' || ending === 'cancelled') return { status: ending }
      if (ending.detail === 'time is up') return { status: 'timed-out' }
      if (ending.reason !== 'exit') return { status: 'failed', message: ending.detail, exitCode: null }
      return outcomeOf({ ...ending, lastLogLine: lines.last, fallback: `the script ended with exit code ${ending.exitCode}` }, folder)
    },
    /** Boots the spare worker, so that the first run is as quick as the later ones. */
    warm: keepSpare,
    async close() {
      isClosed = true
      await Promise.all([spare, ...running].map((worker) => worker?.terminate()))
      spare = null
    },
  }
}
