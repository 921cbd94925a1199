import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { type Clock, systemClock } from '../../../kernel/clock.ts'
import { type Logger, silentLogger } from '../../../kernel/logger.ts'
import { candidates, findEngine } from '../find/find-engine.ts'
import type { Surroundings } from '../find/strategies.ts'
import type { ContainerEngine } from '../port.ts'
import { createContainers } from './containers.ts'
import { createDisk } from './disk.ts'
import { createGuard } from './guard.ts'
import { createImages } from './images.ts'
import { createLink } from './link.ts'
import { createNetworks } from './networks.ts'
import { createVolumes } from './volumes.ts'

/** Podman takes seconds for its first answer on a busy computer. */
const askWithinMs = 4_000

export type DockerEngineOptions = {
  /** Read at each look, so that a change is followed by `refresh()`. */
  settings?: () => { host?: string | undefined }
  env?: Record<string, string | undefined>
  home?: string
  platform?: NodeJS.Platform
  logger?: Logger
  clock?: Clock
}

/** The port on Docker, Podman and all that speak their language. Begins to look for one at once; keeps no process alive. */
export function createDockerEngine(options: DockerEngineOptions = {}): ContainerEngine {
  const { settings = (): { host?: string | undefined } => ({}), env = process.env, home = homedir(), platform = process.platform } = options
  const { logger = silentLogger, clock = systemClock } = options
  const around = (): Surroundings => ({ platform, env, home, uid: process.getuid?.() ?? null, host: settings().host, readText })
  let lastSockets = ''
  let chosen: string | undefined
  const link = createLink({
    clock,
    logger,
    search: () => {
      chosen = settings().host
      return findEngine(around(), askWithinMs)
    },
    isChanged() {
      const sockets = `${settings().host} ${candidates(around())
        .map(({ endpoint }) => (endpoint?.kind === 'socket' ? identityOf(endpoint.path) : ''))
        .join()}`
      const isNews = sockets !== lastSockets
      lastSockets = sockets
      return isNews
    },
    isChosen: () => settings().host === chosen,
  })
  const guard = createGuard(link)
  const { disk, sizeOf } = createDisk(guard, clock)
  void link.refresh()
  return {
    status: link.status,
    refresh: link.refresh,
    onChange: link.onChange,
    images: createImages(guard),
    containers: createContainers(guard),
    networks: createNetworks(guard),
    volumes: createVolumes(guard, sizeOf),
    disk,
    async close() {
      link.close()
    },
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Another one each time a socket is made anew. */
function identityOf(path: string): string {
  try {
    const { ino, ctimeMs } = statSync(path)
    return `${ino}:${ctimeMs}`
  } catch {
    return ''
  }
}
