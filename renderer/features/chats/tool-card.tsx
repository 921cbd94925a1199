import { ChevronDown, ChevronRight, Square } from 'lucide-react'
import { memo, useState } from 'react'
import type { MessagePart } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { faultText } from '../../app/told.ts'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { formatBytes, formatDuration } from '../../ui/format.ts'
import { Group } from '../../ui/group.tsx'
import { Icon } from '../../ui/icon.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { LogView } from '../../ui/log-view.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { TierWall } from '../../ui/tier-wall.tsx'
import { useNow } from '../../ui/use-now.ts'
import { ValueFrame } from '../../ui/value-frame.tsx'
import { summarise, valueShape } from '../../ui/value-shape.ts'
import { ValueView } from '../../ui/value-view.tsx'
import { ApprovalCard } from '../approvals/approval-card.tsx'
import { useApprovalOf } from '../approvals/use-decide.ts'
import { PreparationList } from '../containers/preparation-list.tsx'
import type { Preparation } from '../containers/preparations.ts'
import { ResultFileList } from './result-file-list.tsx'
import { filesOf, truncatedOf } from './result-files.ts'

export type ToolPart = Extract<MessagePart, { type: 'tool' }>

interface ToolCardProps {
  part: ToolPart
  deadlineMs: number | null
  /** What has to be built or started before it, as far as its journal tells. */
  steps?: readonly Preparation[] | undefined
}

/** One tool call: folded it is one line; open it shows what was sent, the log while it runs, and what came back. */
export const ToolCard = memo(function ToolCard({ part, deadlineMs, steps = [] }: ToolCardProps) {
  const isRunning = part.status === 'running'
  const isPreparing = isRunning && steps.some((step) => step.state === 'running')
  const [isOpen, setIsOpen] = useState<boolean | null>(null)
  const isUnfolded = isOpen ?? (isRunning || isWorthShowing(part))
  if (part.status === 'waiting') return <WaitingCall part={part} />
  return (
    <Group
      className={cx('card call', `is-${part.status}`)}
      label={t.tool.label(part.name, t.state[part.status])}
      data-card
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) setIsOpen(!isUnfolded)
      }}
    >
      <div className="call-head">
        <StateGlyph state={part.status} />
        <span className="name cut">{part.name}</span>
        <Summary part={part} isUnfolded={isUnfolded} />
        <span className="facts">
          {!isUnfolded && part.status === 'done' && <ShortResult part={part} />}
          <Took part={part} deadlineMs={isPreparing ? null : deadlineMs} />
          {part.tier && <TierWall tier={part.tier} />}
          {isRunning && part.toolRunId && <StopCall id={part.toolRunId} />}
          <IconButton label={isUnfolded ? t.action.fold : t.action.unfold} isSmall aria-expanded={isUnfolded} onClick={() => setIsOpen(!isUnfolded)}>
            <Icon of={isUnfolded ? ChevronDown : ChevronRight} size="small" />
          </IconButton>
        </span>
      </div>
      {isRunning && !isPreparing && <Limit part={part} deadlineMs={deadlineMs} />}
      {isUnfolded && <PreparationList steps={steps} />}
      {isUnfolded && <Details part={part} isOpened={isOpen === true} />}
      {part.status === 'done' && <ResultFileList tool={part.name} result={part.result} />}
    </Group>
  )
})

/** It asks, before it runs. */
function WaitingCall({ part }: { part: ToolPart }) {
  const approval = useApprovalOf(part.toolRunId)
  const tier = <span className="facts">{part.tier && <TierWall tier={part.tier} />}</span>
  return <ApprovalCard approval={approval} tool={part.name} input={part.arguments} asks={part.asks} aside={tier} />
}

/** A table is shown at once; single values stand in the head, larger things wait to be opened. */
const isWorthShowing = (part: ToolPart) => part.status === 'done' && valueShape(part.result).as === 'table'

/** Unfolded, the failure stands below in full. */
function Summary({ part, isUnfolded }: { part: ToolPart; isUnfolded: boolean }) {
  if (part.error && part.status === 'failed' && !isUnfolded) {
    return (
      <span className="summary is-failed cut" title={faultText(part.error)}>
        {faultText(part.error)}
      </span>
    )
  }
  const text = summarise(part.arguments)
  return (
    <span className="summary cut" title={text}>
      {text}
    </span>
  )
}

function ShortResult({ part }: { part: ToolPart }) {
  const shape = valueShape(part.result)
  if (shape.as === 'table') return <span>{t.tool.rows(shape.rows.length)}</span>
  // It stands below by its name.
  if (filesOf(part.result, part.name).files.length > 0) return null
  const text = summarise(part.result, 24)
  return text.startsWith('{') || text.startsWith('[') || text === '' ? null : <strong className="font-semibold text-text-1">{text}</strong>
}

function Took({ part, deadlineMs }: { part: ToolPart; deadlineMs: number | null }) {
  const isRunning = part.status === 'running'
  const now = useNow(100, isRunning)
  if (!isRunning) return part.durationMs === null ? null : <span>{formatDuration(part.durationMs)}</span>
  const spent = formatDuration(Math.max(0, now - Date.parse(part.startedAt)))
  return <span>{deadlineMs === null ? spent : t.tool.ofLimit(spent.replace(/ s$/, ''), formatDuration(deadlineMs).replace('.0 s', ' s'))}</span>
}

function Limit({ part, deadlineMs }: { part: ToolPart; deadlineMs: number | null }) {
  const now = useNow(250, deadlineMs !== null)
  if (deadlineMs === null) return null
  const share = Math.min(1, Math.max(0, now - Date.parse(part.startedAt)) / deadlineMs)
  return (
    <div className="run-limit" aria-hidden="true">
      <span style={{ width: `${share * 100}%` }} />
    </div>
  )
}

function StopCall({ id }: { id: NonNullable<ToolPart['toolRunId']> }) {
  const { client } = useApi()
  return (
    <IconButton label={t.tool.stop} isSmall onClick={() => void client.runs.cancel({ id }).catch(() => {})}>
      <Icon of={Square} size="tiny" isFilled />
    </IconButton>
  )
}

function Details({ part, isOpened }: { part: ToolPart; isOpened: boolean }) {
  const isRunning = part.status === 'running'
  const hasArguments = summarise(part.arguments) !== ''
  return (
    <>
      {(isOpened || isRunning) && hasArguments && (
        <div className="call-part is-inset">
          <p className="call-label">{t.tool.arguments}</p>
          <ValueFrame value={part.arguments} label={t.tool.arguments}>
            <JsonTree value={part.arguments} label={t.tool.arguments} />
          </ValueFrame>
        </div>
      )}
      {part.logs.length > 0 && (isOpened || isRunning || part.status === 'failed') && <LogView lines={part.logs} isLive={isRunning} />}
      {part.error && (
        <p className="call-part is-inset small whitespace-pre-wrap wrap-anywhere text-danger" role="note">
          {faultText(part.error)}
        </p>
      )}
      {!isRunning && !part.error && <Result result={part.result} />}
    </>
  )
}

/** Of a result that was too large to be kept whole its beginning; all of it is a file below. */
function Result({ result }: { result: unknown }) {
  const cut = truncatedOf(result)
  return (
    <>
      {cut && <p className="call-part is-inset small text-text-3">{t.resultFiles.beginning(formatBytes(cut.file.sizeBytes))}</p>}
      <ValueView value={cut ? cut.preview : result} label={t.tool.result} />
    </>
  )
}
