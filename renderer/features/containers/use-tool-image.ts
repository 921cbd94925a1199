import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.ts'

/** The image of a tool; asked for again while it is being built, and when the core says that something changed. */
export function useToolImage(name: string, isWanted = true) {
  const { orpc } = useApi()
  return useQuery(
    orpc.containers.image.queryOptions({
      input: { name },
      enabled: isWanted,
      retry: false,
      refetchInterval: (query) => (query.state.data?.state === 'building' ? 2_000 : false),
    }),
  )
}

/** The engine, what runs on it and what it takes on the disk. */
export function useContainerStats() {
  const { orpc } = useApi()
  return useQuery(
    orpc.containers.stats.queryOptions({ input: {}, refetchInterval: (query) => (query.state.data?.engine.state === 'looking' ? 2_000 : false) }),
  )
}

/** Whether containers can be started; true while that is not known. */
export function useHasEngine(): boolean {
  const state = useContainerStats().data?.engine.state
  return state === undefined || state === 'ready' || state === 'looking'
}
