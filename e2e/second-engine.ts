import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export type SecondEngine = {
  /** For DOCKER_HOST. */
  readonly host: string
  start(): Promise<void>
  /** Ends the daemon, and with it everything that runs on it. */
  stop(): Promise<void>
  close(): Promise<void>
}

/** A Docker Engine of the journey's own, which may be stopped and started while the computer's own goes on. Needs root and `dockerd`. */
export async function startSecondEngine(images: string[]): Promise<SecondEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'cortex-engine-'))
  const host = `unix://${folder}/docker.sock`
  let daemon: ChildProcess | null = null

  const answers = () => {
    try {
      execFileSync('docker', ['--host', host, 'info'], { stdio: 'ignore', timeout: 5_000 })
      return true
    } catch {
      return false
    }
  }
  async function start(): Promise<void> {
    const log = openSync(join(folder, 'log'), 'a')
    const own = ['--data-root', join(folder, 'root'), '--exec-root', join(folder, 'exec'), '--host', host, '--pidfile', join(folder, 'pid')]
    // No bridge and no rules: the computer's own engine has those, and networks without a way out need neither. In a network namespace of
    // its own, because a daemon that is told to have no bridge removes the one that it finds, which is the other engine's.
    const alone = ['--bridge', 'none', '--iptables=false', '--ip-forward=false']
    daemon = spawn('unshare', ['--net', 'dockerd', ...own, ...alone], { stdio: ['ignore', log, log] })
    closeSync(log)
    for (let tries = 0; !answers(); tries++) {
      if (tries > 60) throw new Error(`the second engine does not answer; see ${folder}/log`)
      await sleep(500)
    }
  }
  async function stop(): Promise<void> {
    const ending = daemon
    daemon = null
    if (!ending || ending.exitCode !== null) return
    const ended = once(ending, 'exit')
    ending.kill('SIGTERM')
    await ended
  }

  await start()
  for (const image of images) {
    const saving = spawn('docker', ['save', image], { stdio: ['ignore', 'pipe', 'inherit'] })
    const loading = spawn('docker', ['--host', host, 'load', '--quiet'], { stdio: [saving.stdout, 'ignore', 'inherit'] })
    const [code] = (await once(loading, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`${image} could not be given to the second engine`)
  }
  return {
    host,
    start,
    stop,
    async close() {
      await stop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    },
  }
}
