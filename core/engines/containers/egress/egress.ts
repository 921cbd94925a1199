import { randomBytes } from 'node:crypto'
import { Fault } from '../../../contract/faults.ts'
import type { ContainerSettings } from '../../../contract/settings.ts'
import type { Logger } from '../../../kernel/logger.ts'
import type { ContainerEngine } from '../port.ts'
import { type Connection, type ProxyProcess, startProxy } from './proxy-process.ts'

export type { Connection } from './proxy-process.ts'

/** The way out for containers in networks that lead nowhere: one proxy, which allows each of them exactly the hosts it was given. */
export type Egress = {
  /** Puts the proxy, started when it does not run, into a network of ours. Rejects with ENGINE_UNAVAILABLE or ENGINE_FAILED. */
  join(network: string): Promise<EgressPass>
  close(): Promise<void>
}
export type EgressPass = {
  /** For the container in that network: its HTTP clients then ask the proxy, in this pass's name. Opens nothing yet. */
  env: Record<string, string>
  /** From now on these hosts can be reached. Each connection is told when it ends. */
  allow(hosts: string[], onConnection: (connection: Connection) => void): Promise<void>
  /** Takes the hosts back and cuts what is open, after which all connections have been told. Never rejects. */
  revoke(): Promise<void>
  /** That, and takes the proxy out of the network. Never rejects. */
  leave(): Promise<void>
}

/** `at` is the proxy's address in the network. */
type Pass = { network: string; at: string | null; hosts: string[] | null; onConnection: (connection: Connection) => void }
const alias = 'egress'
const port = 3128
const firstPauseMs = 250
const longestPauseMs = 15_000

/** `settings` is asked whenever the proxy starts. `partsFolder` is where `proxy.mjs` is, for a build that moves it. */
export function createEgress(options: {
  engine: ContainerEngine
  settings: () => ContainerSettings
  owner: string
  launch: string
  home: string
  logger: Logger
  partsFolder?: URL
}): Egress {
  const { engine, logger } = options
  const passes = new Map<string, Pass>()
  let current: Promise<ProxyProcess> | null = null
  let isClosed = false
  let pauseMs = firstPauseMs

  const proxy = (): Promise<ProxyProcess> => {
    current ??= start()
    return current
  }

  async function start(): Promise<ProxyProcess> {
    try {
      const started = await startProxy({
        ...options,
        port,
        onConnection: (connection) => passes.get(connection.token)?.onConnection(connection),
      })
      void started.ended.then(() => onEnded(started))
      // After a restart: the networks and rights of those who wait for it.
      for (const [token, pass] of passes) {
        await enter(pass, started).catch((error: unknown) => logger.debug('egress: not rejoined', { error }))
        if (pass.hosts) await started.allow(token, pass.hosts, pass.at)
      }
      pauseMs = firstPauseMs
      return started
    } catch (error) {
      current = null
      throw error
    }
  }

  async function enter(pass: Pass, running: ProxyProcess): Promise<void> {
    await engine.networks.connect(pass.network, running.id, [alias])
    pass.at = (await engine.containers.inspect(running.id))?.addresses[pass.network] ?? null
    if (pass.at === null)
      throw new Fault('ENGINE_FAILED', { detail: `the proxy that lets tools reach their hosts has no address in ${pass.network}.` })
  }

  function onEnded(ended: ProxyProcess): void {
    current = null
    void engine.containers.remove(ended.id).catch(() => {})
    if (!isClosed && passes.size > 0) startAgain()
  }

  /** For those who hold a pass; with nobody left it starts when it is asked for. */
  function startAgain(): void {
    logger.warn('the egress proxy ended and is started again', { pauseMs })
    setTimeout(() => {
      if (isClosed || passes.size === 0 || current) return
      proxy().catch((error: unknown) => {
        logger.warn('the egress proxy did not start', { error })
        startAgain()
      })
    }, pauseMs).unref()
    pauseMs = Math.min(longestPauseMs, pauseMs * 2)
  }

  return {
    async join(network) {
      const token = randomBytes(24).toString('hex')
      const pass: Pass = { network, at: null, hosts: null, onConnection() {} }
      const running = await proxy()
      passes.set(token, pass)
      try {
        await enter(pass, running)
      } catch (error) {
        passes.delete(token)
        throw error
      }
      const revoke = async () => {
        if (pass.hosts === null) return
        pass.hosts = null
        const running = await current?.catch(() => null)
        await running?.revoke(token).catch(() => {})
      }
      return {
        env: proxyEnvironment(`http://run:${token}@${alias}:${port}`),
        async allow(hosts, onConnection) {
          Object.assign(pass, { hosts, onConnection })
          await (await proxy()).allow(token, hosts, pass.at)
        },
        revoke,
        async leave() {
          await revoke()
          if (!passes.delete(token)) return
          const running = await current?.catch(() => null)
          if (running)
            await engine.networks.disconnect(network, running.id).catch((error: unknown) => logger.debug('egress: not taken out', { error }))
        },
      }
    },
    async close() {
      isClosed = true
      passes.clear()
      const running = await current?.catch(() => null)
      if (running) await engine.containers.remove(running.id).catch(() => {})
    },
  }
}

/** What HTTP clients of all languages look at. curl and Python read the small names, Go and Node both. */
function proxyEnvironment(url: string): Record<string, string> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']
  return { ...Object.fromEntries(names.map((name) => [name, url])), NODE_USE_ENV_PROXY: '1' }
}
