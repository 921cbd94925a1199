import type { Manifest, ToolManifest } from '../contract/manifests/index.ts'
import type { Right } from '../contract/registry.ts'

/** What a manifest asks for beyond nothing, in plain words, in a stable order. Pure. */
export function rightsOf(manifest: Manifest): Right[] {
  if (manifest.kind === 'Tool') return toolRights(manifest)
  if (manifest.kind === 'Relic') {
    const ports: Right[] = (manifest.ports ?? []).map((port) => ({ code: 'port', text: `Opens port ${port} on this computer` }))
    const { service } = manifest
    return 'build' in service ? [...ports, ownDockerfile(service.build)] : ports
  }
  if (manifest.kind === 'Monument') {
    const ports = manifest.networking?.exposed_ports ?? []
    const services = Object.entries(manifest.networking?.exposed_services ?? {}).map(([name, { port }]) => `${name}:${port}`)
    return [...new Set([...ports, ...services])].map((one) => ({ code: 'port', text: `Opens port ${one.split(':')[1]} of ${one.split(':')[0]}` }))
  }
  return []
}

/**
 * What a manifest asks for by itself and through everything it uses, each right once with the names of those that ask for it:
 * "Reaches example.com, through web_search". `usedBy` gives what a manifest names and is in force; cycles are visited once.
 */
export function rightsThrough(manifest: Manifest, usedBy: (manifest: Manifest) => Manifest[]): Right[] {
  const own = rightsOf(manifest)
  const askers = new Map<string, { right: Right; names: string[] }>()
  const seen = new Set<Manifest>([manifest])
  const visit = (one: Manifest): void => {
    for (const used of usedBy(one)) {
      if (seen.has(used)) continue
      seen.add(used)
      for (const right of rightsOf(used)) {
        const known = askers.get(right.text)
        if (known) known.names.push(used.name)
        else askers.set(right.text, { right, names: [used.name] })
      }
      visit(used)
    }
  }
  visit(manifest)
  return [...own, ...[...askers.values()].map(({ right, names }) => ({ ...right, text: `${right.text}, through ${names.join(' and ')}` }))]
}

function toolRights({ permissions, session, runtime, implementation, build }: ToolManifest): Right[] {
  const rights: Right[] = []
  for (const host of permissions?.network ?? []) {
    rights.push({
      code: 'network',
      text: host === '*' ? 'Reaches any public host' : `Reaches ${host.startsWith('*.') ? `any host under ${host.slice(2)}` : host}`,
    })
  }
  for (const { path, mode } of permissions?.filesystem ?? []) {
    const place = path === 'workspace' ? "this chat's working folder" : path
    rights.push({ code: 'filesystem', text: mode === 'rw' ? `Reads and changes ${place}` : `Reads ${place}, cannot change it` })
  }
  for (const name of permissions?.secrets ?? []) rights.push({ code: 'secret', text: `Uses the secret ${name}` })
  if (session)
    rights.push({ code: 'state', text: session.state === 'rw' ? "Reads and changes this chat's state" : "Reads this chat's state, cannot change it" })
  if (runtime === 'process') rights.push({ code: 'process', text: 'Runs as a process on this computer, outside any sandbox' })
  if (build) rights.push(...buildRights(build, implementation.type))
  return rights
}

const ownDockerfile = (path: string): Right => ({ code: 'build', text: `Runs its own Dockerfile when it is built: ${path}` })

/** What each installer takes when a manifest names it alone. */
const fromFiles = { pip: 'what requirements.txt or pyproject.toml names', npm: 'what package.json names', go: 'what go.mod names' }
const installerOf = { python: 'pip', node: 'npm', go: 'go', bash: 'none' } as const

/** What is fetched and run while the image of a tool is built: what its author did not write. */
function buildRights(build: NonNullable<ToolManifest['build']>, language: ToolManifest['implementation']['type']): Right[] {
  if (build.dockerfile !== undefined) return [ownDockerfile(build.dockerfile)]
  const named = [...(build.dependencies ?? []), ...(build.requirements === undefined ? [] : [`what ${build.requirements} names`])]
  const engine = build.engine ?? (named.length > 0 ? installerOf[language] : 'none')
  const packages = build.packages ?? []
  const rights: Right[] = []
  if (engine !== 'none')
    rights.push({ code: 'build', text: `Installs from ${engine} when it is built: ${named.length > 0 ? named.join(', ') : fromFiles[engine]}` })
  if (packages.length > 0) rights.push({ code: 'build', text: `Installs OS packages when it is built: ${packages.join(', ')}` })
  return rights
}
