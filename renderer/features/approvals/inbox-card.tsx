import { useLocation } from 'wouter'
import type { Approval } from '../../../core/contract/safety.ts'
import { t } from '../../app/messages.ts'
import { told, toldPattern } from '../../app/told.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { formatClock } from '../../ui/format.ts'
import { Group } from '../../ui/group.tsx'
import { Icon } from '../../ui/icon.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { rightIcons } from '../library/icons.ts'
import { DecisionButtons } from './decision-buttons.tsx'
import { decisionOf } from './decision-keys.ts'
import { useDecide } from './use-decide.ts'

/** Something that waits for a yes, whole: what would be sent, what it asks for and the four answers. `isInChat`: its chat is in view. */
export function InboxCard({ approval, isInChat = false }: { approval: Approval; isInChat?: boolean }) {
  const [, go] = useLocation()
  const decide = useDecide()
  const answer = (decision: Parameters<typeof decide.mutate>[0]['decision']) => decide.mutate({ id: approval.id, decision })
  return (
    <li>
      <Group
        className="card call is-waiting"
        label={t.tool.label(approval.tool, t.state.waiting)}
        tabIndex={0}
        onKeyDown={(event) => {
          const decision = decisionOf(event)
          if (!decision || decide.isPending) return
          event.preventDefault()
          answer(decision)
        }}
      >
        <div className="call-head">
          <StateGlyph state="waiting" />
          <span className="strong cut">{t.approval.title(approval.tool)}</span>
          {approval.sessionId && !isInChat && (
            <Button look="quiet" isSmall className="end" onClick={() => go(`/chats/${approval.sessionId}`)}>
              {t.approval.openChat}
            </Button>
          )}
        </div>
        <div className="call-part max-h-[200px] overflow-auto bg-sunken px-3 py-1.5">
          <JsonTree value={approval.input} label={t.tool.arguments} />
        </div>
        <div className="ask-why">
          {approval.rights.map((right) => (
            <div key={right.text}>
              <Icon of={rightIcons[right.code]} size="small" />
              <span className="wrap-anywhere">{told(right.text)}</span>
            </div>
          ))}
          <p className="text-text-3 wrap-anywhere">
            {t.approval.always} <span className="mono text-text-1">{toldPattern(approval.pattern)}</span>.{' '}
            {t.approval.expires(formatClock(approval.expiresAt))}
          </p>
          {decide.isError && (
            <p className="text-danger" role="alert">
              {t.approval.failed}: {errorText(decide.error)}
            </p>
          )}
        </div>
        <DecisionButtons isBusy={decide.isPending} hasChat={approval.sessionId !== null} onDecide={answer} />
      </Group>
    </li>
  )
}
