import type { Manifest, ManifestKind, ManifestOf } from '../contract/manifests/index.ts'
import type { ManifestSummary, Problem } from '../contract/registry.ts'

/** A manifest in force: parsed, checked, with its folder pinned by digest. */
export type LoadedManifest<M extends Manifest = Manifest> = {
  manifest: M
  /** The file it was read from, absolute. */
  file: string
  /** Its folder, absolute and real; every path in the manifest stays inside it. */
  folder: string
  /** SHA-256 over the names and bytes of the files in its folder, made when first read; keep it to pin a version. What the tool may change there, dot files, node_modules and __pycache__ do not count. */
  digest: string
  root: 'bundled' | 'personal' | 'extra'
  /** Text of the Markdown body, or of the file that `persona` names; null when there is none. */
  body: string | null
  loadedAt: string
}

/** What other floors ask of the registry. */
export type ManifestLookup = {
  get<K extends ManifestKind>(kind: K, name: string): LoadedManifest<ManifestOf<K>> | null
  list<K extends ManifestKind>(kind: K): LoadedManifest<ManifestOf<K>>[]
  /** The nearest known name, for "did you mean"; null when nothing is near. */
  nearest(kind: ManifestKind, name: string): string | null
  problems(): Problem[]
}

export type { ManifestSummary }
