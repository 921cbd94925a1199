import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { Button } from '../../ui/button.tsx'
import { Failed } from '../../ui/failed.tsx'
import { Loading } from '../../ui/loading.tsx'

/** Which cloud providers have a key; keys are set and tested on the page of models. */
export function CloudKeys() {
  const { orpc } = useApi()
  const [, go] = useLocation()
  const models = useQuery(orpc.models.list.queryOptions({ input: {} }))
  if (models.isPending) return <Loading what={t.settings.loading} className="py-2" />
  if (models.isError) return <Failed what={t.settings.failed} error={models.error} onRetry={() => models.refetch()} />
  return (
    <>
      <ul>
        {models.data.providers
          .filter((provider) => provider.needsKey)
          .map((provider) => (
            <li key={provider.id} className="row min-h-8 border-b border-line-1">
              <span>{told(provider.title)}</span>
              <span className="small end text-text-3">{provider.hasKey ? t.settings.secretSet : t.settings.secretMissing}</span>
            </li>
          ))}
      </ul>
      <div className="mt-3">
        <Button onClick={() => go('/models')}>{t.settingsPage.toKeys}</Button>
      </div>
    </>
  )
}
