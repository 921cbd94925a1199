import type { ContainerEngine, ContainerState, Labels, Mount } from '../../engines/containers/port.ts'
import type { RelicPlan } from './plan.ts'
import { isOwnHost, type Workload } from './workload.ts'

/** Enough for ten minutes of a busy service; the oldest file goes first. */
export const logRotation = { fileBytes: 10 * 2 ** 20, files: 3 }

/** A relic of one container, hardened: nothing of its root but its volumes and /tmp is writable. */
export function createContainerWorkload(given: {
  engine: Pick<ContainerEngine, 'containers'>
  plan: RelicPlan
  image: string
  network: string
  env: Record<string, string>
  /** On the container itself. */
  labels: Labels
  /** Makes the volume unless it is there; resolves with its name. */
  volume: (slug: string) => Promise<string>
  /** This relic's containers, of this launch and of others. */
  find: () => Promise<ContainerState[]>
}): Workload {
  const { engine, plan, labels } = given
  const { containers } = engine

  const states = async (): Promise<ContainerState[]> => (await given.find()).toSorted(runningAndNewestFirst)

  return {
    states,
    resolve: (host, port) => (isOwnHost(host, plan.name) ? { host: plan.name, port } : null),
    prefixOf: () => '',
    async up({ onLog }) {
      for (const old of await states()) await containers.remove(old.id)
      const mounts: Mount[] = plan.binds.map(({ hostPath, path }) => ({ kind: 'bind', hostPath, path, mode: 'ro' }))
      for (const { slug, path, mode } of plan.volumes) mounts.push({ kind: 'volume', volume: await given.volume(slug), path, mode })
      onLog(`Starting ${plan.name} from ${given.image}.`)
      const id = await containers.create({
        image: given.image,
        command: plan.command,
        entrypoint: null,
        env: given.env,
        labels,
        user: null,
        workingFolder: null,
        hasStdin: false,
        hasInit: true,
        isReadOnlyRoot: plan.isReadOnlyRoot,
        tmpfs: ['/tmp', '/run'].map((path) => ({ path, sizeBytes: 64 * 2 ** 20, mode: '1777' })),
        mounts,
        network: { kind: 'joined', networks: [{ name: given.network, aliases: [plan.name] }] },
        // An inner network publishes nothing: see doors.ts.
        ports: [],
        capabilities: plan.capabilities,
        limits: plan.limits,
        log: logRotation,
      })
      await containers.start(id)
    },
    async again() {
      for (const one of await states()) if (one.status !== 'running') await containers.start(one.id)
    },
    async stop(graceMs) {
      await Promise.all((await states()).filter((one) => one.status !== 'exited').map((one) => containers.stop(one.id, { graceMs })))
    },
    async remove() {
      await Promise.all((await states()).map((one) => containers.remove(one.id)))
    },
  }
}

export const runningAndNewestFirst = (a: ContainerState, b: ContainerState): number =>
  Number(b.status === 'running') - Number(a.status === 'running') || (b.startedAt ?? '').localeCompare(a.startedAt ?? '')
