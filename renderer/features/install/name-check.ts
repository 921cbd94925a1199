import type { ManifestKind } from '../../../core/contract/manifests/common.ts'

type BadName = 'empty' | 'letters' | 'long' | 'taken'

/** Why a new manifest of a kind cannot have this name; null when it can. The same rule as the core's, told while one types. */
export function checkName(name: string, kind: ManifestKind, manifests: readonly { kind: ManifestKind; name: string }[]): BadName | null {
  if (name === '') return 'empty'
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(name)) return 'letters'
  if (name.length > 63) return 'long'
  return manifests.some((one) => one.kind === kind && one.name === name) ? 'taken' : null
}
