import { ArrowDown, ArrowUp } from 'lucide-react'
import { Link } from 'wouter'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import type { ManifestSummary } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { cx } from '../../ui/cx.ts'
import { Icon } from '../../ui/icon.tsx'
import { TierWall } from '../../ui/tier-wall.tsx'
import { kindIcons, pathOf } from './icons.ts'
import { RightMarks, StateChip, Uses } from './manifest-marks.tsx'
import { type LibrarySort, manifestKey, type SortKey } from './sort-manifests.ts'

interface ManifestTableProps {
  kind: ManifestKind
  manifests: readonly ManifestSummary[]
  usedBy: ReadonlyMap<string, number>
  current: string | null
  sort: LibrarySort
  onSort: (sort: LibrarySort) => void
  onOpen: () => void
}

/** Manifests as rows; a head sorts by its column, twice the other way round. Columns go as the room does. */
export function ManifestTable({ kind, manifests, usedBy, current, sort, onSort, onOpen }: ManifestTableProps) {
  const runsIn: [SortKey, string] = kind === 'Tool' ? ['runsIn', t.library.runsIn] : ['uses', t.library.uses]
  const head = (by: SortKey, label: string, className?: string) => (
    <th className={className} aria-label={label} aria-sort={sort.by === by ? (sort.isDown ? 'descending' : 'ascending') : undefined}>
      <button
        type="button"
        className="sort"
        aria-label={t.libraryViews.sortBy(label)}
        onClick={() => onSort({ by, isDown: sort.by === by && !sort.isDown })}
      >
        {label}
        {sort.by === by && <Icon of={sort.isDown ? ArrowDown : ArrowUp} size="tiny" />}
      </button>
    </th>
  )
  return (
    <table className="manifests" aria-label={t.library.titles[kind]}>
      <thead>
        <tr>
          {head('name', t.libraryViews.name)}
          <th className="if-wide">{t.libraryViews.about}</th>
          {head(...runsIn, 'is-tier')}
          {head('rights', t.library.rights, 'if-roomy')}
          {head('usedBy', t.libraryViews.usedBy, 'if-wide is-number')}
          {head('state', t.libraryViews.state, 'is-state')}
        </tr>
      </thead>
      <tbody>
        {manifests.map((manifest) => (
          <tr key={manifest.name} className={cx(manifest.name === current && 'is-current')}>
            <td>
              <Link
                href={pathOf(manifest)}
                data-row
                className="row-link row"
                aria-current={manifest.name === current ? 'page' : undefined}
                onClick={onOpen}
                title={manifest.description}
              >
                <Icon of={kindIcons[kind]} size="small" className="text-text-3" />
                <span className="cut text-[13px]">{manifest.name}</span>
              </Link>
            </td>
            <td className="if-wide text-text-2">
              <div className="cut">{manifest.description}</div>
            </td>
            <td>{kind === 'Tool' ? <TierWall tier={manifest.tier?.tier ?? null} /> : <Uses uses={manifest.uses} />}</td>
            <td className="if-roomy">
              <RightMarks rights={manifest.rights} none={t.library.noRights} />
            </td>
            <td className="if-wide is-number text-text-3">{usedBy.get(manifestKey(manifest)) ?? t.libraryViews.unused}</td>
            <td>
              <StateChip manifest={manifest} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
