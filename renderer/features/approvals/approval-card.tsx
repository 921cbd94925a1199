import { CircleHelp } from 'lucide-react'
import { t } from '../../app/messages.ts'
import { told, toldPattern } from '../../app/told.ts'
import { errorText } from '../../ui/failed.tsx'
import { formatClock } from '../../ui/format.ts'
import { Group } from '../../ui/group.tsx'
import { Icon } from '../../ui/icon.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { TierWall } from '../../ui/tier-wall.tsx'
import { ValueFrame } from '../../ui/value-frame.tsx'
import type { ToolPart } from '../chats/tool-card.tsx'
import { rightIcons } from '../library/icons.ts'
import { DecisionButtons } from './decision-buttons.tsx'
import { decisionOf } from './decision-keys.ts'
import { useApprovalOf, useDecide } from './use-decide.ts'

/** A call that waits for a yes: all that would be sent, what it asks for in plain words, and the four answers. */
export function ApprovalCard({ part }: { part: ToolPart }) {
  const approval = useApprovalOf(part.toolRunId)
  const decide = useDecide()
  const isBusy = !approval || decide.isPending
  const iconOf = (ask: string) => {
    const right = approval?.rights.find((one) => one.text === ask)
    return right ? rightIcons[right.code] : CircleHelp
  }
  const answer = (decision: Parameters<typeof decide.mutate>[0]['decision']) => approval && decide.mutate({ id: approval.id, decision })
  return (
    <Group
      className="card call is-waiting"
      label={t.tool.label(part.name, t.state[part.status])}
      data-card
      tabIndex={0}
      onKeyDown={(event) => {
        const decision = decisionOf(event)
        if (!decision || isBusy) return
        event.preventDefault()
        answer(decision)
      }}
    >
      <div className="call-head">
        <StateGlyph state="waiting" />
        <span className="strong cut">{t.approval.title(part.name)}</span>
        <span className="facts">{part.tier && <TierWall tier={part.tier} />}</span>
      </div>
      <div className="call-part max-h-[240px] overflow-auto bg-sunken px-3 py-1.5">
        <p className="call-label">{t.approval.wouldSend}</p>
        <ValueFrame value={part.arguments} label={t.tool.arguments}>
          <JsonTree value={part.arguments} label={t.tool.arguments} />
        </ValueFrame>
      </div>
      <div className="ask-why">
        {part.asks.map((ask) => (
          <div key={ask}>
            <Icon of={iconOf(ask)} size="small" />
            <span className="wrap-anywhere">{told(ask)}</span>
          </div>
        ))}
        {approval && (
          <p className="text-text-3 wrap-anywhere">
            {t.approval.always} <span className="mono text-text-1">{toldPattern(approval.pattern)}</span>.{' '}
            {t.approval.expires(formatClock(approval.expiresAt))}
          </p>
        )}
        {decide.isError && (
          <p className="text-danger" role="alert">
            {t.approval.failed}: {errorText(decide.error)}
          </p>
        )}
      </div>
      <DecisionButtons isBusy={isBusy} hasChat={approval?.sessionId !== null} onDecide={answer} />
    </Group>
  )
}
