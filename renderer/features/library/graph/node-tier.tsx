import type { TierChoice } from '../../../../core/contract/registry.ts'
import { TierWall } from '../../../ui/tier-wall.tsx'

/** The walls alone: in a node there is no room for the word. */
export function NodeTier({ tier }: { tier: TierChoice | null }) {
  if (!tier) return null
  return (
    <span className="node-tier">
      <TierWall tier={tier.tier} />
    </span>
  )
}
