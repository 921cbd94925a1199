import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Failed } from '../../ui/failed.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'

/** The folders of the person, and what version this is. */
export function WhereThingsAre() {
  const { orpc } = useApi()
  const overview = useQuery(orpc.system.overview.queryOptions({ input: {} }))
  const found = overview.data
  if (overview.isPending) return <Loading what={t.settings.loading} className="py-2" />
  if (!found) return <Failed what={t.settings.failed} error={overview.error} onRetry={() => overview.refetch()} />
  return (
    <dl>
      <div className="pair border-b border-line-1 py-1">
        <dt>{t.settings.version}</dt>
        <dd className="text-text-2">{`${t.app} ${found.version}, ${found.platform}`}</dd>
      </div>
      <Place name={t.settings.data} value={found.dataFolder} />
      <Place name={t.settings.manifests} value={found.personalManifests} />
      <Place name={t.settings.modelsFolder} value={found.modelsFolder} />
      <div className="pair border-b border-line-1 py-1">
        <dt>{t.settings.database}</dt>
        <dd className="text-text-2">{[told(found.database.detail), formatBytes(found.database.sizeBytes)].filter(Boolean).join(' ')}</dd>
      </div>
    </dl>
  )
}

const Place = ({ name, value }: { name: string; value: string }) => (
  <div className="pair border-b border-line-1 py-0.5">
    <dt>{name}</dt>
    <dd className="row justify-end">
      <span className="mono cut" title={value}>
        {value}
      </span>
      <CopyButton text={() => value} label={`${t.action.copy}: ${name}`} />
    </dd>
  </div>
)
