import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Model, ProviderStatus } from '../../../core/contract/models.ts'
import { t } from '../../app/messages.ts'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { ProviderHead } from './provider-head.tsx'
import { RemoveModel } from './remove-model.tsx'

interface ProviderModelsProps {
  provider: ProviderStatus
  models: Model[]
  defaultModel: string | null
  aside: ReactNode
}

/** A provider on this computer and the models it has. */
export function ProviderModels({ provider, models, defaultModel, aside }: ProviderModelsProps) {
  return (
    <section aria-label={provider.title}>
      <ProviderHead provider={provider} aside={aside} />
      {models.length === 0 ? (
        <p className="small border-t border-line-1 pt-2 text-text-3">{t.models.none}</p>
      ) : (
        <ScrollBox className="overflow-x-auto" label={`${provider.title}: ${t.models.model}`}>
          <ModelTable models={models} defaultModel={defaultModel} canRemove={provider.id === 'ollama'} />
        </ScrollBox>
      )}
    </section>
  )
}

export function ModelTable({ models, defaultModel, canRemove }: { models: Model[]; defaultModel: string | null; canRemove: boolean }) {
  return (
    <table className="table has-lines table-fixed">
      <colgroup>
        <col className="w-[30%]" />
        <col className="w-[11%]" />
        <col className="w-[13%]" />
        <col className="w-[13%]" />
        <col className="w-[15%]" />
        <col className="w-[12%]" />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th className="pl-[15px]!">{t.models.model}</th>
          <th className="is-number">{t.models.size}</th>
          <th>{t.models.quant}</th>
          <th className="is-number">{t.models.context}</th>
          <th>{t.models.tools}</th>
          <th>{t.models.state}</th>
          <th>
            <span className="sr-only">{t.action.remove}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {models.map((model) => (
          <tr key={model.id}>
            <td className="pl-[15px]!" title={model.isBuiltInDemo ? t.models.demoAbout : (model.source ?? undefined)}>
              <span className="row gap-1.5">
                <span className="cut text-[13px] font-medium">{model.name}</span>
                {model.isBuiltInDemo && <span className="chip">{t.composer.demo}</span>}
                {model.id === defaultModel && <span className="chip">{t.models.default}</span>}
              </span>
            </td>
            <td className="is-number">{model.sizeBytes === null ? '' : formatBytes(model.sizeBytes)}</td>
            <td className="cut text-text-2">{[model.parameters, model.quantization].filter(Boolean).join(' ')}</td>
            <td className="is-number">{model.contextTokens === null ? '' : formatCount(model.contextTokens)}</td>
            <td className={model.hasTools === null ? 'text-text-3' : 'text-text-2'}>
              <span className="row gap-1">
                {model.hasTools && <Icon of={Check} size="small" className="text-text-3" />}
                {model.hasTools === null ? t.models.notTried : model.hasTools ? t.models.native : t.models.byTags}
              </span>
            </td>
            <td className="text-text-2">{model.isLoaded ? t.models.loaded : model.isLocal ? t.models.installed : ''}</td>
            <td className="is-number">{canRemove && <RemoveModel model={model} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
