import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Fault } from '../../../contract/faults.ts'

export type ComposeCli = {
  /** Makes and starts everything of a compose file. Rejects with RELIC_FAILED and the last lines it wrote, or as the signal says. */
  up(given: { relic: string; project: string; file: string; folder: string; signal: AbortSignal; onLog: (line: string) => void }): Promise<void>
}

/** A command and the arguments before its own. */
type Command = readonly [string, ...string[]]
const known: readonly Command[] = [['docker', 'compose'], ['docker-compose']]
const longestMs = 10 * 60_000

/** Drives `docker compose`, else `docker-compose`, against the engine at `endpoint`. Nothing of this process's environment but what finds both goes along. */
export function createComposeCli(options: { endpoint: () => string | null; commands?: readonly Command[] }): ComposeCli {
  let found: Command | null = null

  const environment = (): NodeJS.ProcessEnv => {
    const { PATH, HOME, USERPROFILE, SystemRoot, DOCKER_CERT_PATH, DOCKER_TLS_VERIFY, SSH_AUTH_SOCK } = process.env
    const endpoint = options.endpoint()
    const all = {
      PATH,
      HOME,
      USERPROFILE,
      SystemRoot,
      DOCKER_CERT_PATH,
      DOCKER_TLS_VERIFY,
      SSH_AUTH_SOCK,
      COMPOSE_ANSI: 'never',
      DOCKER_HOST: endpoint ?? undefined,
    }
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  }

  async function find(relic: string, signal: AbortSignal): Promise<Command> {
    for (const command of options.commands ?? known) {
      found ??= (await run([...command, 'version'], environment(), { signal, timeoutMs: 10_000, onLog: () => {} })).exitCode === 0 ? command : null
    }
    if (found) return found
    throw new Fault('RELIC_FAILED', {
      name: relic,
      detail: 'it is described by a compose file, and neither `docker compose` nor `docker-compose` is installed. Install one of them.',
    })
  }

  return {
    async up({ relic, project, file, folder, signal, onLog }) {
      const command = await find(relic, signal)
      const last: string[] = []
      const keep = (line: string) => {
        last.push(line)
        if (last.length > 5) last.shift()
        onLog(line)
      }
      const args = [...command, '-p', project, '-f', file, '--project-directory', folder, 'up', '-d', '--build', '--remove-orphans']
      const { exitCode } = await run(args, environment(), { signal, timeoutMs: longestMs, onLog: keep })
      signal.throwIfAborted()
      if (exitCode !== 0)
        throw new Fault('RELIC_FAILED', { name: relic, detail: `compose could not start it: ${last.join(' | ') || `exit code ${exitCode}`}` })
    },
  }
}

/** Runs a command without a shell; `exitCode` null when it could not be started or was stopped. */
function run(
  [command = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  { signal, timeoutMs, onLog }: { signal: AbortSignal; timeoutMs: number; onLog: (line: string) => void },
): Promise<{ exitCode: number | null }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    const kill = () => {
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), 2_000).unref()
    }
    const deadline = setTimeout(kill, timeoutMs)
    if (signal.aborted) kill()
    else signal.addEventListener('abort', kill, { once: true })
    const end = (exitCode: number | null) => {
      clearTimeout(deadline)
      signal.removeEventListener('abort', kill)
      resolve({ exitCode })
    }
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLog)
    child.once('error', () => end(null))
    child.once('close', end)
  })
}
