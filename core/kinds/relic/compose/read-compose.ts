import { resolve } from 'node:path'
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import { isWithin, type RelicPlan, readPort, readVolume } from '../plan.ts'
import { isOwnHost } from '../workload.ts'
import { droppedKeys, refusedKeys, takenKeys } from './service-keys.ts'

type Tree = Record<string, unknown>
/** A compose file as far as a relic takes part in it: services that hold nothing dangerous, and where their ports are. */
export type ComposeProject = {
  services: Record<
    string,
    { keys: Tree; volumes: { slug: string; path: string; isReadOnly: boolean }[]; binds: { hostPath: string; path: string }[] }
  >
  /** The service that stands for the relic. */
  main: string
  /** Host port that the file publishes, to where that is inside. */
  published: Map<number, { service: string; port: number }>
}

/** What is wrong, at its line of the file. */
export class ComposeProblem extends Error {
  constructor(line: number, place: string, why: string) {
    super(`line ${line} of its compose file: ${place}: ${why}`)
    this.name = 'ComposeProblem'
  }
}

/**
 * Reads a compose file and takes from it only what keeps a service inside its chat's network and its folder. Pure. Throws
 * ComposeProblem for what would lead out of there, and for every key it does not know.
 */
export function readCompose(text: string, plan: Pick<RelicPlan, 'name' | 'folder' | 'capabilities'>): ComposeProject {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true, maxAliasCount: 50 } as Parameters<typeof parseDocument>[1])
  const lineAt = (path: readonly (string | number)[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
      const pair = isMap(parent) ? parent.items.find((one) => isScalar(one.key) && one.key.value === path[length - 1]) : undefined
      const range = ((pair?.key ?? document.getIn(path.slice(0, length), true)) as Node | undefined)?.range
      if (range) return lines.linePos(range[0]).line
    }
    return 1
  }
  const refuse = (path: readonly (string | number)[], why: string): never => {
    throw new ComposeProblem(lineAt(path), path.join('.'), why)
  }
  const [broken] = document.errors
  if (broken) throw new ComposeProblem(lines.linePos(broken.pos[0]).line, 'YAML', broken.message.split('\n')[0] ?? 'is not valid')
  const root = asTree(document.toJS({ maxAliasCount: 50 })) ?? refuse([], 'it is empty.')

  for (const key of Object.keys(root)) {
    if (!['version', 'name', 'services', 'volumes', 'networks'].includes(key) && !key.startsWith('x-')) refuse([key], 'a relic cannot use this.')
  }
  for (const [name, said] of Object.entries(asTree(root.volumes) ?? {})) {
    const volume = asTree(said) ?? {}
    for (const key of ['driver', 'driver_opts', 'external', 'name']) {
      if (key in volume && !(key === 'driver' && volume.driver === 'local'))
        refuse(['volumes', name, key], "a relic's volumes are made for it; leave this out.")
    }
  }

  const services: ComposeProject['services'] = {}
  const published: ComposeProject['published'] = new Map()
  const withPorts: string[] = []
  for (const [name, said] of Object.entries(asTree(root.services) ?? {})) {
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/.test(name)) refuse(['services', name], 'this is no name of a service.')
    services[name] = readService(name, asTree(said) ?? refuse(['services', name], 'it says nothing.'))
  }
  const [first] = Object.keys(services)
  if (first === undefined) return refuse(['services'], 'there is no service.')
  const main = services[plan.name] ? plan.name : (withPorts[0] ?? first)
  return { services, main, published }

  function readService(name: string, service: Tree): ComposeProject['services'][string] {
    const at = (...more: (string | number)[]) => ['services', name, ...more]
    const inside = (written: unknown, ...path: (string | number)[]): string => {
      if (typeof written !== 'string' || written.includes('$')) return refuse(at(...path), 'write the path out; variables are not looked up here.')
      const full = resolve(plan.folder, written)
      return isWithin(plan.folder, full) ? full : refuse(at(...path), `${written} is outside of the relic's folder.`)
    }
    const keys: Tree = {}
    for (const [key, value] of Object.entries(service)) {
      if (key in refusedKeys) {
        const isHarmless =
          value === false || value === null || (Array.isArray(value) && value.length === 0) || (key === 'network_mode' && value === 'bridge')
        if (!isHarmless) refuse(at(key), refusedKeys[key] as string)
      } else if (takenKeys.has(key)) keys[key] = value
      else if (!droppedKeys.has(key) && !key.startsWith('x-') && !['build', 'env_file', 'volumes', 'ports', 'cap_add', 'security_opt'].includes(key))
        refuse(at(key), 'a relic cannot use this key.')
    }
    if (service.build !== undefined) keys.build = readBuild(service.build)
    if (service.env_file !== undefined) {
      const files = Array.isArray(service.env_file) ? service.env_file : [service.env_file]
      keys.env_file = files.map((file, index) => inside(file, 'env_file', ...(Array.isArray(service.env_file) ? [index] : [])))
    }
    for (const [index, capability] of asList(service.cap_add).entries()) {
      if (!plan.capabilities.includes(String(capability)))
        refuse(at('cap_add', index), `the capability ${capability} is not named under \`capabilities\` of the relic's manifest.`)
    }
    for (const [index, option] of asList(service.security_opt).entries()) {
      if (!/^no-new-privileges(:true)?$/.test(String(option))) refuse(at('security_opt', index), 'a relic cannot loosen how containers are confined.')
    }
    readPorts(asList(service.ports))
    const volumes: ComposeProject['services'][string]['volumes'] = []
    const binds: ComposeProject['services'][string]['binds'] = []
    for (const [index, written] of asList(service.volumes).entries()) {
      const one = volumeOf(written)
      if (!one || JSON.stringify(written).includes('$')) refuse(at('volumes', index), 'write it as name:/path or ./folder:/path, without variables.')
      else if (one.hostPath === null) volumes.push({ slug: one.slug, path: one.path, isReadOnly: one.mode === 'ro' })
      else if (/docker\.sock|podman\.sock|containerd\.sock/.test(one.hostPath))
        refuse(at('volumes', index), "the engine's socket is never given to a relic.")
      else binds.push({ hostPath: inside(one.hostPath, 'volumes', index), path: one.path })
    }
    return { keys, volumes, binds }

    function readBuild(said: unknown): Tree {
      if (typeof said === 'string') return { context: inside(said, 'build') }
      const build = asTree(said) ?? {}
      for (const key of Object.keys(build)) {
        if (!['context', 'dockerfile', 'args', 'target'].includes(key)) refuse(at('build', key), 'a relic cannot use this key.')
      }
      const dockerfile = build.dockerfile
      const context = inside(build.context ?? '.', 'build', 'context')
      if (dockerfile !== undefined && !isWithin(plan.folder, resolve(context, String(dockerfile))))
        refuse(at('build', 'dockerfile'), "it is outside of the relic's folder.")
      return { ...build, context }
    }
    function readPorts(ports: readonly unknown[]): void {
      if (ports.length > 0 || service.expose !== undefined) withPorts.push(name)
      for (const port of ports) {
        const long = asTree(port)
        const text = long ? `${long.published ?? ''}:${long.target}` : String(port).replace(/\/(tcp|udp)$/, '')
        const one = readPort(text.split(':').slice(-2).filter(Boolean).join(':'))
        if (one) published.set(one.hostPort || one.containerPort, { service: name, port: one.containerPort })
      }
    }
  }
}

/** Where a host and port of the manifest are: a published port leads to its service, a service's name to that service. */
export function placeOf(project: ComposeProject, relic: string, host: string, port: number): { service: string; port: number } | null {
  if (host !== relic && project.services[host]) return { service: host, port }
  if (!isOwnHost(host, relic)) return null
  return project.published.get(port) ?? { service: project.main, port }
}

function volumeOf(written: unknown): ReturnType<typeof readVolume> {
  if (typeof written === 'string') return readVolume(written)
  const { type, source, target, read_only } = asTree(written) ?? {}
  if (typeof target !== 'string') return null
  const from = typeof source === 'string' ? `${source}:` : ''
  if (type === 'bind' && !/[/\\]|^\.{1,2}$/.test(String(source))) return null
  return type === 'volume' || type === 'bind' ? readVolume(`${from}${target}${read_only === true ? ':ro' : ''}`) : null
}

const asTree = (value: unknown): Tree | null => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : null)
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value])
