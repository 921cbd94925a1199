import type { InferContractRouterOutputs } from '@orpc/contract'
import type { Contract } from '../../../core/contract/index.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { cx } from '../../ui/cx.ts'
import { formatList } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TierWall } from '../../ui/tier-wall.tsx'
import { kindIcons, rightIcons } from '../library/icons.ts'
import { FileChanges } from './file-changes.tsx'
import { Origin, ReplaceBundled } from './install-origin.tsx'

export type Preview = InferContractRouterOutputs<Contract>['registry']['preview']

/** The images that are built of it at its first run, and what is fetched for them. */
function Builds({ found }: { found: Preview }) {
  const built = found.manifests.flatMap(({ name, builds }) => (builds ? [{ name, builds }] : []))
  if (built.length === 0) return null
  return (
    <section className="mt-3">
      <h3 className="section-head min-h-6 text-text-1">{t.install.builds}</h3>
      <ul>
        {built.map(({ name, builds: { engine, packages, systemPackages, files } }) => (
          <li key={name} className="grid grid-cols-[16px_1fr] gap-3 border-b border-line-1 py-[7px] last:border-0">
            <Icon of={rightIcons.build} className="mt-0.5 text-text-3" />
            <div className="min-w-0">
              <p className="strong wrap-anywhere">{t.install.imageOf(name)}</p>
              {packages.length > 0 && <Fetched what={engine ?? ''} names={packages} />}
              {systemPackages.length > 0 && <Fetched what={t.install.systemPackages} names={systemPackages} />}
              {files.length > 0 && <Fetched what={t.install.builtFrom} names={files} />}
              {packages.length + systemPackages.length + files.length === 0 && <p className="small text-text-3">{t.install.codeOnly}</p>}
            </div>
          </li>
        ))}
      </ul>
      <p className="small mt-1 text-text-3">{t.install.buildsAbout}</p>
    </section>
  )
}

const Fetched = ({ what, names }: { what: string; names: readonly string[] }) => (
  <p className="small text-text-3 wrap-anywhere">
    {what} <span className="mono text-text-2">{names.join(', ')}</span>
  </p>
)

interface InstallPreviewProps {
  found: Preview
  isReplacing: boolean
  /** null: it is done. */
  onReplacing: ((isReplacing: boolean) => void) | null
}

/** What a folder holds, what it asks for, where it would run and what it would change; its problems at their line. */
export function InstallPreview({ found, isReplacing, onReplacing }: InstallPreviewProps) {
  const asking = found.manifests.filter((manifest) => manifest.rights.length > 0)
  const replaced = found.manifests.filter((manifest) => manifest.change === 'changed').map((manifest) => manifest.name)
  return (
    <div className="grid min-h-0 grid-cols-[minmax(180px,264px)_minmax(0,1fr)] overflow-auto">
      <aside className="border-r border-line-1 py-2.5 pr-3 pl-5">
        <h3 className="section-head min-h-6 text-text-1">{t.install.holds}</h3>
        <ul>
          {found.manifests.map((manifest) => (
            <li key={`${manifest.kind}/${manifest.name}`} className="row h-[26px] justify-between" title={manifest.description}>
              <span className="row">
                <Icon of={kindIcons[manifest.kind]} size="small" className="text-text-3" />
                <span className="cut">{manifest.name}</span>
              </span>
              <span
                className={cx(
                  'micro',
                  manifest.change === 'new' ? 'font-[550] text-accent' : manifest.change === 'changed' ? 'text-text-1' : 'text-text-3',
                )}
              >
                {t.install.change[manifest.change]}
              </span>
            </li>
          ))}
        </ul>
        {found.manifests.some((manifest) => manifest.tier) && (
          <>
            <h3 className="section-head mt-4 text-text-1">{t.install.runsIn}</h3>
            <ul className="small">
              {found.manifests.map(
                (manifest) =>
                  manifest.tier && (
                    <li key={manifest.name} className="py-0.5">
                      <span className="row justify-between">
                        <span className="cut">{manifest.name}</span>
                        <TierWall tier={manifest.tier.tier} />
                      </span>
                      <span className="text-text-3">{told(manifest.tier.why)}</span>
                    </li>
                  ),
              )}
            </ul>
          </>
        )}
      </aside>
      <div className="min-w-0 px-5 pt-2.5 pb-4">
        {found.canReplaceBundled && onReplacing && <ReplaceBundled found={found} isYes={isReplacing} onYes={onReplacing} />}
        {found.reason && !found.canInstall && !found.canReplaceBundled && (
          <div className="mb-3">
            <Notice tone="danger" title={told(found.reason)} />
          </div>
        )}
        {found.problems.length > 0 && (
          <section className="mb-3">
            <h3 className="section-head min-h-6 text-text-1">{t.install.problems}</h3>
            <ul className="flex flex-col gap-2">
              {found.problems.map((problem) => (
                <li key={`${problem.file}:${problem.line}:${problem.column}:${problem.code}`} className="small">
                  <p className="row gap-1.5">
                    <span className={cx('strong', problem.severity === 'error' ? 'text-danger' : 'text-warn')}>
                      {t.library.line(problem.line, problem.column)}
                    </span>
                    <span className="mono cut text-text-3">{problem.file}</span>
                  </p>
                  <p className="wrap-anywhere">{told(problem.message)}</p>
                  {problem.suggestion && <p className="text-text-3 wrap-anywhere">{told(problem.suggestion)}</p>}
                </li>
              ))}
            </ul>
          </section>
        )}
        <h3 className="section-head min-h-6 text-text-1">{t.install.asksFor}</h3>
        {asking.length === 0 && <p className="text-text-2">{t.install.asksNothing}</p>}
        <ul>
          {asking.flatMap((manifest) =>
            manifest.rights.map((right) => (
              <li
                key={`${manifest.name} ${right.text}`}
                className="grid grid-cols-[16px_1fr_auto] gap-3 border-b border-line-1 py-[7px] last:border-0"
              >
                <Icon of={rightIcons[right.code]} className={cx('mt-0.5', manifest.change === 'same' ? 'text-text-3' : 'text-warn')} />
                <div className="min-w-0">
                  <p className="strong wrap-anywhere">{told(right.text)}</p>
                  <p className="small text-text-3">{manifest.name}</p>
                </div>
                {manifest.change !== 'same' && <span className="chip is-warn">{t.install.change[manifest.change]}</span>}
              </li>
            )),
          )}
        </ul>
        <Builds found={found} />
        {replaced.length > 0 && <p className="small mt-3 text-text-2">{t.install.replaces(formatList(replaced))}</p>}
        <FileChanges changes={found.changes} />
        <Origin found={found} />
      </div>
    </div>
  )
}
