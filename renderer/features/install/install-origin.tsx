import { t } from '../../app/messages.ts'
import { Notice } from '../../ui/notice.tsx'
import type { Preview } from './install-preview.tsx'

/** The second yes, for what takes the place of something that ships. */
export function ReplaceBundled({ found, isYes, onYes }: { found: Preview; isYes: boolean; onYes: (isYes: boolean) => void }) {
  const names = found.manifests.filter(({ replaces }) => replaces?.root === 'bundled').map(({ name }) => name)
  return (
    <div className="mb-3">
      <Notice
        tone="warn"
        title={t.adding.bundledTitle(names.join(', ') || found.name)}
        actions={
          <label className="row min-h-6 gap-2">
            <input type="checkbox" className="check" checked={isYes} onChange={(event) => onYes(event.target.checked)} />
            <span>{t.adding.bundledYes}</span>
          </label>
        }
      >
        {t.adding.bundledAbout}
      </Notice>
    </div>
  )
}

/** Where it came from and where it goes. */
export function Origin({ found: { source, destination } }: { found: Preview }) {
  if (!source && !destination) return null
  return (
    <p className="micro mt-3 text-text-3 wrap-anywhere">
      {source && (
        <>
          {t.adding.from[source.type]} {source.type !== 'text' && <span className="mono text-[11px]">{source.from}</span>}{' '}
          {source.commit && t.adding.commit(source.commit)}
        </>
      )}
      {destination && (
        <>
          {source && <br />}
          {t.adding.goesTo} <span className="mono text-[11px]">{destination}</span>
        </>
      )}
    </p>
  )
}
