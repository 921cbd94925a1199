import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.ts'

/** The backups that are there and what is being done; told anew by the core while something is under way. */
export function useBackups() {
  const { orpc } = useApi()
  return useQuery(orpc.backups.list.queryOptions({ input: {} }))
}
