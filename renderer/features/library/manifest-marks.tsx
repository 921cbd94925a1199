import type { ManifestSummary } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { Icon } from '../../ui/icon.tsx'
import { ImageChip } from '../containers/image-chip.tsx'
import { kindIcons, rightIcons } from './icons.ts'

/** What it may do beyond its input and output: an icon for each sort, the sentences as their name. */
export function RightMarks({ rights, none }: { rights: ManifestSummary['rights']; none: string }) {
  if (rights.length === 0) return <span className="text-text-3">{none}</span>
  return (
    <span
      className="inline-flex items-center gap-1.5 text-text-2"
      role="img"
      aria-label={rights.map((right) => told(right.text)).join('; ')}
      title={rights.map((right) => told(right.text)).join('\n')}
    >
      {[...new Set(rights.map((right) => right.code))].map((code) => (
        <Icon key={code} of={rightIcons[code]} size="small" />
      ))}
    </span>
  )
}

/** How many tools an agent has, and that it has services, too. */
export function Uses({ uses }: Pick<ManifestSummary, 'uses'>) {
  const relics = uses.filter((use) => use.kind === 'Relic').map((use) => use.name)
  return (
    <span className="row gap-1.5 text-text-3">
      {t.status.tools(uses.length - relics.length)}
      {relics.length > 0 && (
        <span role="img" aria-label={`${t.relics.title}: ${relics.join(', ')}`} title={relics.join(', ')}>
          <Icon of={kindIcons.Relic} size="small" />
        </span>
      )}
    </span>
  )
}

/** One chip at most: what a person would want to know first; nothing when nothing is to be said. */
export function StateChip({ manifest }: { manifest: ManifestSummary }) {
  const errors = manifest.problems.filter((problem) => problem.severity === 'error').length
  const missing = manifest.uses.filter((use) => use.isMissing).length
  if (errors > 0) return <span className="chip is-danger justify-self-start">{t.library.problemChip(errors)}</span>
  if (manifest.kind === 'Tool' && manifest.tier?.tier === null) return <span className="chip is-warn justify-self-start">{t.library.cannotRun}</span>
  // What is missing is a problem of its own where the registry could say at which line.
  const warnings = Math.max(manifest.problems.length, missing)
  if (warnings > 0) return <span className="chip is-warn justify-self-start">{t.library.warningChip(warnings)}</span>
  if (manifest.tier?.isTrusted) return <span className="text-text-3">{t.library.trusted}</span>
  if (manifest.tier?.tier === 'container') return <ImageChip name={manifest.name} />
  return null
}
