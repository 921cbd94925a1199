import type { ContainerInspectInfo } from 'dockerode'
import { Fault } from '../../../contract/faults.ts'
import type { ContainerSpec, ContainerState, Containers, Labels } from '../port.ts'
import { streamsOn } from './attach.ts'
import { ask, open } from './connection.ts'
import { containerState } from './container-state.ts'
import { createOptions } from './create-options.ts'
import { execIn } from './exec.ts'
import { isNotFound, isRefusal } from './faults.ts'
import type { Guard } from './guard.ts'
import { hijack } from './hijack.ts'
import { readLogs } from './logs.ts'
import { createStats } from './stats.ts'
import { waitFor } from './wait.ts'

const quickMs = 30_000
const slowMs = 60_000

export const containerPath = (id: string, rest = '') => `/containers/${encodeURIComponent(id)}${rest}`
/** The engine's form of "has all of these labels". */
export const labelFilter = (labels: Labels) => ({ label: Object.entries(labels).map(([key, value]) => `${key}=${value}`) })

export function createContainers(guard: Guard): Containers {
  async function inspect(id: string): Promise<ContainerState | null> {
    try {
      const seen = await guard({ timeoutMs: quickMs }, (to, signal) =>
        ask<ContainerInspectInfo>(to, { method: 'GET', path: containerPath(id, '/json') }, signal),
      )
      return containerState(seen)
    } catch (error) {
      if (isNotFound((error as Error).cause)) return null
      throw error
    }
  }
  /** For calls where it is fine that there is no such container, or that it is so already. */
  const settle = async (method: 'POST' | 'DELETE', path: string, query: Record<string, string | number | boolean>, timeoutMs: number) => {
    try {
      await guard({ timeoutMs }, (to, signal) => ask(to, { method, path, query }, signal))
    } catch (error) {
      const cause = (error as Error).cause
      if (!isNotFound(cause) && !isConflictOfEnding(cause)) throw error
    }
  }

  return {
    inspect,
    create: (spec) => guard({ timeoutMs: slowMs }, (to, signal) => create(spec, (request) => ask(to, request, signal))),
    async start(id) {
      await guard({ timeoutMs: slowMs }, (to, signal) => ask(to, { method: 'POST', path: containerPath(id, '/start') }, signal))
    },
    stop: (id, { graceMs }) => settle('POST', containerPath(id, '/stop'), { t: Math.ceil(graceMs / 1000) }, graceMs + slowMs),
    kill: (id) => settle('POST', containerPath(id, '/kill'), {}, quickMs),
    rename: (id, name) => settle('POST', containerPath(id, '/rename'), { name }, quickMs),
    remove: (id) => settle('DELETE', containerPath(id), { force: true, v: true }, slowMs),
    async list(labels) {
      const query = { all: true, filters: JSON.stringify(labelFilter(labels)) }
      const listed = await guard({ timeoutMs: quickMs }, (to, signal) =>
        ask<{ Id: string }[]>(to, { method: 'GET', path: '/containers/json', query }, signal),
      )
      const states = await Promise.all(listed.map(({ Id }) => inspect(Id)))
      return states.filter((state) => state !== null)
    },
    attach: (id) =>
      guard({ timeoutMs: quickMs }, async (to, signal) => {
        const socket = await hijack(to, containerPath(id, '/attach?stream=1&stdin=1&stdout=1&stderr=1'), '', signal)
        return streamsOn(socket, to.gone)
      }),
    wait: (id, { signal }) => guard({ timeoutMs: null, signal }, (to, stop) => waitFor(to, id, stop)),
    logs: (id, options) => readLogs(guard, id, options),
    exec: (id, command, options) => execIn(guard, id, command, options),
    stats: createStats(guard),
    archive: (id, path) =>
      guard({ timeoutMs: quickMs }, (to, signal) => {
        // Only the answer's start has a deadline; the body may be long, and ends with the engine.
        const begun = new AbortController()
        for (const ending of [signal, to.gone]) ending.addEventListener('abort', () => begun.abort(ending.reason), { once: true })
        return open(to, { method: 'GET', path: containerPath(id, '/archive'), query: { path } }, begun.signal)
      }),
  }
}

async function create(spec: ContainerSpec, send: <T>(request: Parameters<typeof ask>[1]) => Promise<T>): Promise<string> {
  if (spec.ports.length > 0 && spec.network.kind !== 'open') {
    throw new Fault('ENGINE_FAILED', { detail: 'ports of a container in a network that leads nowhere cannot be published' })
  }
  const { Id: id } = await send<{ Id: string }>({ method: 'POST', path: '/containers/create', body: createOptions(spec) })
  try {
    const others = spec.network.kind === 'joined' ? spec.network.networks.slice(1) : []
    for (const { name, aliases } of others) {
      const body = { Container: id, EndpointConfig: { Aliases: aliases } }
      await send({ method: 'POST', path: `/networks/${encodeURIComponent(name)}/connect`, body })
    }
    return id
  } catch (error) {
    await send({ method: 'DELETE', path: containerPath(id), query: { force: true, v: true } }).catch(() => undefined)
    throw error
  }
}

/** Not running (409 for kill), or being removed by somebody else just now. */
function isConflictOfEnding(error: unknown): boolean {
  return isRefusal(error) && error.statusCode === 409 && /is not running|already in progress|marked for removal/i.test(error.message)
}
