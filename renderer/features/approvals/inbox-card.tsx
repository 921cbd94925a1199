import { useLocation } from 'wouter'
import type { Approval } from '../../../core/contract/safety.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { ApprovalCard } from './approval-card.tsx'

/** Something that waits for a yes in a list of such, with the way to its chat. `isInChat`: that is in view already. */
export function InboxCard({ approval, isInChat = false }: { approval: Approval; isInChat?: boolean }) {
  const [, go] = useLocation()
  const { sessionId, tool, input, rights } = approval
  return (
    <li>
      <ApprovalCard
        approval={approval}
        tool={tool}
        input={input}
        asks={rights.map(({ text }) => text)}
        aside={
          sessionId &&
          !isInChat && (
            <Button look="quiet" isSmall className="end" onClick={() => go(`/chats/${sessionId}`)}>
              {t.approval.openChat}
            </Button>
          )
        }
      />
    </li>
  )
}
