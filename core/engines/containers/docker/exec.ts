import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { ExecOutcome } from '../port.ts'
import { ask, type Connection } from './connection.ts'
import { createUnmixer } from './frames.ts'
import type { Guard } from './guard.ts'
import { hijack } from './hijack.ts'

const mostBytes = 1024 * 1024
const answerWithinMs = 30_000
const mark = 'CORTEX_EXEC'

type Options = { stdin?: string; timeoutMs: number; user?: string }

/** Runs `command` beside a container's main process and collects what it writes. Past `timeoutMs` it is killed with its children. */
export function execIn(guard: Guard, id: string, command: string[], options: Options): Promise<ExecOutcome> {
  return guard({ timeoutMs: options.timeoutMs + answerWithinMs }, async (to, signal) => {
    const token = randomUUID()
    const execId = await prepare(to, id, command, { ...options, env: [`${mark}=${token}`] }, signal)
    const socket = await hijack(to, `/exec/${execId}/start`, JSON.stringify({ Detach: false, Tty: false }), signal)
    const output = collect(socket)
    signal.addEventListener('abort', () => socket.destroy(), { once: true })
    socket.on('error', () => undefined)
    socket.end(options.stdin ?? '')
    const { promise: late, resolve } = Promise.withResolvers<'late'>()
    const timer = setTimeout(() => resolve('late'), options.timeoutMs)
    try {
      const isTimedOut = (await Promise.race([output.ended, late])) === 'late'
      if (isTimedOut) {
        // What a shell says of its killed children is not the command's.
        const text = output.text()
        await killMarked(to, id, token, options, signal)
        socket.destroy()
        return { exitCode: 137, isTimedOut, ...text }
      }
      const { ExitCode } = await ask<{ ExitCode: number | null }>(to, { method: 'GET', path: `/exec/${execId}/json` }, signal)
      return { exitCode: ExitCode ?? 137, isTimedOut, ...output.text() }
    } finally {
      clearTimeout(timer)
    }
  })
}

async function prepare(
  to: Connection,
  id: string,
  command: string[],
  options: { stdin?: string; user?: string; env: string[] },
  signal: AbortSignal,
) {
  const body = {
    Cmd: command,
    Env: options.env,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    ...(options.user && { User: options.user }),
  }
  const { Id } = await ask<{ Id: string }>(to, { method: 'POST', path: `/containers/${encodeURIComponent(id)}/exec`, body }, signal)
  return Id
}

function collect(socket: Duplex) {
  const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  const sizes = { stdout: 0, stderr: 0 }
  const unmix = createUnmixer()
  const { promise: ended, resolve } = Promise.withResolvers<'ended'>()
  socket.on('data', (chunk: Buffer) => {
    for (const { stream, bytes } of unmix.push(chunk)) {
      const kept = bytes.subarray(0, mostBytes - sizes[stream])
      sizes[stream] += kept.length
      if (kept.length > 0) parts[stream].push(Buffer.from(kept))
    }
  })
  socket.on('end', () => resolve('ended'))
  socket.on('close', () => resolve('ended'))
  return { ended, text: () => ({ stdout: Buffer.concat(parts.stdout).toString(), stderr: Buffer.concat(parts.stderr).toString() }) }
}

/** Engines cannot end what they executed, so a second command ends all that carry the first one's mark. It needs `sh` and `grep` in the image. */
async function killMarked(to: Connection, id: string, token: string, options: Options, signal: AbortSignal) {
  const script = `for f in $(grep -l '${mark}=${token}' /proc/[0-9]*/environ 2>/dev/null); do p=\${f#/proc/}; kill -9 "\${p%/environ}" 2>/dev/null; done`
  try {
    const execId = await prepare(to, id, ['sh', '-c', script], { ...options, env: [] }, signal)
    await ask(to, { method: 'POST', path: `/exec/${execId}/start`, body: { Detach: true, Tty: false } }, signal)
  } catch {
    // It ended meanwhile, or the image has no shell: then it goes with its container.
  }
}
