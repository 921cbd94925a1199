import { useMutation, useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { toldPattern } from '../../app/told.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText, Failed } from '../../ui/failed.tsx'
import { Loading } from '../../ui/loading.tsx'
import { focusAfterDrawing } from '../../ui/return-focus.ts'

/** What tools may do without asking, each with the way to take it back. */
export function Grants() {
  const { client, queries, orpc } = useApi()
  const list = useQuery(orpc.safety.grants.queryOptions({ input: {} }))
  const revoke = useMutation({
    mutationFn: (id: string) => client.safety.revoke({ id }),
    onError: (error) => showToast(errorText(error)),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: orpc.safety.key() })
      // What was pressed has left with its line.
      focusAfterDrawing()
    },
  })
  const grants = list.data?.grants ?? []
  return (
    <div>
      {list.isPending && <Loading what={t.settings.loading} className="py-2" />}
      {list.isError && !list.data && <Failed what={t.settings.failed} error={list.error} onRetry={() => list.refetch()} />}
      {list.data && grants.length === 0 && <p className="small text-text-3">{t.settings.noGrants}</p>}
      <ul>
        {grants.map((grant) => (
          <li key={grant.id} className="row min-h-8 border-b border-line-1">
            <span className="mono cut" title={toldPattern(grant.pattern)}>
              {toldPattern(grant.pattern)}
            </span>
            <span className="small flex-none text-text-3">{grant.sessionId ? t.settings.forChat : t.settings.forGood}</span>
            <span className="end">
              <Button look="quiet" isSmall disabled={revoke.isPending} onClick={() => revoke.mutate(grant.id)}>
                {t.settings.revoke}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
