import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { InboxCard } from './inbox-card.tsx'

/** All that waits for a yes, from every chat. Nothing is shown while nothing waits. */
export function ApprovalInbox() {
  const { orpc } = useApi()
  const list = useQuery(orpc.safety.list.queryOptions({ input: {} }))
  const approvals = list.data?.approvals ?? []
  if (approvals.length === 0) return null
  return (
    <section aria-label={t.approval.inbox} className="border-b border-line-1 pb-3">
      <h3 className="group-head pt-2!">
        {t.approval.inbox}
        <span className="chip is-warn ml-2">{approvals.length}</span>
      </h3>
      <ul className="flex flex-col gap-3 px-3 pt-1">
        {approvals.map((approval) => (
          <InboxCard key={approval.id} approval={approval} />
        ))}
      </ul>
    </section>
  )
}
