import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Fault } from '../../../contract/faults.ts'
import type { ContainerEngine, ContainerState, Labels } from '../../../engines/containers/port.ts'
import { runningAndNewestFirst } from '../container-workload.ts'
import type { RelicPlan } from '../plan.ts'
import type { Workload } from '../workload.ts'
import type { ComposeCli } from './compose-cli.ts'
import { ComposeProblem, type ComposeProject, placeOf, readCompose } from './read-compose.ts'
import { serviceLabel, writeCompose } from './write-compose.ts'

/**
 * A relic of several containers. Compose makes and starts them from a file that is written anew; stopping and removing goes by labels,
 * so that it needs neither compose nor the file.
 */
export async function createComposeWorkload(given: {
  engine: Pick<ContainerEngine, 'containers' | 'networks'>
  plan: RelicPlan
  file: string
  project: string
  network: string
  env: Record<string, string>
  labels: Labels
  networkLabels: Labels
  volume: (slug: string) => Promise<string>
  find: () => Promise<ContainerState[]>
  cli: ComposeCli
}): Promise<Workload> {
  const { engine, plan, cli, network } = given
  const { containers } = engine
  const innerNetwork = `${given.project}-inner`
  const project = await read(given.file, plan)
  const serviceOf = (state: ContainerState): string => state.labels[serviceLabel] ?? ''
  const aliasOf = (service: string): string => `${plan.name}.${service}`

  const states = async (): Promise<ContainerState[]> =>
    (await given.find()).toSorted(
      (a, b) => Number(serviceOf(b) === project.main) - Number(serviceOf(a) === project.main) || runningAndNewestFirst(a, b),
    )

  return {
    states,
    prefixOf: serviceOf,
    resolve(host, port) {
      const place = placeOf(project, plan.name, host, port)
      return place && { host: place.service === project.main ? plan.name : aliasOf(place.service), port: place.port }
    },
    async up({ signal, onLog }) {
      for (const old of await states()) await containers.remove(old.id)
      // What a former life left of it, if anything: it has no members now.
      await engine.networks.remove(innerNetwork)
      await engine.networks.create(innerNetwork, given.networkLabels)
      const volumes = new Map<string, string>()
      for (const { slug } of Object.values(project.services).flatMap((one) => one.volumes)) volumes.set(slug, await given.volume(slug))
      const folder = await mkdtemp(join(tmpdir(), 'cortex-compose-'))
      try {
        const file = join(folder, 'compose.json')
        const text = writeCompose({
          project,
          plan,
          innerNetwork,
          network,
          reachable: reachableOf(project, plan),
          aliasOf,
          labels: given.labels,
          env: given.env,
          volumeName: (slug) => volumes.get(slug) ?? slug,
        })
        await writeFile(file, text, { mode: 0o600 })
        await cli.up({ relic: plan.name, project: given.project, file, folder: plan.folder, signal, onLog })
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    async again() {
      for (const one of await states()) if (one.status !== 'running') await containers.start(one.id)
    },
    async stop(graceMs) {
      await Promise.all((await states()).filter((one) => one.status !== 'exited').map((one) => containers.stop(one.id, { graceMs })))
      await engine.networks.remove(innerNetwork)
    },
    async remove() {
      await Promise.all((await states()).map((one) => containers.remove(one.id)))
      await engine.networks.remove(innerNetwork)
    },
  }
}

async function read(file: string, plan: RelicPlan): Promise<ComposeProject> {
  try {
    return readCompose(await readFile(file, 'utf8'), plan)
  } catch (error) {
    if (error instanceof ComposeProblem) throw new Fault('RELIC_FAILED', { name: plan.name, detail: error.message })
    throw error
  }
}

/** The services that the core itself has to reach: the main one, and those that an endpoint or the check names. */
function reachableOf(project: ComposeProject, plan: RelicPlan): Set<string> {
  const reachable = new Set([project.main])
  const { check } = plan.health
  const urls = plan.endpoints.map((one) => one.url.replaceAll(/[{}]/g, ''))
  if (check.kind === 'http') urls.push(check.url)
  if (check.kind === 'tcp') urls.push(`tcp://${check.host}:${check.port}`)
  for (const url of urls) {
    const { hostname = '', port = '' } = URL.parse(url) ?? {}
    const place = placeOf(project, plan.name, hostname, Number(port) || 80)
    if (place) reachable.add(place.service)
  }
  return reachable
}
