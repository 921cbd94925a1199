import { useMutation, useQuery } from '@tanstack/react-query'
import type { RelicInstance } from '../../../core/contract/relics.ts'
import type { RunResult } from '../../../core/contract/runs.ts'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { newId } from '../../api/new-id.ts'
import { t } from '../../app/messages.ts'
import { faultText } from '../../app/told.ts'
import { announce } from '../../app/ui-store.ts'
import { isAtWork, isMoving } from './relic-rows.ts'

/** Every relic, looked at again while something is measured or about to change. `isWatched`: its graphs are in view. */
export function useRelics(isWatched = false) {
  const { orpc } = useApi()
  return useQuery(
    orpc.relics.list.queryOptions({
      input: {},
      refetchInterval: (query) => {
        const instances = query.state.data?.relics.flatMap((relic) => relic.instances) ?? []
        if (instances.some(({ state }) => isMoving(state))) return 1_000
        return isWatched && instances.some(({ state }) => isAtWork(state)) ? 3_000 : false
      },
    }),
  )
}

export type RelicAction = 'start' | 'stop' | 'restart' | 'clear' | 'remove'
type Target = Pick<RelicInstance, 'name' | 'sessionId'> & { id?: RelicInstance['id'] }
interface Asked {
  action: RelicAction
  target: Target
  runId: RunResult['runId']
}

/** What can be done with a relic. While it starts, `runId` is the run whose journal tells how it goes. */
export function useRelicActions(onStarted?: (instance: RelicInstance) => void) {
  const { client, queries, orpc } = useApi()
  const act = useMutation({
    mutationFn: async ({ action, target, runId }: Asked): Promise<RelicInstance | null> => {
      const of = target.sessionId ? { sessionId: target.sessionId } : {}
      const which = { name: target.name, ...of }
      switch (action) {
        case 'start':
          return started(await client.runs.execute({ kind: 'relic', name: target.name, input: {}, runId, approve: true, ...of }), target.name)
        case 'stop':
          return target.id ? client.relics.stopOne({ id: target.id }) : client.relics.stop(which)
        case 'restart':
        case 'clear':
          return client.relics[action](which)
        case 'remove':
          await client.relics.remove(which)
          return null
      }
    },
    onSuccess: (instance, { action, target }) => {
      if (instance && (action === 'start' || action === 'restart')) announce(t.relics.startedFor(target.name))
      if (action === 'stop') announce(t.relics.stopped(target.name))
      if (instance && action === 'start') onStarted?.(instance)
    },
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: orpc.relics.key() }), queries.invalidateQueries({ queryKey: orpc.containers.stats.key() })]),
  })
  return {
    busy: act.isPending ? act.variables.action : null,
    /** The start that is under way, to be followed. */
    runId: act.isPending && act.variables.action === 'start' ? act.variables.runId : null,
    failed: act.isError ? { action: act.variables.action, name: act.variables.target.name, error: act.error } : null,
    stopStart() {
      if (act.isPending) client.runs.cancel({ id: act.variables.runId }).catch(() => {})
    },
    forget: act.reset,
    act: (action: RelicAction, target: Target) => act.mutate({ action, target, runId: newId<RunResult['runId']>('run') }),
  }
}

/** The press of Start is the yes, once, to the rights listed beside it. A start that was stopped is no failure. */
function started({ status, output, error }: RunResult, name: string): RelicInstance | null {
  if (status === 'done') return output as RelicInstance
  if (status === 'cancelled') return null
  throw new Error(error ? faultText(error) : t.relics.actionFailed(name))
}
export type RelicActions = ReturnType<typeof useRelicActions>

/** The title of a chat, also of one that is archived or long ago; empty while it is not known. null: no chat. */
export function useChatTitle(id: Session['id'] | null): string {
  const { orpc } = useApi()
  const list = useQuery(orpc.sessions.list.queryOptions({ input: { limit: 200 }, enabled: id !== null }))
  const listed = list.data?.sessions.find((session) => session.id === id)
  const asked = useQuery(
    orpc.sessions.get.queryOptions({ input: { id: id as Session['id'] }, enabled: id !== null && list.data !== undefined && !listed, retry: false }),
  )
  const found = listed ?? asked.data
  return found ? found.title || t.chats.untitled : asked.isError ? t.relics.deletedChat : ''
}
