import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.ts'

/** What could stand in a setting beside what its schema says: agents and models that are there. Anything else may be typed as well. */
export function useSuggestions(path: string): string[] {
  const { orpc } = useApi()
  const agents = useQuery(orpc.registry.list.queryOptions({ input: { kind: 'Agent' }, enabled: path === 'chats.agent' }))
  const models = useQuery(orpc.models.list.queryOptions({ input: {}, enabled: path === 'models.roles' }))
  if (path === 'chats.agent') return agents.data?.manifests.map(({ name }) => name) ?? []
  return path === 'models.roles' ? (models.data?.models.map(({ id }) => id) ?? []) : []
}
