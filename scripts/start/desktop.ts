import { spawn } from 'node:child_process'

const startDeadlineMs = 15_000
const stopDeadlineMs = 8_000

/**
 * Runs the desktop app until it is closed. An Electron that dies within its first seconds (a missing system library, a
 * sandbox the system forbids) is an answer, not an end: the caller offers the browser instead.
 */
export function openDesktop(executable: string, root: string, args: string[]): Promise<{ code: number } | { why: string }> {
  return new Promise((resolve) => {
    const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
    const startedAt = Date.now()
    const child = spawn(executable, [root, ...args], { stdio: ['ignore', 'inherit', 'pipe'], env })
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-4_000)
      process.stderr.write(text)
    })
    let isStopping = false
    const stop = () => {
      if (isStopping) return
      isStopping = true
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs).unref()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
    child.on('error', (error) => resolve({ why: `Electron could not be started: ${error.message}` }))
    child.on('close', (code, signal) => {
      if (isStopping) resolve({ code: 0 })
      else if (code !== 0 && Date.now() - startedAt < startDeadlineMs)
        resolve({ why: `Electron ended at once with ${signal ?? `code ${code}`}${reasonIn(errors)}` })
      else resolve({ code: code ?? 1 })
    })
  })
}

/** The one line of Chromium's output that names the cause, if any. */
export function reasonIn(errors: string): string {
  const line = errors.split('\n').find((text) => /error while loading shared libraries|sandbox|Missing X server|FATAL/i.test(text))
  return line ? `: ${line.replace(/^\[[^\]]*\]\s*/, '').slice(0, 160)}` : ''
}
