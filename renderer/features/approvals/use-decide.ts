import { useMutation, useQuery } from '@tanstack/react-query'
import type { Approval, Decision } from '../../../core/contract/safety.ts'
import { useApi } from '../../api/api-context.ts'
import { focusAfterDrawing } from '../../ui/return-focus.ts'

/** The approval a run waits for; undefined while it is not known or not waiting. */
export function useApprovalOf(runId: Approval['runId'] | null): Approval | undefined {
  const { orpc } = useApi()
  const list = useQuery(orpc.safety.list.queryOptions({ input: {} }))
  return list.data?.approvals.find((approval) => approval.runId === runId)
}

export function useDecide() {
  const { client, queries, orpc } = useApi()
  return useMutation({
    mutationFn: ({ id, decision }: { id: Approval['id']; decision: Decision }) => client.safety.decide({ id, decision }),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: orpc.safety.key() })
      focusAfterDrawing()
    },
  })
}
