import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Message } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { errorText, Failed } from '../../ui/failed.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { type Comparison, mostModels, startComparison } from './comparisons.ts'
import { modelAside } from './model-picker.tsx'

interface CompareSheetProps {
  /** An answer, which stays as one side, or a question. */
  message: Message
  onStarted: (comparison: Comparison) => void
  onClose: () => void
}

/** Which models answer the same once more, at once. */
export default function CompareSheet({ message, onStarted, onClose }: CompareSheetProps) {
  const api = useApi()
  const list = useQuery(api.orpc.models.list.queryOptions({ input: {} }))
  const [chosen, setChosen] = useState<readonly string[]>([])
  const isAnswer = message.role === 'assistant'
  // Beside an answer that is there stands one less.
  const most = isAnswer ? mostModels - 1 : mostModels
  const isEnough = chosen.length >= (isAnswer ? 1 : 2)
  const start = useMutation({
    mutationFn: () => startComparison(api, message, chosen),
    onSuccess(comparison) {
      onClose()
      onStarted(comparison)
    },
  })
  const toggle = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id])
  const models = list.data?.models ?? []
  return (
    <Sheet
      isOpen
      isNarrow
      onClose={onClose}
      title={t.compare.title}
      about={isAnswer ? t.compare.aboutAnswer(most) : t.compare.aboutQuestion(most)}
      footer={
        <>
          <span className="small grow text-text-3">{t.compare.budget}</span>
          <Button onClick={onClose}>{t.action.cancel}</Button>
          <Button look="primary" keys="Mod+Enter" disabled={!isEnough || start.isPending} onClick={() => start.mutate()}>
            {t.compare.start(chosen.length)}
          </Button>
        </>
      }
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && isEnough && !start.isPending) start.mutate()
      }}
    >
      {list.isPending && <Loading what={t.compare.loading} className="p-5" />}
      {list.isError && !list.data && <Failed what={t.models.failed} error={list.error} onRetry={() => list.refetch()} />}
      {list.data && models.length === 0 && <p className="small p-5 text-text-3">{t.compare.noModels}</p>}
      {models.length > 0 && (
        <fieldset className="min-h-0 overflow-auto px-3 py-2">
          <legend className="sr-only">{t.compare.models}</legend>
          {models.map((model) => (
            <label key={model.id} className="item mx-0!">
              <input
                type="checkbox"
                checked={chosen.includes(model.id)}
                disabled={start.isPending || (!chosen.includes(model.id) && chosen.length >= most)}
                onChange={() => toggle(model.id)}
              />
              <span className="cut">{model.name}</span>
              <span className="meta">{model.id === message.model ? t.compare.again : modelAside(model)}</span>
            </label>
          ))}
        </fieldset>
      )}
      <p className="field-note is-bad px-5" role="alert">
        {start.isError && errorText(start.error)}
      </p>
    </Sheet>
  )
}
