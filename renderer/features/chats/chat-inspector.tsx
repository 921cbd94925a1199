import { useQuery } from '@tanstack/react-query'
import { FileCode } from 'lucide-react'
import { useLocation } from 'wouter'
import type { Message, Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { PaneEdge } from '../../app/pane-edge.tsx'
import { told } from '../../app/told.ts'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { formatCount, formatDuration } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { RunTree } from '../../ui/run-tree.tsx'
import { useNow } from '../../ui/use-now.ts'
import { ChatRelics } from '../relics/chat-relics.tsx'
import { AgentTools } from './agent-tools.tsx'
import { Budget } from './budget.tsx'
import { ChatTotals } from './chat-totals.tsx'
import { useSlowTurn } from './live-turns.ts'
import type { Turn } from './turn.ts'
import { turnRows } from './turn-rows.ts'

/** Beside a chat: its agent, the context really used, its tools and their walls, what it may spend, and the runs of this turn. */
export function ChatInspector({ session, answer }: { session: Session; answer: Message | undefined }) {
  const { orpc } = useApi()
  const [, go] = useLocation()
  const turn = useSlowTurn(answer?.runId ?? null)
  const agent = useQuery(orpc.registry.get.queryOptions({ input: { kind: 'Agent', name: session.agent } }))
  const version = agent.data?.summary.version
  return (
    <aside className="inspector" aria-label={t.shell.inspector} data-pane tabIndex={-1}>
      <PaneEdge side="right" />
      <div className="head">
        <h2 className="cut grow">{session.agent}</h2>
        {version && <span className="small text-text-3">{t.library.version(version)}</span>}
        <IconButton label={t.inspector.openManifest} onClick={() => go(`/agents/${session.agent}`)}>
          <Icon of={FileCode} />
        </IconButton>
      </div>
      <div className="scroll">
        <ContextUse turn={turn} />
        <AgentTools agent={session.agent} />
        <ChatRelics session={session} />
        <Budget manifest={agent.data?.manifest} turn={turn} />
        <TurnTree turn={turn} hasTurn={answer !== undefined} />
        <ChatTotals session={session} />
      </div>
    </aside>
  )
}

function ContextUse({ turn }: { turn: Turn }) {
  const context = turn.context
  const share = context ? Math.min(1, context.usedTokens / context.limitTokens) : 0
  return (
    <section className="section">
      <h3 className="section-head">
        {t.inspector.context}
        <span className="end">
          {context ? t.inspector.contextOf(formatCount(context.usedTokens), formatCount(context.limitTokens)) : t.inspector.contextUnknown}
        </span>
      </h3>
      <div className="meter is-tall" aria-hidden="true">
        <span className={cx(share > 0.9 && 'is-warn')} style={{ width: `${share * 100}%` }} />
      </div>
      {context && context.droppedResults > 0 && <p className="micro mt-1.5 text-text-3">{t.inspector.dropped(context.droppedResults)}</p>}
      {turn.model && (
        <p className="micro mt-1.5 text-text-3" title={told(turn.model.why)}>
          {turn.model.model}
        </p>
      )}
    </section>
  )
}

function TurnTree({ turn, hasTurn }: { turn: Turn; hasTurn: boolean }) {
  const [, go] = useLocation()
  const now = useNow(200, hasTurn && turn.runs.length > 0 && !turn.hasEnded)
  const rows = turnRows(turn.runs, now)
  const spanMs = Math.max(0, ...rows.map((row) => row.startMs + row.durationMs))
  return (
    <section className="section">
      <h3 className="section-head">
        {t.inspector.turn}
        {rows.length > 0 && <span className="end">{formatDuration(spanMs)}</span>}
      </h3>
      {rows.length === 0 ? (
        <p className="small text-text-3">{t.inspector.noTurn}</p>
      ) : (
        <RunTree rows={rows} label={t.inspector.turn} onOpen={(id) => go(`/activity/${id}`)} />
      )}
    </section>
  )
}
