import { useState } from 'react'
import type { ModelFacts, ProviderStatus } from '../../../core/contract/models.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { formatClock, formatDuration } from '../../ui/format.ts'
import { KeySheet } from './key-sheet.tsx'
import { ModelTable } from './model-table.tsx'
import { CheckProvider, dotLook } from './provider-head.tsx'

/** Providers that need a key, one line each; their models below once there are some. */
export function CloudProviders({
  providers,
  models,
  defaultModel,
}: {
  providers: ProviderStatus[]
  models: ModelFacts[]
  defaultModel: string | null
}) {
  const [keyFor, setKeyFor] = useState<ProviderStatus | null>(null)
  const ids = new Set(providers.map((provider) => provider.id))
  const theirs = models.filter((model) => ids.has(model.provider))
  const isUsed = providers.some((provider) => provider.state === 'ready')
  return (
    <section aria-label={t.models.cloud}>
      <header className="row min-h-[30px] flex-wrap">
        <i className={cx('dot', isUsed ? 'is-success' : 'is-off')} />
        <h2 className="strong">{t.models.cloud}</h2>
        <span className="small text-text-3">{t.models.cloudAbout}</span>
      </header>
      <ul className="border-t border-line-1">
        {providers.map((provider) => (
          <li key={provider.id} className="row min-h-[34px] flex-wrap border-b border-line-1 pl-[15px] text-[12px]">
            <i className={cx('dot', dotLook(provider.state))} />
            <span className={cx('w-[176px] text-[13px]', provider.hasKey ? 'font-medium' : 'text-text-2')}>{told(provider.title)}</span>
            <span className={provider.state === 'failing' ? 'text-danger' : 'text-text-3'}>
              {[
                provider.hasKey ? t.models.hasKey : t.models.noKey,
                provider.hasKey && told(provider.detail).replace(/\.$/, ''),
                provider.state === 'ready' && provider.latencyMs !== null && t.models.answers(formatDuration(provider.latencyMs)),
                provider.retryAt && t.models.retryAt(formatClock(provider.retryAt)),
              ]
                .filter(Boolean)
                .join(', ')}
            </span>
            <span className="row end gap-1">
              {provider.hasKey && <CheckProvider id={provider.id} title={provider.title} label={t.models.keyTest} />}
              <Button
                isSmall
                look={provider.state === 'failing' ? 'default' : 'quiet'}
                onClick={() => setKeyFor(provider)}
                aria-label={`${provider.hasKey ? t.models.replaceKey : t.models.addKey}: ${told(provider.title)}`}
              >
                {provider.hasKey ? t.models.replaceKey : t.models.addKey}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {theirs.length > 0 && (
        <div className="mt-3">
          <ModelTable label={`${t.models.cloud}: ${t.models.model}`} models={theirs} all={models} defaultModel={defaultModel} />
        </div>
      )}
      {keyFor && <KeySheet provider={keyFor} onClose={() => setKeyFor(null)} />}
    </section>
  )
}
