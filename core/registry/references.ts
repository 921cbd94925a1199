import type { Manifest, ManifestKind, Reference } from '../contract/manifests/index.ts'
import type { ValuePath } from './finding.ts'

/** One place where a manifest names another. `importPath` is as written, null for a plain name. */
export type FoundReference = { kind: ManifestKind; name: string; importPath: string | null; path: ValuePath }

/** Every reference in a manifest, in the order of writing. */
export function referencesOf(manifest: Manifest): FoundReference[] {
  if (manifest.kind === 'Agent') return listed(manifest, [])
  if (manifest.kind === 'Monument') return manifest.components ? listed(manifest.components, ['components']) : []
  if (manifest.kind !== 'Workflow') return []
  const found: FoundReference[] = []
  manifest.steps.forEach((step, index) => {
    const add = (kind: ManifestKind, text: string | undefined, key: string) => {
      if (text !== undefined) found.push({ kind, name: text, importPath: null, path: ['steps', index, key] })
    }
    // `tool: kv_store.write` is an endpoint of a relic.
    const [relic, ...endpoint] = step.tool?.split('.') ?? []
    if (endpoint.length > 0) add('Relic', relic, 'tool')
    else add('Tool', step.tool, 'tool')
    add('Agent', step.agent, 'agent')
    add('Workflow', step.workflow, 'workflow')
    add('Relic', step.relic?.split('.')[0], 'relic')
  })
  if (typeof manifest.on_failure === 'object') {
    found.push({ kind: 'Workflow', name: manifest.on_failure.workflow, importPath: null, path: ['on_failure', 'workflow'] })
  }
  return found
}

const listKinds = { tools: 'Tool', relics: 'Relic', agents: 'Agent', workflows: 'Workflow' } as const

function listed(holder: { [K in keyof typeof listKinds]?: Reference[] | undefined }, base: ValuePath): FoundReference[] {
  return Object.entries(listKinds).flatMap(([key, kind]) =>
    (holder[key as keyof typeof listKinds] ?? []).map((one, index) => ({
      kind,
      name: typeof one === 'string' ? one : one.name,
      importPath: typeof one === 'string' ? null : one.import,
      path: typeof one === 'string' ? [...base, key, index] : [...base, key, index, 'name'],
    })),
  )
}
