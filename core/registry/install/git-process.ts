import { spawn } from 'node:child_process'
import { Fault } from '../../contract/faults.ts'

export type GitRun = { code: number | null; stdout: Buffer; stderr: string }
export type GitOptions = { folder: string; protocols: readonly string[]; signal: AbortSignal; input?: string; maxOutputBytes?: number }

/**
 * Runs git without a shell, without its hooks, templates, prompts and helpers that ask, allowed only the given protocols. Ends it and what it started
 * when `signal` aborts. Throws GIT_MISSING when there is no git; how git itself ended is told.
 */
export function runGit(args: readonly string[], { folder, protocols, signal, input, maxOutputBytes = 1_000_000 }: GitOptions): Promise<GitRun> {
  const settings = {
    'core.hooksPath': `${folder}/no-hooks`,
    'core.fsmonitor': 'false',
    'core.askPass': '',
    'credential.interactive': 'false',
    'submodule.recurse': 'false',
    'protocol.allow': 'never',
    'gc.auto': '0',
  }
  const given = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const allowed = protocols.flatMap((protocol) => ['-c', `protocol.${protocol}.allow=always`])
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...given, ...allowed, ...args], {
      cwd: folder,
      env: environment(protocols),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own, because git starts helpers that outlive it.
      detached: process.platform !== 'win32',
    })
    const stdout: Buffer[] = []
    let size = 0
    let stderr = ''
    const end = (how: 'SIGTERM' | 'SIGKILL') => {
      try {
        if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, how)
        else child.kill(how)
      } catch {
        // It is gone already.
      }
    }
    let killer: NodeJS.Timeout | undefined
    const stop = () => {
      end('SIGTERM')
      killer ??= setTimeout(() => end('SIGKILL'), 2_000)
    }
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.byteLength
      if (size > maxOutputBytes) stop()
      else stdout.push(chunk)
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-8_000)
    })
    child.stdin.on('error', () => {})
    child.stdin.end(input ?? '')
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    const settle = () => {
      clearTimeout(killer)
      signal.removeEventListener('abort', stop)
    }
    child.on('error', (cause: NodeJS.ErrnoException) => {
      settle()
      reject(cause.code === 'ENOENT' ? new Fault('GIT_MISSING', {}, { cause }) : cause)
    })
    child.on('close', (code) => {
      // Git itself is gone; a helper that did not take the hint goes too.
      if (killer) end('SIGKILL')
      settle()
      resolve({ code: size > maxOutputBytes ? null : code, stdout: Buffer.concat(stdout), stderr })
    })
  })
}

/** The person's own, for proxies, certificates and the SSH agent, without what would redirect git or let it ask. */
function environment(protocols: readonly string[]): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(GIT_(?!SSL_)|SSH_ASKPASS|NODE_OPTIONS|ELECTRON_)/i.test(name))
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_ALLOW_PROTOCOL: protocols.join(':'),
    GIT_TERMINAL_PROMPT: '0',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=15',
    GCM_INTERACTIVE: 'never',
    GIT_LFS_SKIP_SMUDGE: '1',
  }
}
