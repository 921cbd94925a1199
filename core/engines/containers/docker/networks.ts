import type { NetworkInspectInfo } from 'dockerode'
import { Fault } from '../../../contract/faults.ts'
import type { Networks } from '../port.ts'
import { ask, type Connection } from './connection.ts'
import { labelFilter } from './containers.ts'
import { isNotFound, isRefusal, refusalText } from './faults.ts'
import type { Guard } from './guard.ts'
import { randomSubnets } from './subnets.ts'

const quickMs = 30_000
const tries = 16

const networkPath = (name: string, rest = '') => `/networks/${encodeURIComponent(name)}${rest}`

export function createNetworks(guard: Guard): Networks {
  return {
    create: (name, labels) => guard({ timeoutMs: quickMs }, (to, signal) => create(to, name, labels, signal)),
    async connect(network, containerId, aliases) {
      const body = { Container: containerId, EndpointConfig: { Aliases: aliases } }
      await guard({ timeoutMs: quickMs }, (to, signal) => ask(to, { method: 'POST', path: networkPath(network, '/connect'), body }, signal))
    },
    async disconnect(network, containerId) {
      await guard({ timeoutMs: quickMs }, (to, signal) => putOut(to, network, containerId, signal))
    },
    async list(labels) {
      const query = { filters: JSON.stringify(labelFilter(labels)) }
      const listed = await guard({ timeoutMs: quickMs }, (to, signal) =>
        ask<NetworkInspectInfo[]>(to, { method: 'GET', path: '/networks', query }, signal),
      )
      const seen = await Promise.all(listed.map(({ Id }) => guard({ timeoutMs: quickMs }, (to, signal) => inspect(to, Id, signal))))
      return seen
        .filter((one) => one !== null)
        .map((one) => ({
          name: one.Name,
          labels: one.Labels ?? {},
          members: Object.keys(one.Containers ?? {}).filter((id) => !id.startsWith('ep-')),
        }))
    },
    remove: (name) => guard({ timeoutMs: quickMs }, (to, signal) => remove(to, name, signal)),
  }
}

async function create(to: Connection, name: string, labels: Record<string, string>, signal: AbortSignal): Promise<void> {
  // Docker lets several networks have one name.
  if (await inspect(to, name, signal)) throw new Fault('ENGINE_FAILED', { detail: `the network ${name} is there already` })
  for (const [index, subnet] of randomSubnets(tries).entries()) {
    try {
      await ask(to, { method: 'POST', path: '/networks/create', body: networkOptions(to, name, labels, subnet) }, signal)
      return
    } catch (error) {
      if (!isRefusal(error) || !/overlap|already being used|already used/i.test(refusalText(error)) || index === tries - 1) throw error
    }
  }
}

/** Without an address of the host in it there is nothing of the host to reach: `inhibit_ipv4`, which Podman does not know. */
function networkOptions(to: Connection, name: string, labels: Record<string, string>, subnet: string) {
  return {
    Name: name,
    CheckDuplicate: true,
    Driver: 'bridge',
    Internal: true,
    EnableIPv6: false,
    Labels: labels,
    IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] },
    Options: to.facts.name === 'Podman' ? {} : { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
  }
}

async function inspect(to: Connection, name: string, signal: AbortSignal): Promise<NetworkInspectInfo | null> {
  try {
    return await ask<NetworkInspectInfo>(to, { method: 'GET', path: networkPath(name) }, signal)
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

async function remove(to: Connection, name: string, signal: AbortSignal): Promise<void> {
  const seen = await inspect(to, name, signal)
  if (!seen) return
  for (const id of Object.keys(seen.Containers ?? {})) {
    if (!(await isRunning(to, id, signal))) await putOut(to, name, id, signal)
  }
  try {
    await ask(to, { method: 'DELETE', path: networkPath(name) }, signal)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

async function isRunning(to: Connection, id: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { State: state } = await ask<{ State: { Running: boolean } }>(
      to,
      { method: 'GET', path: `/containers/${encodeURIComponent(id)}/json` },
      signal,
    )
    return state.Running
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

async function putOut(to: Connection, network: string, containerId: string, signal: AbortSignal): Promise<void> {
  try {
    await ask(to, { method: 'POST', path: networkPath(network, '/disconnect'), body: { Container: containerId, Force: true } }, signal)
  } catch (error) {
    if (!isNotFound(error) && !(isRefusal(error) && /is not connected/i.test(refusalText(error)))) throw error
  }
}
