import type { ContainerInspectInfo } from 'dockerode'
import type { ContainerState } from '../port.ts'

const statuses: Record<string, ContainerState['status']> = {
  created: 'created',
  configured: 'created',
  initialized: 'created',
  running: 'running',
  paused: 'paused',
  restarting: 'restarting',
}

/** What the engine says of a container in the port's words. */
export function containerState(seen: ContainerInspectInfo): ContainerState {
  const status = statuses[seen.State.Status] ?? 'exited'
  const health = seen.State.Health?.Status
  const isStarted = Date.parse(seen.State.StartedAt) > 0
  return {
    id: seen.Id,
    name: seen.Name.replace(/^\//, ''),
    image: seen.Config.Image,
    labels: seen.Config.Labels ?? {},
    status,
    exitCode: status === 'exited' ? seen.State.ExitCode : null,
    isOutOfMemory: seen.State.OOMKilled === true,
    health: health === 'starting' || health === 'healthy' || health === 'unhealthy' ? health : null,
    startedAt: isStarted ? seen.State.StartedAt : null,
    addresses: Object.fromEntries(
      Object.entries(seen.NetworkSettings.Networks ?? {}).flatMap(([name, network]) => (network?.IPAddress ? [[name, network.IPAddress]] : [])),
    ),
    ports: publishedPorts(seen),
  }
}

function publishedPorts(seen: ContainerInspectInfo): Record<number, number> {
  const bound = Object.entries(seen.NetworkSettings.Ports ?? {}).flatMap(([port, hosts]) => {
    const host = hosts?.find(({ HostIp }) => HostIp === '127.0.0.1')
    return host ? [[Number.parseInt(port, 10), Number(host.HostPort)]] : []
  })
  return Object.fromEntries(bound)
}
