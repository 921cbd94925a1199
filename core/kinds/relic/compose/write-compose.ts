import type { Labels } from '../../../engines/containers/port.ts'
import { logRotation } from '../container-workload.ts'
import type { RelicPlan } from '../plan.ts'
import type { ComposeProject } from './read-compose.ts'

/**
 * The compose file that is really used, as JSON (which is YAML): the services as read, each with our labels, limits and networks and
 * with nothing published but what the manifest asks for. Everything it names outside itself is there already and is ours. Pure.
 */
export function writeCompose(given: {
  project: ComposeProject
  plan: RelicPlan
  /** Services see each other here, by their names. */
  innerNetwork: string
  /** The chat's; only services that endpoints or checks name are in it. */
  network: string
  reachable: ReadonlySet<string>
  aliasOf: (service: string) => string
  labels: Labels
  env: Record<string, string>
  volumeName: (slug: string) => string
}): string {
  const { project, plan, innerNetwork, network, reachable, aliasOf, labels, volumeName } = given
  const slugs = new Set(Object.values(project.services).flatMap((one) => one.volumes.map(({ slug }) => slug)))
  const services = Object.fromEntries(
    Object.entries(project.services).map(([name, { keys, volumes, binds }]) => [
      name,
      {
        init: true,
        ...keys,
        environment: { ...given.env, ...asEnvironment(keys.environment) },
        labels: { ...labels, [serviceLabel]: name },
        networks: {
          inner: {},
          ...(reachable.has(name) ? { session: { aliases: [aliasOf(name), ...(name === project.main ? [plan.name] : [])] } } : {}),
        },
        volumes: [
          ...volumes.map(({ slug, path, isReadOnly }) => `${slug}:${path}${isReadOnly ? ':ro' : ''}`),
          ...binds.map(({ hostPath, path }) => `${hostPath}:${path}:ro`),
        ],
        // Nothing is published here: see doors.ts.
        ports: [],
        dns: ['127.0.0.1'],
        sysctls: { 'net.ipv6.conf.all.disable_ipv6': 1 },
        cap_drop: ['ALL'],
        cap_add: plan.capabilities,
        security_opt: ['no-new-privileges:true'],
        mem_limit: plan.limits.memoryBytes,
        memswap_limit: plan.limits.memoryBytes,
        cpus: plan.limits.cpus,
        pids_limit: plan.limits.pids,
        ulimits: { core: 0, nofile: { soft: 16_384, hard: 16_384 } },
        restart: 'no',
        logging: { driver: 'json-file', options: { 'max-size': String(logRotation.fileBytes), 'max-file': String(logRotation.files) } },
      },
    ]),
  )
  return JSON.stringify({
    version: '2.4',
    services,
    networks: { inner: { external: true, name: innerNetwork }, session: { external: true, name: network } },
    volumes: Object.fromEntries([...slugs].map((slug) => [slug, { external: true, name: volumeName(slug) }])),
  })
}

/** Which service of the file a container is. */
export const serviceLabel = 'dev.cortex.service'

function asEnvironment(said: unknown): Record<string, unknown> {
  if (!Array.isArray(said)) return typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {}
  return Object.fromEntries(
    said.map((one) => {
      const [key = '', ...value] = String(one).split('=')
      return [key, value.length > 0 ? value.join('=') : null]
    }),
  )
}
