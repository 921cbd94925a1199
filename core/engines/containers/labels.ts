import type { RunId, SessionId } from '../../kernel/ids.ts'
import type { Labels } from './port.ts'

const prefix = 'dev.cortex.'

/** What a thing on the engine is there for. */
export type Role = 'tool' | 'relic' | 'compose' | 'caller' | 'proxy' | 'network' | 'image' | 'volume'

/**
 * Whose a container, network, volume or image is. `owner` is the data folder's own id: it stays over restarts. `launch` is one life of
 * the workstation. Absent: belongs to none.
 */
export type Ownership = {
  owner: string
  launch?: string
  role: Role
  session?: SessionId
  run?: RunId
  /** Manifest name, such as `kv_store`. */
  name?: string
  /** Digest of the manifest folder. */
  digest?: string
  /** Folder of the data this owner keeps: one whose folder is gone is dead for good. */
  home?: string
}
const keys = ['owner', 'launch', 'role', 'session', 'run', 'name', 'digest', 'home'] as const

/** As labels, with the one that says that it is ours. Any part of an ownership can be used to look for what has it. */
export function labelsOf(ownership: Partial<Ownership>): Labels {
  const labels: Labels = { [`${prefix}app`]: 'cortex' }
  for (const key of keys) {
    const value = ownership[key]
    if (value !== undefined) labels[prefix + key] = value
  }
  return labels
}

/** null for what is not ours. */
export function ownershipOf(labels: Labels): Ownership | null {
  if (labels[`${prefix}app`] !== 'cortex') return null
  const found = Object.fromEntries(keys.flatMap((key) => (labels[prefix + key] === undefined ? [] : [[key, labels[prefix + key]]])))
  return found.owner && found.role ? (found as Ownership) : null
}
