import { Link } from 'wouter'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import type { ManifestSummary } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { Icon } from '../../ui/icon.tsx'
import { TierWall } from '../../ui/tier-wall.tsx'
import { FilePlace } from './file-place.tsx'
import { kindIcons, pathOf, rightIcons } from './icons.ts'
import { RunHistory } from './run-history.tsx'
import { TrustSwitch } from './trust-switch.tsx'

/** Beside the form: rights, where it runs and why, what it uses and what uses it, and its last runs. */
export function ManifestFacts({ summary, usedBy }: { summary: ManifestSummary; usedBy: { kind: ManifestKind; name: string }[] }) {
  const { tier } = summary
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <section>
        <h3 className="section-head min-h-6 text-text-1">{t.library.rights}</h3>
        {summary.rights.length === 0 && <p className="small text-text-3">{t.library.noRightsAtAll}</p>}
        <ul>
          {summary.rights.map((right) => (
            <li key={right.text} className="row small min-h-6">
              <Icon of={rightIcons[right.code]} size="small" className="text-text-3" />
              <span className="wrap-anywhere">{told(right.text)}</span>
            </li>
          ))}
        </ul>
      </section>
      {tier && (
        <section>
          <h3 className="section-head text-text-1">
            {t.library.runsIn}
            <span className="end">
              <TierWall tier={tier.tier} />
            </span>
          </h3>
          <p className="small text-text-2">{told(tier.why)}</p>
          {(tier.canTrust || tier.isTrusted) && <TrustSwitch name={summary.name} isTrusted={tier.isTrusted} />}
        </section>
      )}
      {summary.uses.length > 0 && (
        <section>
          <h3 className="section-head text-text-1">
            {t.library.uses}
            <span className="end">{summary.uses.length}</span>
          </h3>
          <Names of={summary.uses} />
        </section>
      )}
      <section>
        <h3 className="section-head text-text-1">
          {t.library.usedBy}
          <span className="end">{usedBy.length}</span>
        </h3>
        {usedBy.length === 0 ? <p className="small text-text-3">{t.library.usedByNone}</p> : <Names of={usedBy} />}
      </section>
      <RunHistory kind={summary.kind} name={summary.name} />
      <FilePlace summary={summary} />
    </div>
  )
}

function Names({ of }: { of: { kind: ManifestKind; name: string; isMissing?: boolean }[] }) {
  return (
    <ul className="flex flex-wrap gap-1.5 pt-0.5">
      {of.map((each) => (
        <li key={`${each.kind}/${each.name}`}>
          {each.isMissing ? (
            <span className="chip is-warn h-[26px] px-2 text-[12px]">
              {each.name}, {t.library.missing}
            </span>
          ) : (
            <Link href={pathOf(each)} className="btn is-small h-[26px] font-normal">
              <Icon of={kindIcons[each.kind]} size="small" className="text-text-3" />
              {each.name}
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}
