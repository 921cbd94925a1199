import type { ReactNode } from 'react'
import type { ModelFacts, ProviderStatus } from '../../../core/contract/models.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { ModelTable } from './model-table.tsx'
import { ProviderHead } from './provider-head.tsx'

interface ProviderModelsProps {
  provider: ProviderStatus
  /** Of all providers. */
  models: ModelFacts[]
  defaultModel: string | null
  aside: ReactNode
}

/** A provider on this computer and the models it has. */
export function ProviderModels({ provider, models, defaultModel, aside }: ProviderModelsProps) {
  const own = models.filter((model) => model.provider === provider.id)
  return (
    <section aria-label={told(provider.title)}>
      <ProviderHead provider={provider} aside={aside} />
      {own.length === 0 ? (
        <p className="small border-t border-line-1 pt-2 text-text-3">{t.models.none}</p>
      ) : (
        <ModelTable label={`${told(provider.title)}: ${t.models.model}`} models={own} all={models} defaultModel={defaultModel} />
      )}
    </section>
  )
}
