import { useMutation } from '@tanstack/react-query'
import type { ModelFacts } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { announce, showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { formatWhen } from '../../ui/format.ts'

/** What is known of a model's tool calls, in a few words: a test with its date, or else what it says of itself. */
export function toolWords({ probe, hasTools }: Pick<ModelFacts, 'probe' | 'hasTools'>, now: Date): string {
  if (probe) return t.models.tested(t.models.outcome[probe.outcome], formatWhen(probe.at, now))
  return hasTools === null ? t.models.notTested : hasTools ? t.models.saysYes : t.models.saysNo
}

/** Asks a model for one tool call. It is loaded for that, so it may take a while. */
export function TestTools({ model }: { model: ModelFacts }) {
  const { client, queries, orpc } = useApi()
  const test = useMutation({
    mutationFn: () => client.models.probe({ id: model.id }),
    onSuccess: (probe) => {
      const words = t.models.testEnded(model.name, told(probe.detail))
      // What is not kept by a digest would be seen nowhere else.
      if (model.digest === null) showToast(words)
      else announce(words)
    },
    onError: (error) => showToast(t.models.testEnded(model.name, errorText(error))),
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.models.key() }),
  })
  return (
    <Button look="quiet" isSmall disabled={test.isPending} onClick={() => test.mutate()} aria-label={t.models.testOf(model.name)}>
      {test.isPending ? t.models.testing : t.models.test}
    </Button>
  )
}
