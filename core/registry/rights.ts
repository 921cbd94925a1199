import type { Manifest, ToolManifest } from '../contract/manifests/index.ts'
import type { Right } from '../contract/registry.ts'

/** What a manifest asks for beyond nothing, in plain words, in a stable order. Pure. */
export function rightsOf(manifest: Manifest): Right[] {
  if (manifest.kind === 'Tool') return toolRights(manifest)
  if (manifest.kind === 'Relic') {
    return (manifest.ports ?? []).map((port) => ({ code: 'port', text: `Opens port ${port} on this computer` }))
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

function toolRights({ permissions, session, runtime }: ToolManifest): Right[] {
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
  return rights
}
