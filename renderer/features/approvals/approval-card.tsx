import { CircleHelp } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Approval } from '../../../core/contract/safety.ts'
import { t } from '../../app/messages.ts'
import { told, toldPattern } from '../../app/told.ts'
import { errorText } from '../../ui/failed.tsx'
import { formatClock } from '../../ui/format.ts'
import { Group } from '../../ui/group.tsx'
import { Icon } from '../../ui/icon.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { ValueFrame } from '../../ui/value-frame.tsx'
import { rightIcons } from '../library/icons.ts'
import { DecisionButtons } from './decision-buttons.tsx'
import { decisionOf } from './decision-keys.ts'
import { useDecide } from './use-decide.ts'

interface ApprovalCardProps {
  /** undefined: it is not known yet, so that it can be read but not answered. */
  approval: Approval | undefined
  tool: string
  input: unknown
  /** What it asks for, in the core's words. */
  asks: readonly string[]
  /** Beside its title. */
  aside?: ReactNode
}

/** Something that waits for a yes: all that would be sent, what it asks for in plain words, and the four answers. */
export function ApprovalCard({ approval, tool, input, asks, aside }: ApprovalCardProps) {
  const decide = useDecide()
  const isBusy = !approval || decide.isPending
  const hasChat = approval?.sessionId !== null
  const iconOf = (ask: string) => {
    const right = approval?.rights.find((one) => one.text === ask)
    return right ? rightIcons[right.code] : CircleHelp
  }
  const answer = (decision: Parameters<typeof decide.mutate>[0]['decision']) => approval && decide.mutate({ id: approval.id, decision })
  return (
    <Group
      className="card call is-waiting"
      label={t.tool.label(tool, t.state.waiting)}
      data-card
      tabIndex={0}
      onKeyDown={(event) => {
        const decision = decisionOf(event, hasChat)
        if (!decision || isBusy) return
        event.preventDefault()
        answer(decision)
      }}
    >
      <div className="call-head">
        <StateGlyph state="waiting" />
        <span className="strong cut">{t.approval.title(tool)}</span>
        {aside}
      </div>
      <div className="call-part max-h-[240px] overflow-auto bg-sunken px-3 py-1.5">
        <p className="call-label">{t.approval.wouldSend}</p>
        <ValueFrame value={input} label={t.tool.arguments}>
          <JsonTree value={input} label={t.tool.arguments} />
        </ValueFrame>
      </div>
      <div className="ask-why">
        {asks.map((ask) => (
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
      <DecisionButtons isBusy={isBusy} hasChat={hasChat} onDecide={answer} />
    </Group>
  )
}
