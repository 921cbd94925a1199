import type { ManifestKind } from '../contract/manifests/index.ts'
import type { Problem } from '../contract/registry.ts'
import type { Entry, Version } from './load/entry.ts'
import type { LoadedManifest } from './port.ts'

/** `tool/calculator` */
export const keyOf = (kind: ManifestKind, name: string): string => `${kind.toLowerCase()}/${name}`

export type InForce = {
  entry: Entry
  version: Version
  loaded: LoadedManifest
  isStale: boolean
  /** The bundled manifest of the same name that stands back behind this one; null for none. */
  overrides: LoadedManifest | null
}

export type Resolution = {
  /** What is in force, by key. */
  inForce: ReadonlyMap<string, InForce>
  /** All that is wrong, by file. Made when first read: looking for near names costs more than everything else, and often nobody asks. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>
  /** Errors alone, by file, and which references lead nowhere, as one text: what `problems` says follows from this and `inForce`. */
  readonly troubles: string
}
