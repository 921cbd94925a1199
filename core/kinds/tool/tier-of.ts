import type { ToolManifest } from '../../contract/manifests/index.ts'
import type { TierChoice } from '../../contract/registry.ts'
import type { Sandbox } from '../../engines/sandboxes/port.ts'
import type { LoadedManifest } from '../../registry/port.ts'
import { chooseTier } from './choose-tier.ts'

export type TierOf = (loaded: LoadedManifest<ToolManifest>) => Promise<TierChoice>

/** The images of tools, as far as this kind needs them. */
export type FindImage = (loaded: LoadedManifest<ToolManifest>) => Promise<string | null>

/**
 * Asks every sandbox about a tool and chooses: what lists show of a tool, and what decides where it runs. `trustedDigest` null: none.
 * A tool whose image is there needs no base image any more.
 */
export function createTierOf(options: {
  sandboxes: Sandbox[]
  trustedDigest: (tool: string) => Promise<string | null>
  findImage?: FindImage | undefined
}): TierOf {
  return async (loaded) => {
    const { manifest, digest } = loaded
    const needs = { dependencies: needsPackages(manifest), folders: (manifest.permissions?.filesystem ?? []).length > 0 }
    const ask = async (sandbox: Sandbox) => {
      const { missing, ...support } = await sandbox.supports(manifest.implementation.type, needs)
      const isBuilt = missing !== undefined && (await options.findImage?.(loaded).catch(() => null))
      return { tier: sandbox.tier, ...support, ...(missing === undefined || isBuilt ? {} : { missing }) }
    }
    const [support, trustedDigest] = await Promise.all([Promise.all(options.sandboxes.map(ask)), options.trustedDigest(manifest.name)])
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
