import {
  type AgentManifest,
  agentManifest,
  type ManifestKind,
  type ManifestOf,
  type RelicManifest,
  relicManifest,
} from '../../../contract/manifests/index.ts'
import type { LoadedManifest, ManifestLookup } from '../../../registry/port.ts'

export type Declared = Record<string, unknown> & { kind: 'Relic' | 'Agent'; name: string }

/** Manifests in force, which a test may exchange. `folderOf` says where a relic's files are. */
export function declaredManifests(first: Declared[], folderOf: (name: string) => string = () => '/nowhere') {
  const all = new Map<string, LoadedManifest>()
  const declare = (one: Declared, digest = 'd1') => {
    const manifest: RelicManifest | AgentManifest = one.kind === 'Relic' ? relicManifest.parse(one) : agentManifest.parse(one)
    all.set(`${one.kind}/${one.name}`, {
      manifest,
      file: `${folderOf(one.name)}/relic.yml`,
      folder: folderOf(one.name),
      digest,
      root: 'extra',
      body: null,
      loadedAt: '',
    })
  }
  for (const one of first) declare(one)
  const list = <K extends ManifestKind>(kind: K) => [...all.values()].filter((one) => one.manifest.kind === kind) as LoadedManifest<ManifestOf<K>>[]
  const lookup: ManifestLookup = {
    list,
    get: (kind, name) => list(kind).find((one) => one.manifest.name === name) ?? null,
    nearest: (kind, name) => list(kind).find((one) => one.manifest.name[0] === name[0])?.manifest.name ?? null,
    problems: () => [],
  }
  return { lookup, declare, forget: (kind: 'Relic' | 'Agent', name: string) => all.delete(`${kind}/${name}`) }
}
