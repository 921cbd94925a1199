import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { ContainerEngine } from '../../core/engines/containers/port.ts'
import { installFromDebian, onPath, ownDebian } from './packages.ts'

const log = '/var/log/dockerd.log'
const startWithinMs = 60_000

/** Sees to it that `engine` answers: on Debian, as root, Docker is installed and started where none does. null, or why there is none. */
export async function ensureDaemon(root: string, engine: ContainerEngine): Promise<string | null> {
  const status = await engine.refresh()
  const mayInstall = ownDebian() !== null
  const isRunning = status.state === 'ready'
  const missing = [
    ...(isRunning || onPath(['dockerd']) ? [] : ['docker.io', 'iptables']),
    // Relics made of several services need it; Docker's newer plugin does as well.
    ...(onPath(['docker-compose']) || (await hasComposePlugin()) ? [] : ['docker-compose']),
  ]
  if (mayInstall && missing.length > 0) {
    const why = await installFromDebian(root, missing)
    if (why && !isRunning) return why
  }
  if (isRunning) return null
  if (!mayInstall || !onPath(['dockerd'])) return 'why' in status ? status.why : 'none answers'
  return startDaemon(engine)
}

async function hasComposePlugin(): Promise<boolean> {
  const docker = onPath(['docker'])
  if (!docker) return false
  const { promise, resolve } = Promise.withResolvers<boolean>()
  spawn(docker, ['compose', 'version'], { stdio: 'ignore', timeout: 10_000 })
    .on('error', () => resolve(false))
    .on('close', (code) => resolve(code === 0))
  return promise
}

/** It goes on after this process, so that the next run finds it. */
async function startDaemon(engine: ContainerEngine): Promise<string | null> {
  console.log(`Starting dockerd (its log: ${log}) …`)
  const file = openSync(log, 'a')
  const daemon = spawn('dockerd', [], { detached: true, stdio: ['ignore', file, file] })
  closeSync(file)
  let ended: string | null = null
  daemon.on('error', (error) => {
    ended = error.message
  })
  daemon.on('exit', (code) => {
    ended = `dockerd ended with code ${code}: ${readFileSync(log, 'utf8').trim().split('\n').at(-1)}`
  })
  daemon.unref()
  const until = Date.now() + startWithinMs
  while (ended === null && Date.now() < until) {
    if ((await engine.refresh()).state === 'ready') return null
    await pause(300)
  }
  return ended ?? `dockerd did not answer within ${startWithinMs / 1000} s; see ${log}`
}
