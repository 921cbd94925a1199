import type { Networks, Volumes } from '../port.ts'
import { hasAll, type Inside, refused, type Use } from './fake-inside.ts'

export function createFakeNetworks(use: Use, { networks, containers }: Inside): Networks {
  const members = (name: string) => [...containers.values()].filter((container) => container.status === 'running' && container.networks.has(name))
  return {
    create: (name, labels) =>
      use('networks.create', () => {
        if (networks.has(name)) throw refused(`the network ${name} is there already`)
        networks.set(name, { labels })
      }),
    connect: (network, id, aliases) =>
      use('networks.connect', () => {
        const container = containers.get(id)
        if (!networks.has(network) || !container) throw refused(`${container ? `network ${network}` : `container ${id}`} not found`)
        container.networks.set(network, aliases)
      }),
    disconnect: (network, id) => use('networks.disconnect', () => void containers.get(id)?.networks.delete(network)),
    list: (labels) =>
      use('networks.list', () =>
        [...networks]
          .filter(([, network]) => hasAll(network.labels, labels))
          .map(([name, network]) => ({ name, labels: network.labels, members: members(name).map(({ id }) => id) })),
      ),
    remove: (name) =>
      use('networks.remove', () => {
        if (members(name).length > 0) throw refused(`network ${name} has active endpoints`)
        networks.delete(name)
      }),
  }
}

export function createFakeVolumes(use: Use, { volumes, containers }: Inside): Volumes {
  const isUsed = (name: string) =>
    [...containers.values()].some(({ spec }) => spec.mounts.some((mount) => mount.kind === 'volume' && mount.volume === name))
  return {
    create: (name, labels) => use('volumes.create', () => void (volumes.has(name) || volumes.set(name, { labels }))),
    list: (labels) =>
      use('volumes.list', () =>
        [...volumes]
          .filter(([, volume]) => hasAll(volume.labels, labels))
          .map(([name, volume]) => ({ name, labels: volume.labels, sizeBytes: null })),
      ),
    remove: (name) =>
      use('volumes.remove', () => {
        if (isUsed(name)) throw refused(`volume ${name} is in use`)
        volumes.delete(name)
      }),
  }
}
