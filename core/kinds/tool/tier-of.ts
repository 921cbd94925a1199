import type { ToolManifest } from '../../contract/manifests/index.ts'
import type { TierChoice } from '../../contract/registry.ts'
import type { Sandbox } from '../../engines/sandboxes/port.ts'
import type { LoadedManifest } from '../../registry/port.ts'
import { chooseTier } from './choose-tier.ts'

export type TierOf = (loaded: Pick<LoadedManifest<ToolManifest>, 'manifest' | 'digest'>) => Promise<TierChoice>

/** Asks every sandbox about a tool and chooses: what lists show of a tool, and what decides where it runs. `trustedDigest` null: none. */
export function createTierOf(options: { sandboxes: Sandbox[]; trustedDigest: (tool: string) => Promise<string | null> }): TierOf {
  return async ({ manifest, digest }) => {
    const needs = { dependencies: needsPackages(manifest) }
    const [support, trustedDigest] = await Promise.all([
      Promise.all(
        options.sandboxes.map(async (sandbox) => ({ tier: sandbox.tier, ...(await sandbox.supports(manifest.implementation.type, needs)) })),
      ),
      options.trustedDigest(manifest.name),
    ])
    return chooseTier({ manifest, support, trustedDigest, digest })
  }
}

/** Whether a tool needs anything installed before it runs. */
function needsPackages({ build }: ToolManifest): boolean {
  if (!build) return false
  return (
    (build.dependencies?.length ?? 0) > 0 || (build.packages?.length ?? 0) > 0 || build.requirements !== undefined || build.dockerfile !== undefined
  )
}
