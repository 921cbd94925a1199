import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ProviderStatus } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { errorText } from '../../ui/failed.tsx'
import { formatClock, formatDuration } from '../../ui/format.ts'

export const dotLook = (state: ProviderStatus['state']): string =>
  ({ ready: 'is-success', failing: 'is-danger', unreachable: 'is-warn', 'not-configured': 'is-off' })[state]

/** A provider's name, what the last look found, and the button to look again. */
export function ProviderHead({ provider, aside }: { provider: ProviderStatus; aside?: ReactNode }) {
  const facts = [
    told(provider.detail).replace(/\.$/, ''),
    provider.url && !provider.detail.includes(provider.url) && provider.url,
    provider.state === 'ready' && provider.latencyMs !== null && t.models.answers(formatDuration(provider.latencyMs)),
    provider.retryAt && t.models.retryAt(formatClock(provider.retryAt)),
  ]
  return (
    <header className="row min-h-[30px] flex-wrap">
      <i className={cx('dot', dotLook(provider.state))} />
      <h2 className="strong">{told(provider.title)}</h2>
      <span className={cx('small wrap-anywhere', provider.state === 'failing' ? 'text-danger' : 'text-text-3')}>
        {facts.filter(Boolean).join(', ')}
      </span>
      <span className="row end gap-1">
        {aside}
        <CheckProvider id={provider.id} title={provider.title} />
      </span>
    </header>
  )
}

/** Asks a provider now; what it answers is said in a toast and stands beside its name. */
export function CheckProvider({ id, title: english, label = t.action.check }: { id: string; title: string; label?: string }) {
  const { client, queries, orpc } = useApi()
  const title = told(english)
  const check = useMutation({
    mutationFn: () => client.models.check({ provider: id }),
    onSuccess: ({ detail }) => showToast(t.models.keyWorks(title, told(detail))),
    onError: (error) => showToast(t.models.keyWorks(title, errorText(error))),
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.models.key() }),
  })
  return (
    <Button look="quiet" isSmall disabled={check.isPending} onClick={() => check.mutate()} aria-label={`${label} ${title}`}>
      {label}
    </Button>
  )
}
