import { type ChildProcess, execFile, type StdioOptions, spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'

export type ChildGroup = {
  readonly child: ChildProcess
  /** Resolves when the process has ended and its output was read. Never rejects; a command that cannot start ends with code null. */
  readonly ended: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null; startError: Error | null }>
  /** TERM to the whole group, KILL half a second later; resolves when it is gone. */
  stop(): Promise<void>
}

const alive = new Set<number>()
const killAll = () => {
  for (const pid of alive) killGroup(pid, 'SIGKILL')
}

/**
 * Starts a command as the head of its own process group, so that it and what it starts can be ended as one. `mark` is a variable
 * in its environment by which stragglers that left the group are found again (Linux). The environment is exactly `env`.
 */
export function startGroup(command: string[], options: { env: Record<string, string>; cwd: string; mark: string; stdio: StdioOptions }): ChildGroup {
  const [file = '', ...rest] = command
  const child = spawn(file, rest, {
    cwd: options.cwd,
    env: { ...options.env, CORTEX_RUN_MARK: options.mark },
    stdio: options.stdio,
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  const pid = child.pid
  if (pid) {
    if (alive.size === 0) process.on('exit', killAll)
    alive.add(pid)
  }
  const forget = () => {
    if (pid && alive.delete(pid) && alive.size === 0) process.off('exit', killAll)
  }
  const ended = new Promise<Awaited<ChildGroup['ended']>>((resolve) => {
    child.once('error', (startError) => {
      forget()
      resolve({ exitCode: null, signal: null, startError })
    })
    child.once('exit', (exitCode, signal) => {
      // What it left behind may hold the pipes open: end that first, then wait for the last output, but not for ever.
      if (pid) killGroup(pid, 'SIGKILL')
      const done = () => {
        clearTimeout(patience)
        forget()
        resolve({ exitCode, signal, startError: null })
      }
      const patience = setTimeout(() => {
        for (const stream of child.stdio) stream?.destroy()
        done()
      }, 300)
      child.once('close', done)
      void killMarked(options.mark)
    })
  })
  return {
    child,
    ended,
    async stop() {
      if (!pid) return void (await ended)
      killGroup(pid, 'SIGTERM')
      const hard = setTimeout(() => {
        killGroup(pid, 'SIGKILL')
        child.kill('SIGKILL')
        void killMarked(options.mark)
      }, 400)
      await ended
      clearTimeout(hard)
    },
  }
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    execFile('taskkill', ['/pid', String(pid), '/T', '/F'], () => {})
    return
  }
  try {
    process.kill(-pid, signal)
  } catch {
    // The group is gone already.
  }
}

/** Ends processes that carry the mark in their environment though they left the group. Only Linux shows another's environment. */
async function killMarked(mark: string): Promise<void> {
  if (process.platform !== 'linux') return
  const needle = `CORTEX_RUN_MARK=${mark}`
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
  await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
      if (!environment.split('\0').includes(needle)) return
      try {
        process.kill(Number(pid), 'SIGKILL')
      } catch {
        // It ended meanwhile.
      }
    }),
  )
}
