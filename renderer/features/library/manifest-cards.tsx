import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { ManifestSummary } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { cx } from '../../ui/cx.ts'
import { Icon } from '../../ui/icon.tsx'
import { TierWall } from '../../ui/tier-wall.tsx'
import { kindIcons, pathOf } from './icons.ts'
import { RightMarks, StateChip, Uses } from './manifest-marks.tsx'
import { moveInGrid } from './move-in-grid.ts'
import { manifestKey } from './sort-manifests.ts'

interface ManifestCardsProps {
  label: string
  manifests: readonly ManifestSummary[]
  usedBy: ReadonlyMap<string, number>
  current: string | null
  onOpen: () => void
}

/** Manifests as cards, as many beside each other as there is room. */
export function ManifestCards({ label, manifests, usedBy, current, onOpen }: ManifestCardsProps) {
  return (
    <ul className="manifest-cards" aria-label={label} onKeyDown={moveInGrid}>
      {manifests.map((manifest) => (
        <ManifestCard
          key={manifest.name}
          manifest={manifest}
          isCurrent={manifest.name === current}
          onOpen={onOpen}
          aside={<span className="num">{t.libraryViews.usedByCount(usedBy.get(manifestKey(manifest)) ?? 0)}</span>}
        />
      ))}
    </ul>
  )
}

interface ManifestCardProps {
  manifest: ManifestSummary
  isCurrent?: boolean
  onOpen?: () => void
  aside: ReactNode
  /** Below all else: what can be done with it. */
  actions?: ReactNode
}

/** One manifest: what it does, where it runs, what it may do, and what is to be said about it. */
export function ManifestCard({ manifest, isCurrent = false, onOpen, aside, actions }: ManifestCardProps) {
  const { kind, name, description, tier, rights, uses } = manifest
  return (
    <li className={cx('card manifest-card', isCurrent && 'is-current')}>
      <h3 className="row">
        <Icon of={kindIcons[kind]} size="small" className="text-text-3" />
        <Link
          href={pathOf(manifest)}
          data-row
          className="row-link cut"
          aria-current={isCurrent ? 'page' : undefined}
          {...(onOpen && { onClick: onOpen })}
        >
          {name}
        </Link>
        <span className="end micro flex-none text-text-3">{aside}</span>
      </h3>
      <p className="about small text-text-2" title={description}>
        {description || t.library.noDescription}
      </p>
      <div className="row small min-h-5">
        {kind === 'Tool' ? <TierWall tier={tier?.tier ?? null} /> : kind === 'Relic' ? null : <Uses uses={uses} />}
        <span className="row end gap-2">
          <RightMarks rights={rights} none={t.libraryViews.noRights} />
          <StateChip manifest={manifest} />
        </span>
      </div>
      {actions && <div className="row actions gap-1.5">{actions}</div>}
    </li>
  )
}
