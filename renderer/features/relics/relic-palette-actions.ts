import { useQuery } from '@tanstack/react-query'
import { Play, RotateCw, Square } from 'lucide-react'
import { useApi } from '../../api/api-context.ts'
import { type Action, useActions } from '../../app/actions/action-store.ts'
import { t } from '../../app/messages.ts'
import { useHasEngine } from '../containers/use-tool-image.ts'
import { isAtWork } from './relic-rows.ts'
import { useRelicActions } from './use-relics.ts'

/** Starting and stopping what serves everywhere; those of one chat have their buttons beside it. */
export function useRelicPaletteActions(): void {
  const { orpc } = useApi()
  const { act } = useRelicActions()
  const hasEngine = useHasEngine()
  const relics = useQuery(orpc.relics.list.queryOptions({ input: {} })).data?.relics ?? []
  const actions = relics.flatMap((relic): Action[] => {
    const { name } = relic
    const shared = relic.instances.find(({ sessionId }) => sessionId === null)
    if (shared && isAtWork(shared.state))
      return [
        { id: `relic stop ${name}`, title: t.actions.stopRelic(name), icon: Square, aside: relic.description, act: () => act('stop', shared) },
        {
          id: `relic restart ${name}`,
          title: t.actions.restartRelic(name),
          icon: RotateCw,
          aside: relic.description,
          act: () => act('restart', shared),
        },
      ]
    if (!hasEngine || relic.scope !== 'shared') return []
    return [
      {
        id: `relic start ${name}`,
        title: t.actions.startRelic(name),
        icon: Play,
        aside: relic.description,
        act: () => act('start', { name, sessionId: null }),
      },
    ]
  })
  useActions(actions)
}
