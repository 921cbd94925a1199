import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Shell } from '../../app/shell.tsx'
import { useMoment } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { Failed } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Catalogue } from './catalogue.tsx'
import { CloudProviders } from './cloud-providers.tsx'
import { Downloads } from './downloads.tsx'
import { GgufSheet } from './gguf-sheet.tsx'
import { MemoryBar } from './memory-bar.tsx'
import { ProviderModels } from './provider-models.tsx'
import { PullModel } from './pull-model.tsx'

export default function ModelsScreen() {
  const { orpc } = useApi()
  // What is loaded and who answers changes without a word, and a provider that is started appears by itself.
  const list = useQuery(orpc.models.facts.queryOptions({ input: {}, staleTime: 0, refetchInterval: 5_000 }))
  const [isAdding, setIsAdding] = useState(false)
  const droppedModel = useMoment((state) => state.droppedModel)
  const endAdding = () => {
    setIsAdding(false)
    useMoment.getState().set({ droppedModel: null })
  }
  const models = list.data?.models ?? []
  const locals = list.data?.providers.filter((provider) => provider.isLocal) ?? []
  const clouds = list.data?.providers.filter((provider) => !provider.isLocal) ?? []
  const isOnlyDemo = models.length > 0 && models.every((model) => model.isBuiltInDemo)
  return (
    <Shell>
      <main className="main-pane" data-pane tabIndex={-1}>
        <div className="head pr-2">
          <h1>{t.models.title}</h1>
          {list.data && <span className="small text-text-3">{t.models.count(models.length, models.filter((model) => model.isLoaded).length)}</span>}
          <span className="end">
            <Button isSmall onClick={() => setIsAdding(true)}>
              <Icon of={Plus} size="small" />
              {t.models.addGguf}
            </Button>
          </span>
        </div>
        <div className="scroll flex flex-col gap-4 p-4">
          {list.isPending && <Loading what={t.models.loading} lines={6} className="" />}
          {list.isError && !list.data && <Failed what={t.models.failed} error={list.error} onRetry={() => list.refetch()} />}
          {list.data && (
            <>
              <MemoryBar models={models} />
              {isOnlyDemo && (
                <Notice tone="info" title={t.models.demoAbout}>
                  {t.models.larger}
                </Notice>
              )}
              {locals.map((provider) => (
                <ProviderModels
                  key={provider.id}
                  provider={provider}
                  models={models}
                  defaultModel={list.data.defaultModel}
                  aside={provider.id === 'ollama' && provider.state === 'ready' ? <PullModel /> : null}
                />
              ))}
              <Downloads />
              {clouds.length > 0 && <CloudProviders providers={clouds} models={models} defaultModel={list.data.defaultModel} />}
              <Catalogue hasOllama={locals.some(({ id, state }) => id === 'ollama' && state === 'ready')} />
            </>
          )}
        </div>
        {(isAdding || droppedModel) && <GgufSheet key={droppedModel} start={droppedModel ?? ''} onClose={endAdding} />}
      </main>
    </Shell>
  )
}
