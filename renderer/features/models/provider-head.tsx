import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ProviderStatus } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { formatClock, formatDuration } from '../../ui/format.ts'

export const dotLook = (state: ProviderStatus['state']): string =>
  ({ ready: 'is-success', failing: 'is-danger', unreachable: 'is-warn', 'not-configured': 'is-off' })[state]

/** A provider's name, what the last look found, and the button to look again. */
export function ProviderHead({ provider, aside }: { provider: ProviderStatus; aside?: ReactNode }) {
  const facts = [
    provider.detail.replace(/\.$/, ''),
    provider.url && !provider.detail.includes(provider.url) && provider.url,
    provider.state === 'ready' && provider.latencyMs !== null && t.models.answers(formatDuration(provider.latencyMs)),
    provider.retryAt && t.models.retryAt(formatClock(provider.retryAt)),
  ]
  return (
    <header className="row min-h-[30px] flex-wrap">
      <i className={cx('dot', dotLook(provider.state))} />
      <h2 className="strong">{provider.title}</h2>
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

export function CheckProvider({ id, title }: { id: string; title: string }) {
  const { client, queries, orpc } = useApi()
  const check = useMutation({
    mutationFn: () => client.models.check({ provider: id }),
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.models.key() }),
  })
  return (
    <Button look="quiet" isSmall disabled={check.isPending} onClick={() => check.mutate()} aria-label={`${t.action.check} ${title}`}>
      {t.action.check}
    </Button>
  )
}
