import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'

const stopDeadlineMs = 8_000

/** Runs `cortex serve`, calls `onReady` with the page's address, and returns the exit code once the server has ended or was stopped by a signal. */
export function serve(root: string, args: string[], onReady: (address: string) => void): Promise<number> {
  return new Promise((resolve) => {
    const cli = join(root, 'core/api/cli/cortex.ts')
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, 'serve', '--json', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // A group of its own on POSIX: a Ctrl-C reaches it once, from us.
      detached: process.platform !== 'win32',
    })
    let isStopping = false
    const stop = () => {
      if (isStopping) return
      isStopping = true
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs).unref()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
    process.on('exit', () => child.kill('SIGKILL'))
    const parent = process.ppid
    const watch = setInterval(() => process.ppid !== parent && stop(), 500)

    let isReady = false
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = isReady ? null : addressOf(line)
      if (address) {
        isReady = true
        onReady(address)
      } else process.stdout.write(`${line}\n`)
    })
    child.on('error', (error) => {
      console.error(`The server could not be started: ${error.message}`)
      resolve(1)
    })
    child.on('close', (code) => {
      clearInterval(watch)
      resolve(isStopping ? 0 : (code ?? 1))
    })
  })
}

/** `{ url, token }` as one address that a person can open; null when the line is something else. */
export function addressOf(line: string): string | null {
  try {
    const { url, token } = JSON.parse(line) as { url?: unknown; token?: unknown }
    if (typeof url !== 'string' || typeof token !== 'string') return null
    const address = new URL('/', url)
    address.searchParams.set('token', token)
    return address.href
  } catch {
    return null
  }
}

/** Opens the person's browser where there is one to see; returns whether it was asked to. */
export function openBrowser(address: string, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.CI || env.CORTEX_NO_BROWSER) return false
  const opener = openerOf(env)
  if (!opener) return false
  const child = spawn(opener.command, [...opener.args, address], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
  return true
}

function openerOf(env: NodeJS.ProcessEnv): { command: string; args: string[] } | null {
  if (process.platform === 'darwin') return { command: 'open', args: [] }
  // Not `start`: that is a builtin of a shell, and the address holds characters a shell reads.
  if (process.platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler'] }
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return null
  const isThere = (env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'xdg-open'), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
  return isThere ? { command: 'xdg-open', args: [] } : null
}
