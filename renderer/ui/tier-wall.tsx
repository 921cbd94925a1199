import type { ReactElement } from 'react'
import type { Tier } from '../../core/contract/runs.ts'
import { t } from '../app/messages.ts'
import { cx } from './cx.ts'
import { StateGlyph } from './state-glyph.tsx'

const walls: Record<Tier, ReactElement> = {
  container: (
    <>
      <rect x=".8" y=".8" width="12.4" height="12.4" rx="2.6" />
      <rect x="3.9" y="3.9" width="6.2" height="6.2" rx="1" fill="currentColor" stroke="none" opacity=".28" />
      <rect x="3.9" y="3.9" width="6.2" height="6.2" rx="1" />
    </>
  ),
  wasm: (
    <>
      <rect x="2" y="2" width="10" height="10" rx="2.2" />
      <rect x="5.6" y="5.6" width="2.8" height="2.8" rx=".5" fill="currentColor" stroke="none" />
    </>
  ),
  process: (
    <>
      <path d="M4.6 2H4a2 2 0 0 0-2 2v.6M9.4 2h.6a2 2 0 0 1 2 2v.6M12 9.4v.6a2 2 0 0 1-2 2h-.6M4.6 12H4a2 2 0 0 1-2-2v-.6" />
      <rect x="5.6" y="5.6" width="2.8" height="2.8" rx=".5" fill="currentColor" stroke="none" />
    </>
  ),
}

/** How many walls stand between a tool and this computer: two, one, or none. null: it cannot run here. */
export function TierWall({ tier }: { tier: Tier | null }) {
  if (tier === null) {
    return (
      <span className="tier" title={t.tier.noneWhy}>
        <StateGlyph state="skipped" isDecoration />
        {t.tier.none}
      </span>
    )
  }
  return (
    <span className="tier" title={t.tier.why[tier]}>
      <svg viewBox="0 0 14 14" className={cx('glyph', `tier-${tier}`)} aria-hidden="true">
        {walls[tier]}
      </svg>
      {tier}
    </span>
  )
}
